"""Small files in the shape of each public source, and the real ones where they are."""

import datetime as dt
import json
from pathlib import Path

import pytest

from matchmaker.importers.countries import country_of_code, country_of_name
from matchmaker.importers.drafts import ListingDraft, OrganizationDraft, Refusal, UnreadableFile
from matchmaker.importers.formats import FORMATS, is_row, limited, with_kind
from matchmaker.importers.horizon import UNLISTED
from tests.conftest import DATA

TODAY = dt.date(2026, 9, 1)


def corpus(path: Path, *entries: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return path


def entry(**values: object) -> dict[str, object]:
    return {"_id": "1", "title": "Slag", "text": "Slag becomes cement. It works.", **values}


def drafts(name: str, path: Path) -> list[object]:
    return list(FORMATS[name](path, TODAY).drafts)


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": 5}, "title"),
        ({"text": None}, "text"),
        ({"_id": " "}, "_id"),
        ({"metadata": ["x"]}, "metadata"),
    ],
)
def test_an_entry_without_its_texts_is_refused(tmp_path, bad, field):
    file = corpus(tmp_path / "challenges.jsonl", entry(**bad), entry())

    refusal, need = drafts("challenges", tmp_path)

    assert isinstance(refusal, Refusal)
    assert (refusal.row, refusal.field) == (1, field)
    assert isinstance(need, ListingDraft)
    assert drafts("challenges", file)[1] == need


def test_a_closed_challenge_keeps_its_date_in_words_and_has_no_deadline(tmp_path):
    meta = {"sponsor": "dasa", "opens": "2022-09-28", "closes": "2022-11-11", "topics": ["heat"]}
    corpus(tmp_path / "challenges.jsonl", entry(metadata=meta))

    [need] = drafts("challenges", tmp_path)

    assert need.kind == "need"
    assert need.fields["deadline"] is None
    assert need.fields["timeline"] == "Opened on 2022-09-28. Closed on 2022-11-11."
    assert need.fields["description"] == "Subjects: heat."
    assert "valid_until" not in need.fields
    assert need.organization == OrganizationDraft(
        "dasa", "Defence and Security Accelerator", "GB", "government"
    )


@pytest.mark.parametrize("name", ["challenges", "topics"])
def test_what_is_open_has_its_deadline_and_is_valid_until_then(tmp_path, name):
    meta = {"closes": "2026-12-01", "deadline": "2026-12-01"}
    corpus(tmp_path / f"{name}.jsonl", entry(metadata=meta))

    [need] = drafts(name, tmp_path)

    assert need.fields["deadline"] == need.fields["valid_until"] == dt.date(2026, 12, 1)


def test_a_topic_is_cut_at_its_headings_and_its_lost_line_breaks_are_restored(tmp_path):
    text = (
        "Expected Outcome:Results are:less slag;more cement. "
        "Scope:Slag is hot.Where relevant, see https://example.org/A.Where it is told."
    )
    meta = {"typesOfAction": "HORIZON Innovation Actions", "budgetMin": 1000, "budgetMax": 2000}
    corpus(tmp_path / "topics.jsonl", entry(text=text, metadata=meta))

    [need] = drafts("topics", tmp_path)

    assert need.fields["done_means"] == "Results are:\nless slag;\nmore cement."
    assert need.fields["description"] == (
        "Scope: Slag is hot.\nWhere relevant, see https://example.org/A.Where it is told."
    )
    assert str(need.fields["problem"]).startswith("Slag is hot. Where relevant")
    assert need.fields["collaborations"] == ["call_consortium"]
    assert need.fields["we_bring"] == "European Union: grant of EUR 1,000 to 2,000."


