"""Which reasons of a match a reader meets first."""

from matchmaker.web.reason_order import verdicts


def reason(verdict, feature):
    return {"verdict": verdict, "feature": feature, "phrase": f"{feature} {verdict}"}


def test_the_most_telling_come_first_and_the_routine_ones_apart():
    found = verdicts([reason("fits", f) for f in ("trl", "deadline", "technology", "language")])

    assert found.fits == ["technology fits", "trl fits"]
    assert found.routine == ["deadline fits", "language fits"]


def test_where_nothing_telling_fits_the_routine_reasons_are_all_there_is():
    found = verdicts([reason("fits", "language")])

    assert (found.fits, found.routine) == (["language fits"], [])


def test_what_would_end_the_talks_stands_first_among_what_does_not_fit():
    found = verdicts([reason("misses", f) for f in ("cpc", "sector", "country")])

    assert found.misses == ["country misses", "sector misses", "cpc misses"]


def test_no_reason_is_lost_and_none_is_no_error():
    assert verdicts(None) == ([], [], [], [])
    found = verdicts([{"verdict": "unknown", "phrase": "An old one without its feature"}])
    assert found.unknown == ["An old one without its feature"]
