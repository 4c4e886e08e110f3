"""An answer to a match is taken back, and the reader stays where he was."""

import datetime as dt

import pytest
from sqlalchemy import select

from matchmaker.services import desk_feedback, feedback
from matchmaker.services.feedback_labels import labels
from matchmaker.services.introduction_requests import Request, request
from matchmaker.services.sign_in import actor_of
from models import AuditEvent, BlindQuestion, Feedback
from tests.factories.listings import NOW, make_offer, make_user
from tests.factories.matches import make_match

LATER = NOW + dt.timedelta(hours=1)
BEFORE = NOW - dt.timedelta(days=3)
REQUEST = Request(("licence",), "", "A steelworks.")


@pytest.fixture
def asker(cast, sign_in):
    return sign_in(cast.asker)


@pytest.fixture
def path(cast):
    return f"/listings/{cast.need.reference}/matches/{cast.offer.reference}/answer"


@pytest.fixture
def colleague(cast, sessions, password_hash):
    with sessions.writing() as session:
        owner = session.merge(cast.need.organization)
        return make_user(session, owner, role="contributor", name="Ravi", email="ravi@example.org")


@pytest.fixture
def offers(cast, sessions):
    """Two more matches of the need, below the one that is there."""
    with sessions.writing() as session:
        made = [make_offer(session, title=f"Offer {number}") for number in (2, 3)]
        for rank, one in enumerate(made, 2):
            make_match(session, session.merge(cast.need), one, rank=rank, score=0.8 - rank / 10)
        return made


def say(sessions, cast, who, value, *, at, **more):
    with sessions.writing() as session:
        person, need, offer = (session.merge(one) for one in (who, cast.need, cast.offer))
        feedback.answer(session, actor_of(person), need, offer, value=value, now=at, **more)


def said(sessions):
    with sessions.reading() as session:
        return list(session.scalars(select(Feedback)))


def counts(browser):
    return [int(count.get_text()) for count in browser.get("/matches").page.select(".tabs .count")]


def notice(browser):
    return " ".join(browser.page.select_one("#answered [role=status]").get_text(" ").split())


def around(browser):
    """The titles of the cards before and behind the notice."""
    at = browser.page.select_one("#answered")
    above, below = at.find_previous("article"), at.find_next("article")
    return [card and card.select_one(".card-title").get_text() for card in (above, below)]


def test_the_notice_names_the_answer_and_takes_it_back(asker, cast, path, sessions):
    asker.get("/matches").submit(path, answer="not_relevant", reason="trl_too_low")
    assert notice(asker) == (
        f"Your answer is saved: Not relevant (Not mature enough) {cast.offer.title} Undo"
    )

    asker.submit("/undo")

    assert notice(asker) == f"Your answer is taken back {cast.offer.title}"
    assert counts(asker) == [1, 0, 0, 0]
    assert said(sessions) == []
    assert not asker.page.select("#answered")  # it is said once


def test_the_answer_before_counts_again_with_its_reason_its_words_and_its_time(
    asker, cast, path, sessions
):
    words = {"reason": "trl_too_low", "note": "Too early."}
    say(sessions, cast, cast.asker, "not_relevant", at=BEFORE, **words)
    asker.get("/matches?tab=done").submit(path, answer="interesting", note="Now it is.")

    asker.submit("/undo")

    assert "the one before it counts again: Not relevant" in notice(asker)
    (row,) = said(sessions)
    assert (row.answer, row.reason, row.note, row.rank, row.at) == (
        *("not_relevant", "trl_too_low", "Too early."),
        *(1, BEFORE),
    )


def test_it_is_taken_back_once(asker, path):
    asker.get("/matches").submit(path, answer="interesting")
    sent = asker.page.select_one("#answered input[name=undo]")["value"]
    asker.submit("/undo")

    asker.post(f"{path}/undo", undo=sent, back="inbox")

    assert "Nothing was changed" in notice(asker)
    assert "changed or taken back already" in notice(asker)