def test_a_topic_too_long_for_the_description_says_so(tmp_path):
    meta = {"url": "https://example.org/topic", "deadline": "2020-01-01"}
    corpus(tmp_path / "topics.jsonl", entry(text="Scope:" + "Slag is hot. " * 2_000, metadata=meta))

    [need] = drafts("topics", tmp_path)

    assert len(str(need.fields["description"])) <= 8_000
    assert "Full text: https://example.org/topic]" in str(need.fields["description"])
    assert need.fields["timeline"] == "Closed on 2020-01-01."


def test_a_project_belongs_to_its_coordinator_else_a_participant_else_the_unlisted(tmp_path):
    corpus(tmp_path / "corpus.jsonl", *(entry(_id=str(n)) for n in range(3)))
    rows = [
        {"projectID": "0", "name": "B", "country": "UK", "role": "participant"},
        {"projectID": "0", "name": "A", "country": "EL", "role": "coordinator", "url": "www.a.gr"},
        {"projectID": "1", "name": "B", "country": "UK", "role": "associatedPartner"},
        {"projectID": "1", "name": "C", "country": "SE", "role": "participant"},
        {"projectID": "2", "name": "D", "country": "XH", "role": "coordinator"},
        {"projectID": "2", "name": "", "country": "SE", "role": "coordinator"},
    ]
    corpus(tmp_path / "research_organisations.jsonl", *rows)

    found = drafts("horizon", tmp_path)

    offers = [draft for draft in found if isinstance(draft, ListingDraft)]
    assert [offer.organization.name for offer in offers] == ["A", "C", UNLISTED.name]
    assert "coordinator is no research organisation" not in str(offers[0].fields["description"])
    assert "coordinator is no research organisation" in str(offers[1].fields["description"])
    assert [d for d in found if isinstance(d, OrganizationDraft)] == [
        OrganizationDraft("B (GB)", "B", "GB", "institute"),
        OrganizationDraft("A (GR)", "A", "GR", "institute"),
        OrganizationDraft("C (SE)", "C", "SE", "institute"),
    ]
    assert [str(d) for d in found if isinstance(d, Refusal)] == [
        'research_organisations.jsonl row 5, field country: unknown country code "XH"',
        "research_organisations.jsonl row 6, field name: is required",
    ]


def test_innovation_actions_are_demonstrations_and_subjects_name_sectors(tmp_path):
    power = "/engineering and technology/environmental engineering/energy and fuels/"
    subjects = [f"{power}renewable energy/wind energy", "/natural sciences/chemical sciences"]
    meta = {"fundingScheme": "HORIZON-IA", "euroSciVoc": subjects, "startDate": "2025-01-01"}
    corpus(tmp_path / "corpus.jsonl", entry(metadata=meta), entry(_id="2"))
    corpus(tmp_path / "research_organisations.jsonl", {"projectID": "9"})

    first, second, _ = drafts("horizon", tmp_path)

    assert (first.fields["type"], second.fields["type"]) == ("demonstration", "know_how")
    assert (first.fields["sectors"], second.fields["sectors"]) == (["power"], [])
    assert first.fields["timeline"] == "2025-01-01"


def test_a_folder_without_the_file_is_unreadable(tmp_path):
    (tmp_path / "file").write_text("x")
    for name in FORMATS:
        with pytest.raises(UnreadableFile):
            FORMATS[name](tmp_path, TODAY)
    with pytest.raises(UnreadableFile, match="is not a folder"):
        FORMATS["horizon"](tmp_path / "file", TODAY)


HEADER_2026 = (
    "internal_id,project_name,company,country,location,specific_equipment,project_scale,"
    "project_status,planned_commissioning,actual_start_year\n"
)


