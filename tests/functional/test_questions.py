"""Blind questions: asked, relayed, answered; nobody learns who is on the other side."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from matchmaker.services import exchange
from matchmaker.services.question_views import view_question
from matchmaker.services.sign_in import actor_of
from models import AuditEvent, BlindQuestion, Listing, User
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY
from tests.factories.listings import NOW

QUESTION = "At which temperature does the gas reach you, and is it wet?"
ANSWER = "At 60 °C and 1.2 bar, wet."
NAMED = f"We at {ASKING_CANARY.title()} Works ask how warm the gas is."
ROOT = Path(__file__).resolve().parents[2]
MAILS = sorted((ROOT / "templates" / "mail").glob("question_*.txt"))
#: Where a member may look while a question travels.
PAGES = ("/", "/questions", "/introductions", "/listings", "/organization")


def ask_url(cast):
    return f"/listings/{cast.need.reference}/questions/{cast.offer.reference}"


@pytest.fixture
def asked(sign_in, cast, sessions):
    """A question that waits at the desk; its reference."""
    sign_in(cast.asker).get(ask_url(cast)).submit(ask_url(cast), text=QUESTION)
    return reference_of(sessions)


@pytest.fixture
def relayed(asked, sign_in, cast):
    sign_in(cast.officer).get(f"/questions/{asked}").submit("/relay")
    return asked


@pytest.fixture
def direct(sessions, cast):
    with sessions.writing() as session:
        officer = actor_of(session.get_one(User, cast.officer.id))
        exchange.set_relay(session, officer, relay="direct", note="A trial.", now=NOW)


def reference_of(sessions):
    with sessions.reading() as session:
        return session.scalars(select(BlindQuestion.reference).order_by(BlindQuestion.id)).all()[-1]


def state_of(sessions, reference):
    with sessions.reading() as session:
        query = select(BlindQuestion.state).where(BlindQuestion.reference == reference)
        return session.scalar(query)


def everything(browser, cast, *more):
    """All that a member can read that has to do with it."""
    own = [f"/listings/{x.reference}" for x in (cast.need, cast.offer)]
    return "".join(browser.get(url).html for url in (*PAGES, *own, *more)).lower()


def test_a_question_goes_round_and_neither_side_learns_who_the_other_is(
    sign_in, cast, sessions, post_office
):
    asker, answerer = sign_in(cast.asker), sign_in(cast.answerer)
    officer = sign_in(cast.officer)

    def nothing_leaks(*urls):
        post_office.deliver()
        mails = post_office.mailer
        for browser, user, foreign in (
            (asker, cast.asker, OTHER_CANARY),
            (answerer, cast.answerer, ASKING_CANARY),
        ):
            texts = everything(browser, cast, *urls) + "".join(mails.to(user)).lower()
            assert foreign not in texts

    pair = f"/listings/{cast.need.reference}/matches/{cast.offer.reference}"
    assert "Ask a question" in asker.get(pair).text
    asker.get(ask_url(cast)).submit(ask_url(cast), text=QUESTION)
    assert asker.status == 200
    assert "With the secretariat" in asker.text
    url = f"/questions/{reference_of(sessions)}"
    nothing_leaks(url)
    assert answerer.get(url).status == 404

    assert QUESTION in officer.get(url).text
    assert f"{ASKING_CANARY.title()} Works" in officer.text
    officer.submit("/relay")
    assert "Nothing waits to be relayed" in officer.text
    nothing_leaks(url)
    page = answerer.get(url)
    assert QUESTION in page.text
    assert "A member · heavy-industry company · South Asia asks" in page.text
    assert "India" not in page.text
    assert cast.need.title in page.text

    answerer.submit("/answer", text=ANSWER)
    nothing_leaks(url)
    assert ANSWER not in asker.get(url).html
    officer.get(url).submit("/relay")
    nothing_leaks(url)
    assert ANSWER in asker.get(url).text
    assert any("is answered" in mail for mail in post_office.mailer.to(cast.asker))


def test_the_first_page_says_that_a_question_waits(relayed, sign_in, cast):
    answerer = sign_in(cast.answerer).get("/")

    assert "Questions waiting for you" in answerer.text
    assert answerer.page.select_one(f"a[href='/questions/{relayed}']")
    assert "Questions waiting for you" not in sign_in(cast.asker).get("/").text


def test_the_officer_sends_a_text_back_with_a_reason_and_changes_no_word(
    asked, sign_in, cast, sessions, post_office
):
    officer = sign_in(cast.officer).get(f"/questions/{asked}")
    officer.submit("/return", reason="")
    assert officer.status == 422
    officer.submit("/return", reason="Please ask one thing at a time.")
    asker = sign_in(cast.asker).get(f"/questions/{asked}")
    assert "Please ask one thing at a time." in asker.text
    assert QUESTION in asker.text
    asker.submit("/mend", text="Is it wet?")
    assert "With the secretariat" in asker.text
    officer.get(f"/questions/{asked}").submit("/relay")
    answerer = sign_in(cast.answerer).get(f"/questions/{asked}")
    assert "Is it wet?" in answerer.text
    assert "one thing at a time" not in answerer.text

    answerer.submit("/answer", text=ANSWER)
    officer.get(f"/questions/{asked}").submit("/return", reason="Say what wet means.")
    assert "Waiting for an answer" in asker.get(f"/questions/{asked}").text
    assert "Say what wet means." not in asker.html
    assert ANSWER in answerer.get(f"/questions/{asked}").page.select_one("#answer-text").text
    answerer.submit("/answer", text="At its dew point.")
    officer.get(f"/questions/{asked}").submit("/relay")
    assert "At its dew point." in asker.get(f"/questions/{asked}").text
    assert "mend your answer" in "".join(post_office.deliver().to(cast.answerer))


def test_directly_a_text_with_a_name_is_refused_beside_its_field_and_nothing_is_lost(
    direct, sign_in, cast, sessions
):
    asker = sign_in(cast.asker).get(ask_url(cast))
    asker.submit(ask_url(cast), text=NAMED)
    assert asker.status == 422
    assert asker.page.select_one("#text").text.strip() == NAMED
    assert f"{ASKING_CANARY.title()} Works" in asker.page.select_one("#text-error").text
    assert not asker.page.select("input[name=confirm]")

    asker.submit(ask_url(cast), text=QUESTION)
    reference = reference_of(sessions)
    assert state_of(sessions, reference) == "relayed"
    answerer = sign_in(cast.answerer).get(f"/questions/{reference}")
    answerer.submit("/answer", text=f"{OTHER_CANARY.title()} says 60 °C.")
    assert answerer.status == 422
    answerer.submit("/answer", text=ANSWER)
    assert ANSWER in asker.get(f"/questions/{reference}").text


def test_a_commercial_number_is_to_be_confirmed_and_the_yes_holds_for_that_text(
    direct, sign_in, cast, sessions
):
    asker = sign_in(cast.asker).get(ask_url(cast))
    asker.submit(ask_url(cast), text="Is 40 EUR per tonne right at 850 °C?")
    assert asker.status == 422
    key = asker.page.select_one("input[name=confirm]")["value"]
    assert "40 EUR" in asker.page.select_one(".finding-commercial").text
    assert "850 °C" in asker.page.select_one(".finding-technical").text
    asker.submit(ask_url(cast), text="Is 90 EUR per tonne right?", confirm=key)
    assert asker.status == 422
    asker.submit(ask_url(cast), text="Is 40 EUR per tonne right at 850 °C?", confirm=key)
    assert state_of(sessions, reference_of(sessions)) == "relayed"


def test_the_check_tells_nobody_who_is_behind_a_blind_listing(direct, sign_in, cast, sessions):
    """A guess at the other side's name is taken like any other word."""
    asker = sign_in(cast.asker).get(ask_url(cast))
    asker.submit(ask_url(cast), text=f"Are you {OTHER_CANARY.title()}?")
    assert state_of(sessions, reference_of(sessions)) == "relayed"