def test_an_older_key_takes_nothing_back(asker, path, sessions):
    asker.get("/matches").submit(path, answer="interesting")
    first = asker.page.select_one("#answered input[name=undo]")["value"]
    asker.get("/matches?tab=interesting").submit(path, answer="known")

    for key in (first, "", "AN-22222222"):
        asker.post(f"{path}/undo", undo=key)
        assert "changed or taken back already" in notice(asker)
    assert [row.answer for row in said(sessions)] == ["known"]


def test_nobody_else_takes_it_back(asker, cast, colleague, path, sessions, sign_in):
    asker.get("/matches").submit(path, answer="interesting")
    key = asker.page.select_one("#answered input[name=undo]")["value"]

    ravi = sign_in(colleague).get("/matches").post(f"{path}/undo", undo=key)
    assert "Nothing was changed" in notice(ravi)
    for who in (cast.answerer, cast.officer):
        assert sign_in(who).get("/account").post(f"{path}/undo", undo=key).status == 404
    assert len(said(sessions)) == 1


def test_a_form_of_another_site_takes_nothing_back(asker, path, sessions):
    asker.get("/matches").submit(path, answer="interesting")
    key = asker.page.select_one("#answered input[name=undo]")["value"]

    assert asker.client.post(f"{path}/undo", data={"undo": key}).status_code == 400
    assert len(said(sessions)) == 1


def ask_for_an_introduction(session, cast, _colleague):
    need, offer = session.merge(cast.need), session.merge(cast.offer)
    request(session, actor_of(session.merge(cast.asker)), need, offer, REQUEST, now=LATER)


def ask_a_question(session, cast, _colleague):
    need, offer = session.merge(cast.need), session.merge(cast.offer)
    sides = {"from_organization": need.organization, "to_organization": offer.organization}
    times = {"asked_at": LATER, "since": LATER}
    listings = {"from_listing": need, "to_listing": offer}
    session.add(BlindQuestion(**listings, **sides, **times, slot=1, text="How warm?"))


def answer_as_a_colleague(session, cast, colleague):
    who, need, offer = (session.merge(one) for one in (colleague, cast.need, cast.offer))
    feedback.answer(session, actor_of(who), need, offer, value="known", now=LATER)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (ask_for_an_introduction, "An introduction has been requested since."),
        (ask_a_question, "A question has been asked since."),
        (answer_as_a_colleague, "A colleague has answered this match since."),
    ],
)
def test_it_stays_when_something_rests_on_it(asker, cast, colleague, path, sessions, what, why):
    asker.get("/matches").submit(path, answer="interesting")
    page = asker.html
    with sessions.writing() as session:
        what(session, cast, colleague)
    asker.html = page

    asker.submit("/undo")

    assert notice(asker).endswith(why)
    assert "interesting" in [row.answer for row in said(sessions)]


def test_what_the_other_side_asks_neither_hinders_nor_shows(asker, cast, path, sessions):
    asker.get("/matches").submit(path, answer="interesting")
    page = asker.html
    with sessions.writing() as session:
        who = actor_of(session.merge(cast.answerer))
        pair = session.merge(cast.offer), session.merge(cast.need)
        request(session, who, *pair, REQUEST, now=LATER)
    asker.html = page

    assert "taken back" in notice(asker.submit("/undo"))


def test_a_second_click_on_the_same_answer_is_no_answer_to_go_back_to(asker, path, sessions):
    page = asker.get("/matches").html
    for _ in range(2):
        asker.html = page
        asker.submit(path, answer="interesting")

    asker.submit("/undo")

    assert said(sessions) == []


