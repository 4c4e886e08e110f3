import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.ranking import features
from matchmaker.ranking.finding import NEUTRAL, Finding
from tests.unit.ranking.sides import CEMENT, STEEL, brief, candidate, limits

H2 = {"h2_dri": "Hydrogen direct reduction"}
CLAY = {"calcined_clay": "Calcined clay"}
LICENCE = {"licence": "Licence"}
SUPPLY = {"supply": "Supply"}
CROSS = {"cross_sector": "Cross-sector"}
BLIND = {"limits": limits(1, blind=True)}
SETS = st.dictionaries(st.sampled_from("abcdef"), st.just("Label"), min_size=1)


def found(feature: str, need: dict[str, Any], document: dict[str, Any]) -> Finding | None:
    return getattr(features, feature)(brief(**need), candidate(**document))


@pytest.mark.parametrize(
    ("feature", "need", "document", "verdict", "phrase"),
    [
        ("trl", {"lowest_trl": 5}, {"trl": 7}, "fits", "TRL 7 meets the lowest TRL accepted, 5"),
        ("trl", {"lowest_trl": 5}, {"trl": 4}, "misses", "TRL 4 is below the lowest TRL accepted"),
        ("trl", {"lowest_trl": 5}, {}, "unknown", "TRL 5 or higher is needed; the offer shows"),
        ("trl", {}, {"trl": 4}, "fits", "The need sets no lowest TRL; TRL 4 is reached"),
        ("trl", {}, {}, "fits", "The need sets no lowest TRL"),
        ("trl", BLIND, {"trl": 4}, "unknown", "The blind need does not show its lowest TRL; TRL 4"),
        ("country", {"countries": None}, {}, "unknown", "The blind need does not show its count"),
        (
            "country",
            {"countries": {}},
            {},
            "unknown",
            "The blind offer does not show its countries",
        ),
        ("country", {"countries": {}}, {"countries": {}}, "fits", "Neither side is limited to"),
        ("deadline", {}, {}, "fits", "The need sets no deadline"),
        ("deadline", BLIND, {}, "unknown", "The blind need does not show its deadline"),
        (
            "deadline",
            {"deadline": dt.date(2026, 11, 3)},
            {},
            "unknown",
            "Deadline 3 November 2026; the blind offer does not show whether it stands then",
        ),
        ("collaboration", {}, {}, "unknown", "Neither side shows a kind of cooperation"),
        ("sector", {"sectors": STEEL}, {"sectors": STEEL}, "fits", "Same sector: Iron and steel"),
        (
            "sector",
            {"sectors": STEEL},
            {"sectors": CEMENT},
            "misses",
            "Different sectors: Iron and steel – Cement and concrete",
        ),
        (
            "sector",
            {"sectors": STEEL},
            {"sectors": {"cross_sector": "Cross-sector"}},
            "fits",
            "The offer is cross-sector",
        ),
        (
            "sector",
            {"sectors": {"cross_sector": "Cross-sector"}},
            {"sectors": STEEL},
            "fits",
            "The need is cross-sector",
        ),
        ("sector", {}, {"sectors": STEEL}, "unknown", "The need shows no sector"),
        ("technology", {"technologies": H2}, {"technologies": H2}, "fits", "Same technology route"),
        ("technology", {"technologies": H2}, {"technologies": CLAY}, "misses", "Different routes"),
        ("technology", {"technologies": H2}, {}, "unknown", "The offer shows no technology route"),
        ("technology", {}, {}, "unknown", "Neither side shows a technology route"),
        ("cpc", {"cpc": {"C21B": "C21B"}}, {"cpc": {"C21B": "C21B"}}, "fits", "Same CPC subclass"),
        ("country", {"countries": {"SE": "Sweden"}}, {"countries": {}}, "fits", "The offer is not"),
        ("country", {"countries": {}}, {"countries": {"SE": "Sweden"}}, "fits", "The need is not"),
        (
            "country",
            {"countries": {"SE": "Sweden", "IN": "India"}},
            {"countries": {"IN": "India"}},
            "fits",
            "Country in common: India",
        ),
        (
            "collaboration",
            {"collaborations": LICENCE},
            {"collaborations": SUPPLY},
            "misses",
            "Different cooperation wanted: Licence – Supply",
        ),
        (
            "collaboration",
            {"collaborations": SUPPLY},
            {"collaborations": SUPPLY},
            "fits",
            "Both want: Supply",
        ),
        (
            "collaboration",
            {},
            {"collaborations": SUPPLY},
            "unknown",
            "The need shows no kind of",
        ),
        (
            "deadline",
            {"deadline": dt.date(2026, 11, 3)},
            {"valid_until": dt.date(2026, 11, 3)},
            "fits",
            "The offer stands at the need's deadline, 3 November 2026",
        ),
        (
            "deadline",
            {"deadline": dt.date(2026, 11, 3)},
            {"valid_until": dt.date(2026, 11, 2)},
            "misses",
            "The offer ends before the need's deadline, 3 November 2026",
        ),
        ("language", {"language": {"en": "English"}}, {"language": {"en": "English"}}, "fits", ""),
        ("language", {"language": {"en": "English"}}, {"language": {"sv": "S"}}, "misses", ""),
        (
            "organization_type",
            {"collaborations": SUPPLY},
            {"organization_type": {"supplier": "Technology supplier"}},
            "fits",
            "Technology supplier: can provide Supply",
        ),
        (
            "organization_type",
            {"collaborations": SUPPLY},
            {"organization_type": {"institute": "Research institute"}},
            "misses",
            "Research institute: seldom provides Supply",
        ),
        ("licence", {"collaborations": LICENCE}, {}, "unknown", "The offer shows no licence terms"),
        (
            "licence",
            {"collaborations": LICENCE},
            {"licence_terms": {"sole": "Sole"}},
            "fits",
            "Licence offered: Sole",
        ),
    ],
)
def test_a_feature_says_what_it_found(feature, need, document, verdict, phrase) -> None:
    finding = found(feature, need, document)

    assert finding is not None
    assert (finding.feature, finding.verdict) == (feature, verdict)
    assert finding.phrase.startswith(phrase)
    assert 0.0 <= finding.value <= 1.0
    if verdict == "unknown":
        assert finding.value == NEUTRAL
    elif verdict == "misses":
        assert finding.value < NEUTRAL
    else:
        assert finding.value >= NEUTRAL