@pytest.mark.parametrize(
    ("scale", "status", "trl"),
    [
        ("Pilot", "Finalized (research & testing)", 6),
        ("Demo", "Operating", 7),
        ("Full scale", "Operating", 9),
        ("Full scale", "Finalized (research & testing)", None),
        ("Pilot", "Announced", None),
        ("R&D partnership", "Operating", None),
    ],
)
def test_only_a_plant_that_has_run_has_a_readiness_level(tmp_path, scale, status, trl):
    row = f"GST-1,SuSteel,Voestalpine,Austria,Donawitz,H-DRI,{scale},{status},2021,2022\n"
    (tmp_path / "a.csv").write_text(HEADER_2026 + row)

    [offer] = drafts("steel-tracker", tmp_path)

    assert offer.fields["trl"] == trl
    assert offer.fields["title"] == "voestalpine Group: SuSteel"
    assert offer.fields["technologies"] == ["h2_dri"]
    assert offer.fields["timeline"] == "Planned commissioning: 2021, Started: 2022"
    assert offer.organization == OrganizationDraft(
        "voestalpine Group", "voestalpine Group", "AT", "company"
    )


def test_the_tracker_refuses_what_it_cannot_name(tmp_path):
    rows = [
        "1,,,Austria,Linz,EAF,Pilot,Operating,,",
        "2,,Firm,Atlantis,Linz,EAF,Pilot,Operating,,",
        "3,,F\ufffdrm,Austria,Linz,EAF,Pilot,Operating,,",
        "4,Not available,Firm,Austria,Lule\ufffd,Scrap in an EAF,Pilot,Announced,,",
    ]
    (tmp_path / "a.csv").write_text(HEADER_2026 + "\n".join(rows) + "\n")
    (tmp_path / "b.csv").write_text(HEADER_2026)

    *refused, offer = drafts("steel-tracker", tmp_path)

    assert [refusal.field for refusal in refused] == ["company", "country", "company"]
    assert all("(a.csv)" in refusal.reason for refusal in refused)
    assert offer.fields["title"] == "Firm: Scrap in an EAF, Luleå"


def test_a_tracker_without_its_columns_is_unreadable(tmp_path):
    (tmp_path / "a.csv").write_text("company,country\nFirm,Austria\n")

    with pytest.raises(UnreadableFile, match='no column "project_name"'):
        drafts("steel-tracker", tmp_path / "a.csv")


def test_countries_of_cordis_and_of_english_tables_become_iso_codes():
    assert [country_of_code(code) for code in ("EL", "UK", "SE", "XH", "")] == [
        "GR",
        "GB",
        "SE",
        None,
        None,
    ]
    assert [country_of_name(name) for name in ("USA", "South  korea", "Atlantis")] == [
        "US",
        "KR",
        None,
    ]


def test_a_limit_counts_rows_and_stops_before_what_follows_them():
    listing = ListingDraft(1, "a", "", {})
    organization = OrganizationDraft("o", "O", "SE", "company")

    assert list(limited([organization, listing, listing, organization], 1)) == [
        organization,
        listing,
    ]
    assert not is_row(Refusal(3, "", "bad", file="other.jsonl"))
    assert list(limited([listing], 5)) == [listing]
    refusal = Refusal(2, "", "bad")
    assert [getattr(d, "kind", "") for d in with_kind([listing, refusal], "need")] == ["need", ""]


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "folder", "rows", "refused"),
    [
        ("horizon", "horizon_projects", 1_088, 2),
        ("challenges", "uk_innovation_challenges", 1_811, 0),
        ("topics", "eu_open_topics", 604, 0),
        ("steel-tracker", "green_steel_tracker", 112, 0),
    ],
)
def test_the_real_sources_are_read_whole(name, folder, rows, refused):
    if not (DATA / folder).is_dir():
        pytest.skip(f"real data is not at {DATA / folder}")

    source = FORMATS[name](DATA / folder, TODAY)
    found = list(source.drafts)

    listings = [draft for draft in found if isinstance(draft, ListingDraft)]
    assert source.rows == len(listings) == len({draft.source_id for draft in listings}) == rows
    assert sum(isinstance(draft, Refusal) for draft in found) == refused
    assert all(draft.fields["source_url"] and draft.fields["attribution"] for draft in listings)
