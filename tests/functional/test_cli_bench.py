"""The benchmarks, as small as they can be: they run to the end and print what they promise."""

import json
from pathlib import Path

from tests.functional.console import Console


def test_pages_are_measured_on_a_server_of_their_own(tmp_path: Path) -> None:
    said = Console(tmp_path)(
        "bench", "web", "--listings", "60", "--users", "2", "--seconds", "0.5", "--json"
    )
    rows = json.loads(said)
    assert [row["page"] for row in rows] == ["matches", "matches", "healthz"]
    for row in rows:
        assert (row["users"], row["errors"]) == (2, 0)
        assert 0 < row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"]
        assert row["web_mb"] > 10


def test_the_pipeline_is_measured_at_three_sizes(tmp_path: Path, horizon: Path) -> None:
    folders = (str(horizon), str(horizon.parent / "uk_innovation_challenges"))
    said = Console(tmp_path)("bench", "pipeline", *folders, "--offers", "20", "--needs", "8")
    head, *rows = (line.split() for line in said.splitlines())
    assert head[:3] == ["offers", "needs", "import_s"]
    assert [row[:2] for row in rows] == [["5", "2"], ["10", "4"], ["20", "8"]]
    assert all(len(row) == len(head) for row in rows)


def test_names_are_compared_with_a_list(tmp_path: Path) -> None:
    said = Console(tmp_path)("bench", "names", "--organizations", "3", "--entries", "50", "--json")
    (row,) = json.loads(said)
    assert (row["organizations"], row["listed"]) == (3, 100)
    assert row["compare_s"] >= 0


def test_the_desk_is_measured_page_by_page(tmp_path: Path) -> None:
    sizes = ("--listings", "120", "--introductions", "40", "--rounds", "2")
    rows = json.loads(Console(tmp_path)("bench", "desk", *sizes, "--json"))
    assert {row["errors"] for row in rows} == {0}
    assert {"/secretariat/market", "/secretariat/funnel"} <= {row["page"] for row in rows}
    assert all(0 < row["p50_ms"] <= row["p95_ms"] for row in rows)


def test_the_inbox_of_a_giant_is_measured_page_by_page(tmp_path: Path) -> None:
    sizes = ("--listings", "400", "--own", "20", "--matches", "30", "--rounds", "2")
    rows = json.loads(Console(tmp_path)("bench", "inbox", *sizes, "--json"))
    assert {(row["matches"], row["errors"]) for row in rows} == {(600, 0)}
    assert {"/matches", "/matches?tab=waiting", "/"} <= {row["page"] for row in rows}
    assert all(0 < row["p50_ms"] <= row["p95_ms"] for row in rows)


def test_browsing_is_measured_cold_still_and_changing(tmp_path: Path) -> None:
    sizes = ("--listings", "600", "--users", "8", "--seconds", "2.5")
    rows = json.loads(Console(tmp_path)("bench", "browse", *sizes, "--json"))
    measured = [(row["page"], row["changing"]) for row in rows]
    assert measured[0] == ("cold", False)
    assert {("all", False), ("all", True), ("words", True), ("map", False)} <= set(measured)
    assert {row["errors"] for row in rows} == {0}
    assert all(0 < row["p50_ms"] <= row["p95_ms"] <= row["p99_ms"] for row in rows)


def test_the_search_for_codes_is_measured(tmp_path: Path) -> None:
    said = Console(tmp_path)("bench", "cpc", "--codes", "900", "--times", "1", "--json")
    (row,) = json.loads(said)
    assert row["codes"] == 900
    assert 0 < row["median_ms"] <= row["slowest_ms"]
    assert row["slowest"]


def test_the_audit_log_is_measured_filter_by_filter(tmp_path: Path) -> None:
    said = Console(tmp_path)("bench", "audit", "--events", "400", "--times", "2", "--json")
    rows = {row["question"]: row for row in json.loads(said)}
    assert {"whole chain walked", "everything", "a download"} <= rows.keys()
    assert all(0 <= row["p50_ms"] <= row["p95_ms"] for row in rows.values())