@pytest.mark.parametrize(
    ("feature", "need", "document"),
    [
        ("cpc", {"cpc": {"C21B": "C21B"}}, {}),
        ("organization_type", {"collaborations": LICENCE}, {"organization_type": {"company": "C"}}),
        ("licence", {"collaborations": SUPPLY}, {}),
        ("licence", {"collaborations": LICENCE}, {"kind": "capability"}),
        ("language", {}, {"language": {"en": "English"}}),
    ],
)
def test_a_feature_that_does_not_apply_says_nothing(feature, need, document) -> None:
    assert found(feature, need, document) is None


def test_more_in_common_is_worth_more() -> None:
    need = {"sectors": STEEL | CEMENT}
    both = found("sector", need, {"sectors": STEEL | CEMENT})
    one = found("sector", need, {"sectors": STEEL | {"glass": "Glass"}})

    assert both is not None
    assert one is not None
    assert both.value > one.value > NEUTRAL


def test_a_maturity_far_above_the_floor_leaves_less_to_develop_together() -> None:
    values = [found("trl", {"lowest_trl": 4}, {"trl": trl}).value for trl in range(4, 10)]

    assert values == sorted(values, reverse=True)
    assert values[-1] > NEUTRAL


@given(SETS, SETS)
def test_each_code_that_a_phrase_names_is_worth_something(ours, theirs) -> None:
    """Whichever of the shared codes one side takes back, the value falls."""
    for name in ("technology", "sector", "collaboration", "country"):
        field = {"technology": "technologies", "country": "countries"}.get(name, f"{name}s")
        before = found(name, {field: ours}, {field: theirs})
        assert before is not None
        for code in ours.keys() & theirs.keys():
            left = {key: label for key, label in theirs.items() if key != code}
            after = found(name, {field: ours}, {field: left})
            assert after is not None
            assert after.value < before.value, name


@given(SETS, SETS)
def test_a_shared_sector_is_worth_more_than_working_across_sectors(ours, theirs) -> None:
    for need, offer in ((ours | CROSS, theirs), (ours, theirs | CROSS)):
        across = found("sector", {"sectors": CROSS}, {"sectors": theirs})
        shared = found("sector", {"sectors": need}, {"sectors": offer})
        assert across is not None
        assert shared is not None
        if ours.keys() & theirs.keys():
            assert shared.value > across.value
        else:
            assert shared.value == across.value


def test_an_organization_that_provides_part_of_what_is_wanted_speaks_for_the_pair() -> None:
    wanted = SUPPLY | {"research_service": "Research service"}
    kind = {"supplier": "Technology supplier"}

    part = found("organization_type", {"collaborations": wanted}, {"organization_type": kind})
    whole = found("organization_type", {"collaborations": SUPPLY}, {"organization_type": kind})

    assert part is not None
    assert whole is not None
    assert NEUTRAL < part.value < whole.value


def test_every_condition_says_how_it_stands_whatever_is_set() -> None:
    for need, offer in (
        (brief(), candidate()),
        (brief(**BLIND), candidate(limits=limits(2, blind=True))),
        (brief(lowest_trl=5, countries={"SE": "Sweden"}, sectors=STEEL), candidate(trl=6)),
    ):
        codes = tuple(finding.feature for finding in features.findings(need, offer))
        assert codes[: len(features.CONDITION_CODES)] == features.CONDITION_CODES
