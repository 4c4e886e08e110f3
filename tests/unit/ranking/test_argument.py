import pytest

from matchmaker.ranking.argument import argument, weight
from matchmaker.ranking.explanation import reasons
from matchmaker.ranking.features import findings
from matchmaker.ranking.finding import NEUTRAL, fits, misses, unknown
from tests.unit.ranking.sides import CEMENT, STEEL, brief, candidate


def phrases(lines):
    return [line.phrase for line in lines]


def test_conditions_come_first_and_the_rest_is_argued_both_ways() -> None:
    found = argument(
        reasons(
            [
                fits("trl", 1.0, "TRL 7"),
                misses("collaboration", "Other cooperation"),
                fits("technology", 1.0, "Same route"),
                misses("sector", "Other sector"),
                unknown("licence", "No terms"),
                fits("language", 1.0, "Same language"),
            ]
        )
    )

    assert phrases(found.conditions) == ["TRL 7", "Other cooperation"]
    assert [line.label for line in found.conditions] == ["Maturity", "Cooperation"]
    assert phrases(found.fits) == ["Same route", "Same language"]
    assert phrases(found.misses) == ["Other sector"]
    assert phrases(found.unknown) == ["No terms"]


def test_what_is_slight_stands_apart_unless_there_is_nothing_else() -> None:
    slight = {"verdict": "fits", "feature": "language", "phrase": "l", "influence": 0.05}
    strong = {"verdict": "fits", "feature": "technology", "phrase": "t", "influence": 0.3}

    both, alone = argument([slight, strong]), argument([slight])

    assert (phrases(both.main_fits), phrases(both.slight_fits)) == (["t"], ["l"])
    assert (phrases(alone.main_fits), phrases(alone.slight_fits)) == (["l"], [])


@pytest.mark.parametrize(
    ("influence", "words"),
    [
        (0.28, "speaks strongly for it"),
        (0.16, "speaks for it"),
        (0.04, "speaks slightly for it"),
        (0.0, ""),
        (-0.0, ""),
        (-0.05, "speaks slightly against it"),
        (-0.15, "speaks against it"),
        (-0.35, "speaks strongly against it"),
    ],
)
def test_the_weight_is_told_in_words(influence: float, words: str) -> None:
    assert weight(influence) == words


def test_a_limit_that_nobody_has_set_is_no_argument() -> None:
    line = argument(reasons([fits("country", NEUTRAL, "Not limited")])).conditions[0]

    assert (line.status, line.weight) == ("unset", "")


def test_each_condition_has_a_line_also_when_it_is_not_known() -> None:
    pair = findings(brief(sectors=STEEL), candidate(sectors=CEMENT))

    found = argument(reasons(pair), blind=True)

    assert [line.feature for line in found.conditions] == [
        "trl",
        "country",
        "collaboration",
        "deadline",
        "hidden",
    ]
    assert {line.status for line in found.conditions} == {"unset", "unknown"}


def test_of_hide_from_lists_it_is_told_what_was_checked_and_nothing_else() -> None:
    open_pair, blind_pair = argument((), blind=False), argument((), blind=True)

    assert open_pair.conditions[0].status == "fits"
    assert blind_pair.conditions[0].status == "unknown"
    assert argument(()).conditions == ()


def test_reasons_of_an_earlier_version_are_still_read() -> None:
    old = [
        {"verdict": "fits", "feature": "sector", "phrase": "Same sector"},
        {"verdict": "misses", "feature": "trl", "phrase": "Below"},
        {"verdict": "unknown", "phrase": "An old one without its feature"},
    ]

    found = argument(old)

    assert phrases(found.fits) == ["Same sector"]
    assert found.conditions[0].status == "misses"
    assert found.conditions[0].weight == ""
    assert phrases(found.unknown) == ["An old one without its feature"]
    assert argument(None) == argument([])
