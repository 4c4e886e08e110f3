"""What is counted, what is not, and that each number opens the cases that it counts."""

import datetime as dt

import pytest

from matchmaker.policies.actor import Actor
from matchmaker.services.outcome_cases import PER_PAGE, Filters, cases
from matchmaker.services.outcome_statistics import outcomes_between
from matchmaker.services.quarters import Quarter, through
from models import Introduction, IntroductionParty, Outcome
from tests.factories.listings import NOW, make_need, make_offer

DAY = dt.timedelta(days=1)
START = dt.datetime(2025, 11, 1, 15, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2025, 1, 1), dt.date(2027, 1, 1)
RESULTS = {"licence", "in_operation", "supply"}


@pytest.fixture
def session(sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def introduce(session):
    need, offer = make_need(session), make_offer(session)

    def make(*outcomes, at=START):
        """Each outcome: (stage, days after the introduction, state, further columns)."""
        made = Introduction(
            pair="1-2",
            state="introduced",
            requested_at=at,
            introduced_at=at,
            parties=[
                IntroductionParty(position=n, listing=side, organization=side.organization)
                for n, side in enumerate((need, offer))
            ],
        )
        session.add(made)
        session.flush()
        for stage, days, state, more in outcomes:
            given = {"attribution": "cannot_say"} if stage in RESULTS else {}
            given |= {"closing_reason": "timing"} if stage == "closed" else {}
            made.outcomes.append(
                Outcome(
                    stage=stage,
                    happened_on=(at + days * DAY).date(),
                    state=state,
                    reported_by_id=made.parties[0].id,
                    reported_at=at,
                    **given | more,
                )
            )
        session.flush()
        return made

    return make


def figure(tonnes, method="measured"):
    return {"abatement_t_per_year": tonnes, "abatement_method": method}


def test_stages_are_counted_by_the_quarter_in_which_they_happened(session, introduce):
    introduce(("met", 10, "confirmed", {}), ("nda", 70, "reported", {}))
    introduce(("met", 20, "reported", {}), ("nda", 80, "disputed", {}))
    introduce(("met", 1, "replaced", {}), ("closed", 250, "confirmed", {}))
    found = outcomes_between(session, FIRST, LAST)
    winter, spring, summer = Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 3)
    assert found.reached == {(winter, "met"): 2, (spring, "nda"): 1, (summer, "closed"): 1}
    assert found.quarters == (winter, spring, Quarter(2026, 2), summer)
    assert found.stages == ("met", "nda", "closed")
    assert (found.introduced, found.closing_reasons) == (3, {"timing": 1})


def test_the_conversion_has_the_median_of_days_for_odd_and_even(session, introduce):
    for days in (10, 40, 20):
        introduce(("met", days, "confirmed", {}))
    for days in (5, 8):
        introduce(("nda", days, "reported", {}))
    met, nda = outcomes_between(session, FIRST, LAST).conversion
    assert (met.stage, met.cases, met.confirmed, met.median_days) == ("met", 3, 3, 20.0)
    assert (nda.stage, nda.cases, nda.confirmed, nda.median_days) == ("nda", 2, 0, 6.5)


def test_of_one_introduction_only_the_latest_confirmed_figure_counts(session, introduce):
    introduce(
        ("licence", 30, "confirmed", figure(1000.0, "modelled")),
        ("in_operation", 200, "confirmed", figure(1200.0)),
        ("supply", 210, "reported", figure(9000.0)),
    )
    introduce(("licence", 150, "confirmed", figure(50.0, "modelled")))
    found = outcomes_between(session, FIRST, LAST)
    told = {a.quarter.code: {m: t for m, t in a.by_method.items() if t} for a in found.abatement}
    assert told == {
        "2025-Q4": {"modelled": 1000.0},
        "2026-Q1": {"modelled": 1050.0},
        "2026-Q2": {"modelled": 50.0, "measured": 1200.0},
    }
    assert found.abatement[-1].total == 1250.0
    for code, method, count in (
        ("2025-Q4", "modelled", 1),
        ("2026-Q1", "modelled", 2),
        ("2026-Q2", "modelled", 1),
        ("2026-Q2", "measured", 1),
    ):
        filters = Filters(method=method, quarter=Quarter.parse(code))
        assert cases(session, Actor.operator(), filters).total == count, (code, method)


def test_a_span_of_time_counts_what_happened_in_it(session, introduce):
    introduce(("met", 10, "confirmed", {}), ("licence", 100, "confirmed", figure(5.0)))
    introduce(("met", 0, "confirmed", {}), at=NOW)
    found = outcomes_between(session, dt.date(2026, 1, 1), dt.date(2026, 4, 1))
    assert found.introduced == 0
    assert (set(found.reached), found.conversion) == ({(Quarter(2026, 1), "licence")}, ())
    assert found.abatement[0].total == 5.0
    empty = outcomes_between(session, dt.date(2020, 1, 1), dt.date(2021, 1, 1))
    assert (empty.quarters, empty.stages, empty.methods) == ((), (), ())


def test_each_number_opens_as_many_cases_as_it_says(session, introduce):
    for days in (1, 2, 3):
        introduce(
            ("met", days, "confirmed", {}),
            ("licence", 9 * days, "reported", {}),
            ("closed", 40 * days, "confirmed", {}),
        )
    found = outcomes_between(session, FIRST, LAST)
    actor = Actor.operator()
    for (quarter, stage), count in found.reached.items():
        assert cases(session, actor, Filters(stage=stage, quarter=quarter)).total == count
    for step in found.conversion:
        assert cases(session, actor, Filters(stage=step.stage)).total == step.cases
        sure = Filters(stage=step.stage, confirmed=True)
        assert cases(session, actor, sure).total == step.confirmed
    assert cases(session, actor, Filters(reason="timing")).total == 3
    assert cases(session, actor, Filters(attribution="cannot_say")).total == 3
    assert cases(session, Actor.anonymous(), Filters()).total == 0


def test_a_long_list_has_pages(session, introduce):
    for _ in range(PER_PAGE + 1):
        introduce(("met", 1, "confirmed", {}))
    found = cases(session, Actor.operator(), Filters(), page=9)
    assert (len(found.cases), found.page, found.pages, found.total) == (1, 2, 2, PER_PAGE + 1)


def test_quarters_follow_one_another_and_know_their_days():
    assert [q.code for q in through(Quarter(2025, 3), Quarter(2026, 1))] == [
        "2025-Q3",
        "2025-Q4",
        "2026-Q1",
    ]
    assert through(Quarter(2026, 2), Quarter(2026, 1)) == ()
    quarter = Quarter.of(dt.date(2026, 12, 31))
    assert (quarter.label, quarter.start, quarter.end) == (
        "Q4 2026",
        dt.date(2026, 10, 1),
        dt.date(2027, 1, 1),
    )
    assert Quarter.parse("2026-Q4") == quarter
    assert [Quarter.parse(code) for code in ("", "2026-Q5", "26-Q1", "2026-Q1 ")] == [None] * 4