def test_it_counts_for_nothing_and_the_log_says_both(asker, cast, path, sessions, sign_in):
    asker.get("/matches").submit(path, answer="interesting")
    with sessions.reading() as session:
        assert len(labels(session)) == len(desk_feedback.count(session)) == 1
    asker.submit("/undo")

    with sessions.reading() as session:
        assert labels(session) == []
        assert desk_feedback.count(session) == {}
        events = session.scalars(select(AuditEvent).where(AuditEvent.action.like("match.%")))
        assert [(event.action, event.details["answer"]) for event in events] == [
            ("match.answered", "interesting"),
            ("match.answer_undone", "interesting"),
        ]
    assert "took an answer to a match of" in sign_in(cast.auditor).get("/audit").text


def test_the_page_opens_at_the_card_that_took_the_place(asker, cast, offers, path):
    two, three = (one.reference for one in offers)
    need = cast.need.reference
    beside = f"{need}.{two}"
    asker.get("/matches?kind=offer")
    assert [card["id"] for card in asker.page.select("article")][1:] == [beside, f"{need}.{three}"]
    forms = f"/listings/{need}/matches/"

    sent = asker.client.post(f"{forms}{two}/answer", data=_form(asker, two, "not_now"))
    assert sent.location == "/matches?kind=offer#answered"
    assert around(asker.get(sent.location)) == [cast.offer.title, "Offer 3"]
    assert around(asker.submit("/undo")) == [cast.offer.title, "Offer 2"]

    asker.submit(f"{three}/answer", answer="not_now")
    assert around(asker) == ["Offer 2", None]
    asker.submit(f"{cast.offer.reference}/answer", answer="not_now")
    assert around(asker) == [None, "Offer 2"]
    asker.submit(f"{two}/answer", answer="not_now")
    assert around(asker) == [None, None]


def _form(browser, other, answer):
    (form,) = browser.page.select(f"form[action$='{other}/answer']")
    hidden = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    return {**hidden, "answer": answer}


def test_an_emptied_last_page_leads_to_the_end_of_the_one_before(asker, cast, sessions):
    with sessions.writing() as session:
        need = session.merge(cast.need)
        for rank in range(2, 22):
            one = make_offer(session, title=f"Offer {rank}")
            make_match(session, need, one, rank=rank, score=0.7 - rank / 100)
    asker.get("/matches?page=2").submit("/answer", answer="known")

    assert len(asker.page.select("article")) == 20
    assert around(asker) == ["Offer 20", None]


def test_the_list_of_a_listing_stays_as_it_was_asked_for(asker, cast, offers, path):
    page = f"/listings/{cast.need.reference}/matches"
    asker.get(f"{page}?kind=offer&limit=20")
    other = offers[1].reference

    sent = asker.client.post(f"{page}/{other}/answer", data=_form(asker, other, "known"))

    assert sent.location == f"{page}?kind=offer&limit=20#answered"
    assert around(asker.get(sent.location)) == ["Offer 2", "Offer 3"]
    assert around(asker.submit("/undo")) == ["Offer 2", "Offer 3"]


def test_the_page_of_the_match_alone_says_it_beside_the_buttons(asker, path):
    page = path.removesuffix("/answer")
    asker.get(page).submit(path, answer="known")

    assert asker.url == page
    assert asker.page.select("article #answered")
    assert "taken back" in notice(asker.submit("/undo"))


def test_another_page_says_it_on_top(asker, path):
    asker.get("/matches")
    data = {"csrf_token": asker.page.select_one("[name=csrf_token]")["value"], "answer": "known"}
    asker.client.post(path, data=data)

    assert "We know them already" in notice(asker.get("/account"))
    assert "taken back" in notice(asker.submit("/undo"))


@pytest.mark.parametrize(
    "forged",
    [
        {"back": "//evil.example", "limit": "-5", "kind": "x"},
        {"back": "inbox", "inbox": "tab=%0d%0aX&page=x", "beside": "<b>" * 50},
        {"limit": "many", "inbox": "\x00"},
    ],
)
def test_what_no_form_sends_leads_nowhere_else(asker, path, forged):
    asker.get("/matches").post(path, answer="known", **forged)

    assert asker.status == 200
    assert asker.url in ("/matches", path.rpartition("/matches/")[0] + "/matches")
    assert "<b>" not in asker.html
