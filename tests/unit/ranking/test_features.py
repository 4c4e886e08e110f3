import datetime as dt
from typing import Any

import pytest

from matchmaker.ranking import features
from matchmaker.ranking.finding import NEUTRAL, Finding
from tests.unit.ranking.sides import CEMENT, STEEL, brief, candidate

H2 = {"h2_dri": "Hydrogen direct reduction"}
CLAY = {"calcined_clay": "Calcined clay"}
LICENCE = {"licence": "Licence"}
SUPPLY = {"supply": "Supply"}


def found(feature: str, need: dict[str, Any], document: dict[str, Any]) -> Finding | None:
    return getattr(features, feature)(brief(**need), candidate(**document))


@pytest.mark.parametrize(
    ("feature", "need", "document", "verdict", "phrase"),
    [
        ("trl", {"lowest_trl": 5}, {"trl": 7}, "fits", "TRL 7 meets the lowest TRL accepted, 5"),
        ("trl", {"lowest_trl": 5}, {"trl": 4}, "misses", "TRL 4 is below the lowest TRL accepted"),
        ("trl", {"lowest_trl": 5}, {}, "unknown", "TRL 5 or higher is needed; the offer shows"),
        ("trl", {}, {"trl": 4}, "unknown", "TRL 4; the need shows no lowest TRL"),
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
        ("trl", {}, {}),
        ("country", {"countries": None}, {"countries": {"SE": "Sweden"}}),
        ("country", {"countries": {}}, {"countries": {}}),
        ("deadline", {}, {"valid_until": dt.date(2027, 1, 1)}),
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


def test_hard_constraints_come_first() -> None:
    need = brief(lowest_trl=5, countries={"SE": "Sweden"}, sectors=STEEL)
    offer = candidate(trl=6, countries={"SE": "Sweden"}, sectors=STEEL)

    codes = [finding.feature for finding in features.findings(need, offer)]

    assert codes[:3] == ["trl", "country", "sector"]
    assert {f.feature for f in features.findings(need, offer)} & features.HARD_CODES == {
        "trl",
        "country",
    }
