"""What an introduction refuses: the rules of asking, deciding, answering and reporting."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields, NotPermitted
from matchmaker.policies.actor import Actor
from matchmaker.services import introductions
from matchmaker.services.introduction_requests import Request, give_information, request
from matchmaker.services.introductions import TEXT_MAX
from matchmaker.services.sign_in import actor_of
from matchmaker.workflow.introductions import ANSWER_TIME, MAX_OPEN_PER_LISTING
from models import Introduction, Listing
from models.session import Sessions
from tests.factories.cast import TICKED, Cast, make_cast
from tests.factories.listings import NOW, make_need, make_offer, make_user

GOOD = Request(("co_development",), "How pure must it be?", "A steelworks in Asia.")
LONG = "x" * (TEXT_MAX + 1)


@pytest.fixture
def session(sessions: Sessions):
    with sessions.writer() as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


@pytest.fixture
def asked(session: Session, cast: Cast) -> Introduction:
    return request(session, actor_of(cast.asker), cast.need, cast.offer, GOOD, now=NOW)


@pytest.fixture
def approved(session: Session, cast: Cast, asked: Introduction) -> Introduction:
    return introductions.decide(
        session, actor_of(cast.officer), asked, "approve", checklist=TICKED, now=NOW
    )


@pytest.fixture
def introduced(session: Session, cast: Cast, approved: Introduction) -> Introduction:
    return introductions.consent(session, actor_of(cast.answerer), approved, now=NOW)


def _both(session: Session, cast: Cast) -> Actor:
    """Somebody who represents both sides, as one person may in two firms of a group."""
    user = make_user(session, cast.need.organization)
    user.memberships.extend(make_user(session, cast.offer.organization).memberships)
    session.flush()
    return actor_of(user)


# Asking


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (Request((), "", "A steelworks."), "cooperation"),
        (Request(("marriage",), "", "A steelworks."), "cooperation"),
        (Request(("supply",), "", " "), "about_us"),
        (Request(("supply",), LONG, "A steelworks."), "question"),
        (Request(("supply",), "", LONG), "about_us"),
    ],
)
def test_a_request_names_what_is_missing_or_too_long(content: Request, field: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        content.check()
    assert list(refused.value.problems) == [field]


def _withdrawn(cast: Cast) -> None:
    cast.offer.state = "withdrawn"


def _hidden(cast: Cast) -> None:
    cast.offer.disclosure = "open"
    cast.need.hidden_from = [cast.offer.organization]


def _same_owner(cast: Cast) -> None:
    cast.offer.organization = cast.need.organization


@pytest.mark.parametrize(
    ("spoil", "error", "sentence"),
    [
        (_withdrawn, NotPermitted, "Only two published listings"),
        (_hidden, Conflict, "hidden from this organization"),
        (_same_owner, Conflict, "belong to the same organization"),
    ],
)
def test_a_pair_that_cannot_be_introduced_is_refused(
    session: Session,
    cast: Cast,
    spoil: Callable[[Cast], None],
    error: type[Exception],
    sentence: str,
) -> None:
    spoil(cast)
    session.flush()
    with pytest.raises(error, match=sentence):
        request(session, actor_of(cast.asker), cast.need, cast.offer, GOOD, now=NOW)


def _fill(session: Session, cast: Cast, listing: Listing) -> None:
    """Put the listing into as many open introductions as it may be in."""
    for _ in range(MAX_OPEN_PER_LISTING):
        if listing is cast.need:
            asking, other = listing, make_offer(session)
            who = cast.asker
        else:
            asking, other = make_need(session), listing
            who = make_user(session, asking.organization)
        request(session, actor_of(who), asking, other, GOOD, now=NOW)


@pytest.mark.parametrize(
    ("full", "sentence"),
    [("need", "already in 3 open"), ("offer", "cannot take a further introduction")],
)
def test_a_listing_is_in_three_open_introductions_at_most(
    session: Session, cast: Cast, full: str, sentence: str
) -> None:
    _fill(session, cast, getattr(cast, full))
    with pytest.raises(Conflict, match=sentence):
        request(session, actor_of(cast.asker), cast.need, cast.offer, GOOD, now=NOW)


@pytest.mark.parametrize("way", ["the same way", "the other way round"])
def test_a_pair_is_introduced_once(
    session: Session, cast: Cast, asked: Introduction, way: str
) -> None:
    sides = (cast.asker, cast.need, cast.offer)
    who, mine, theirs = sides if way == "the same way" else (cast.answerer, cast.offer, cast.need)
    with pytest.raises(Conflict, match="cannot be requested at present"):
        request(session, actor_of(who), mine, theirs, GOOD, now=NOW)


# Deciding


@pytest.mark.parametrize(
    ("action", "rule", "reason", "field"),
    [
        ("refuse", "", "Because.", "rule"),
        ("refuse", "whim", "Because.", "rule"),
        ("refuse", "no_fit", " ", "reason"),
        ("ask_information", "", "", "reason"),
        ("approve", "", LONG, "reason"),
    ],
)
def test_a_decision_needs_its_reason(
    session: Session,
    cast: Cast,
    asked: Introduction,
    action: str,
    rule: str,
    reason: str,
    field: str,
) -> None:
    with pytest.raises(InvalidFields) as refused:
        introductions.decide(
            session, actor_of(cast.officer), asked, action, rule=rule, reason=reason, now=NOW
        )
    assert list(refused.value.problems) == [field]
    assert asked.state == "requested"


def test_a_decision_that_is_none_is_refused(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    with pytest.raises(NotPermitted, match="release is not a decision"):
        introductions.decide(session, actor_of(cast.officer), asked, "release", now=NOW)


def test_a_listing_that_has_gone_is_not_introduced(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    cast.offer.state = "withdrawn"
    with pytest.raises(Conflict, match="not published any more"):
        introductions.decide(
            session, actor_of(cast.officer), asked, "approve", checklist=TICKED, now=NOW
        )


def test_only_the_asking_party_answers_the_secretariat(
    session: Session, cast: Cast, asked: Introduction
) -> None:
    officer = actor_of(cast.officer)
    introductions.decide(session, officer, asked, "ask_information", reason="Which gas?", now=NOW)
    with pytest.raises(NotPermitted):
        give_information(session, actor_of(cast.answerer), asked, GOOD, now=NOW)
    give_information(session, actor_of(cast.asker), asked, GOOD, now=NOW)
    assert asked.state == "requested"


# Answering


def test_the_asking_party_does_not_consent_for_the_other(
    session: Session, cast: Cast, approved: Introduction
) -> None:
    with pytest.raises(NotPermitted, match="other side's decision"):
        introductions.consent(session, actor_of(cast.asker), approved, now=NOW)


def test_a_second_consent_comes_too_late(
    session: Session, cast: Cast, introduced: Introduction
) -> None:
    assert introduced.state == "introduced"
    with pytest.raises(Conflict, match="does not wait for your consent"):
        introductions.consent(session, actor_of(cast.answerer), introduced, now=NOW)


def test_consent_after_the_last_day_is_refused(
    session: Session, cast: Cast, approved: Introduction
) -> None:
    late = NOW + ANSWER_TIME
    with pytest.raises(Conflict, match="time to answer is over"):
        introductions.consent(session, actor_of(cast.answerer), approved, now=late)


def test_declining_needs_a_reason_of_the_list(
    session: Session, cast: Cast, approved: Introduction
) -> None:
    with pytest.raises(InvalidFields, match="choose a reason"):
        introductions.decline(session, actor_of(cast.answerer), approved, reason="no", now=NOW)


def test_whoever_represents_both_sides_answers_for_the_right_one(
    session: Session, cast: Cast, approved: Introduction
) -> None:
    introductions.consent(session, _both(session, cast), approved, now=NOW)
    assert approved.parties[1].consent is not None
    assert approved.state == "introduced"


def test_an_introduction_that_is_not_due_does_not_expire(
    session: Session, cast: Cast, approved: Introduction
) -> None:
    almost = NOW + ANSWER_TIME - dt.timedelta(seconds=1)
    assert not introductions.expire(session, approved, now=almost)
    assert introductions.expire(session, approved, now=NOW + ANSWER_TIME)
    assert approved.state == "expired"


# Outcomes