def test_what_is_marked_has_to_be_seen_before_it_is_relayed(sign_in, cast, sessions):
    asker = sign_in(cast.asker).get(ask_url(cast))
    asker.submit(ask_url(cast), text=NAMED)
    key = asker.page.select_one("input[name=confirm]")["value"]
    asker.submit(ask_url(cast), text=NAMED, confirm=key)
    officer = sign_in(cast.officer).get(f"/questions/{reference_of(sessions)}")
    assert officer.page.select_one("mark.mark-identity").text == f"{ASKING_CANARY.title()} Works"
    officer.submit("/relay")
    assert officer.status == 422
    officer.submit("/relay", seen="y")
    assert state_of(sessions, reference_of(sessions)) == "relayed"


def test_an_officer_with_an_own_interest_neither_reads_nor_relays(
    asked, sign_in, cast, sessions, post_office
):
    officer = sign_in(cast.officer).get("/secretariat/interests")
    organization = cast.need.organization.reference
    officer.submit("/secretariat/interests", organization=organization, reason="My brother.")
    assert officer.get(f"/questions/{asked}").status == 404
    assert officer.get("/secretariat/questions").status == 200
    assert "1 more waits" in officer.text
    officer.post(f"/questions/{asked}/relay")
    assert officer.status == 404
    assert state_of(sessions, asked) == "submitted"
    assert QUESTION in sign_in(cast.approver).get(f"/questions/{asked}").text


