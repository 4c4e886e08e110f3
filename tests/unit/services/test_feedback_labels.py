"""Every coded answer says what the tables say, and one pair gets one label."""

import pytest
from sqlalchemy.orm import Session

from matchmaker.services.feedback_labels import (
    ANSWERS,
    DECLINES,
    REFUSALS,
    STATES,
    Label,
    card_vote,
    labels,
)
from matchmaker.services.feedback_supply import bands_kept, supply_of
from models import Consent, Feedback, Introduction, IntroductionParty
from models import vocabulary as v
from models.session import Sessions
from tests.factories.listings import NOW, make_need, make_offer, make_user
from tests.factories.matches import make_match


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def need(session: Session):
    return make_need(session)


@pytest.fixture
def offer(session: Session):
    return make_offer(session)


def answer(session, listing, other, value="interesting", *, reason="", rank=1):
    session.add(
        Feedback(
            listing_id=listing.id,
            counterpart_id=other.id,
            user_id=make_user(session).id,
            answer=value,
            reason=reason,
            rank=rank,
            at=NOW,
        )
    )
    session.flush()


def introduce(session, asking, *others, state="requested", rule="", decline=""):
    parties = [
        IntroductionParty(
            position=at,
            listing=listing,
            organization=listing.organization,
            consent=Consent(decision="given", at=NOW) if at == 0 else None,
        )
        for at, listing in enumerate((asking, *others))
    ]
    if decline:
        parties[-1].consent = Consent(decision="declined", reason=decline, at=NOW)
    pair = "-".join(str(listing.id) for listing in (asking, *others))
    session.add(
        Introduction(
            pair=f"{pair}-{state}-{rule}-{decline}",
            state=state,
            decision_rule=rule,
            requested_at=NOW,
            parties=parties,
        )
    )
    session.flush()


def said(session):
    return [(label.relevant, label.weight) for label in labels(session)]


# the tables


def test_every_answer_on_a_card_is_decided_about() -> None:
    assert set(ANSWERS) == set(v.FEEDBACK_ANSWERS)


def test_the_other_tables_hold_nothing_that_is_not_coded() -> None:
    assert set(STATES) | {"refused", "declined"} == set(v.INTRODUCTION_STATES)
    assert set(REFUSALS) <= set(v.REFUSAL_RULES)
    assert set(DECLINES) <= set(v.DECLINE_REASONS)


@pytest.mark.parametrize("reason", ["", *v.FEEDBACK_REASONS])
def test_not_relevant_denies_the_fit_unless_the_text_could_not_be_judged(reason) -> None:
    assert card_vote("not_relevant", reason) == (0.0 if reason == "too_general" else -1.0)


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("interesting", (True, 1.0)),
        ("known", (True, 0.5)),
        ("not_now", (True, 0.5)),
        ("not_relevant", (False, 1.0)),
    ],
)
def test_an_answer_on_a_card_is_a_label(session, need, offer, value, label) -> None:
    answer(session, need, offer, value)

    assert said(session) == [label]


@pytest.mark.parametrize(
    ("state", "more", "label"),
    [
        ("requested", {}, (True, 1.0)),
        ("screened", {}, (True, 1.0)),
        ("needs_information", {}, (True, 1.0)),
        ("approved", {}, (True, 1.0)),
        ("expired", {}, (True, 1.0)),
        ("withdrawn", {}, (True, 1.0)),
        ("introduced", {}, (True, 2.0)),
        ("refused", {"rule": "incomplete"}, (False, 0.5)),
        ("refused", {"rule": "no_fit"}, (False, 1.0)),
        ("refused", {"rule": "duplicate"}, (True, 0.5)),
        ("refused", {"rule": "competition"}, None),
        ("refused", {"rule": "sanctions"}, None),
        ("refused", {"rule": "outside_scope"}, None),
        ("declined", {"decline": "not_a_fit"}, (False, 1.0)),
        ("declined", {"decline": "terms"}, (False, 0.5)),
        ("declined", {"decline": "no_capacity"}, (True, 1.0)),
        ("declined", {"decline": "other_partner"}, (True, 1.0)),
        ("declined", {"decline": "undisclosed"}, (True, 1.0)),
    ],
    ids=str,
)
def test_an_introduction_is_a_label(session, need, offer, state, more, label) -> None:
    introduce(session, need, offer, state=state, **more)

    assert said(session) == ([label] if label else [])