@pytest.mark.parametrize("closed", ["open", "hidden"])
def test_a_title_that_would_tell_who_asks_is_left_out(
    closed, direct, sign_in, cast, sessions, post_office
):
    with sessions.writing() as session:
        need = session.get_one(Listing, cast.need.id)
        if closed == "open":
            need.disclosure = "open"
        else:
            need.hidden_from = [session.get_one(Listing, cast.offer.id).organization]
    sign_in(cast.asker).get(ask_url(cast)).submit(ask_url(cast), text=QUESTION)
    page = sign_in(cast.answerer).get(f"/questions/{reference_of(sessions)}")
    assert QUESTION in page.text
    assert cast.need.title not in page.text
    assert cast.need.reference not in page.html
    assert cast.need.title not in "".join(post_office.deliver().to(cast.answerer))


def test_the_audit_log_holds_states_and_no_words(relayed, sessions):
    with sessions.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.subject_reference == relayed))
        told = [(event.action, json.dumps(event.details)) for event in events]
    assert [action for action, _ in told] == ["question.ask", "question.relay"]
    assert not any(QUESTION in details for _, details in told)


def test_the_setting_is_an_officers_and_is_kept_with_its_reason(sign_in, cast, sessions):
    officer = sign_in(cast.officer).get("/secretariat/questions")
    officer.submit("/setting", relay="direct", note="")
    assert officer.status == 422
    officer.submit("/setting", relay="direct", note="Members know the rules by now.")
    assert "Members know the rules by now." in officer.text
    officer.submit("/setting", relay="direct", note="Again.")
    assert officer.status == 409
    for user in (cast.asker, cast.auditor):
        assert sign_in(user).get("/secretariat/questions").status == 404


# Within an introduction


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_every_mail_has_a_short_subject_the_link_and_no_word_of_the_texts(
    path, app, relayed, cast, sessions
):
    with sessions.reading() as session:
        question = session.scalars(select(BlindQuestion)).one()
        for name, foreign in (("asker", OTHER_CANARY), ("answerer", ASKING_CANARY)):
            reader = actor_of(session.get_one(User, getattr(cast, name).id))
            text = app.jinja_env.get_template(f"mail/{path.name}").render(
                user_name="Reader",
                base_url="https://matchmaker.example",
                question=view_question(session, reader, question),
            )
            subject, _, body = text.partition("\n")
            assert 10 < len(subject) <= 78
            assert body.startswith("Hello Reader,\n\n")
            assert f"https://matchmaker.example/questions/{relayed}" in body
            assert max(len(line) for line in body.splitlines()) <= 110
            assert QUESTION not in text
            assert foreign not in text.lower()