# one label for a pair


def test_the_pair_is_the_same_from_both_sides(session, need, offer) -> None:
    answer(session, need, offer, rank=7)
    answer(session, offer, need, rank=3)

    assert labels(session) == [Label(need.id, offer.id, True, 2.0, 3)]


def test_readers_who_disagree_leave_what_remains_or_nothing(session, need, offer) -> None:
    answer(session, need, offer, "interesting")
    answer(session, offer, need, "not_relevant")
    assert labels(session) == []

    answer(session, need, offer, "known")
    assert said(session) == [(True, 0.5)]


def test_many_who_agree_weigh_no_more_than_an_introduction(session, need, offer) -> None:
    for _ in range(5):
        answer(session, need, offer)

    assert said(session) == [(True, 2.0)]


def test_an_introduction_alone_counts_where_there_is_one(session, need, offer) -> None:
    answer(session, need, offer, "not_relevant")
    introduce(session, offer, need, state="introduced")

    assert said(session) == [(True, 2.0)]


def test_a_refusal_for_reasons_of_law_leaves_the_card_its_word(session, need, offer) -> None:
    answer(session, need, offer, "not_relevant")
    introduce(session, need, offer, state="refused", rule="sanctions")

    assert said(session) == [(False, 1.0)]


def test_an_introduction_of_several_is_a_label_for_the_need_with_each(session, need, offer) -> None:
    second = make_offer(session)
    introduce(session, offer, need, second)

    assert [(label.need, label.document) for label in labels(session)] == [
        (need.id, offer.id),
        (need.id, second.id),
    ]


def test_two_that_are_no_need_and_offer_are_no_pair(session, offer) -> None:
    second = make_offer(session)
    answer(session, offer, second)
    introduce(session, offer, second)

    assert labels(session) == []


# supply and bands


@pytest.mark.parametrize(
    ("pairs", "needs", "relevant", "is_enough"),
    [
        (200, 30, 100, True),
        (199, 30, 100, False),
        (200, 29, 100, False),
        (200, 30, 30, True),
        (200, 30, 29, False),
        (200, 30, 170, True),
        (200, 30, 171, False),
    ],
)
def test_enough_is_many_pairs_of_many_needs_of_both_kinds(pairs, needs, relevant, is_enough):
    supply = supply_of((number % needs, number < relevant) for number in range(pairs))

    assert supply.is_enough == is_enough
    assert str(supply).startswith(f"{pairs} of 200 answered pairs, {needs} of 30 needs")


def test_bands_are_held_against_what_readers_said(session) -> None:
    need = make_need(session)
    offers = [make_offer(session) for _ in range(4)]
    for rank, (offer, band, score) in enumerate(
        zip(offers, ("strong", "strong", "good", "possible"), (0.9, 0.7, 0.3, 0.1), strict=True), 1
    ):
        reader, other = (need, offer) if rank < 3 else (offer, need)  # the pair is in one list only
        make_match(session, reader, other, rank=rank, band=band, score=score)
        answer(session, need, offer, "interesting" if rank < 2 else "not_relevant")
    answer(session, need, make_offer(session))  # is proposed no more

    strong, good, possible = bands_kept(session, labels(session))

    assert (strong.band, strong.promised, strong.observed.value) == (
        "strong",
        pytest.approx(0.8),
        0.5,
    )
    assert (good.band, good.observed.hits, good.observed.total) == ("good", 0, 1)
    assert possible.band == "possible"
    assert strong.observed.low < 0.5 < strong.observed.high
