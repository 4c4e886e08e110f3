"""Messages after an introduction: for its parties, nobody else, and nobody before."""

import datetime as dt
import io

import pytest
from sqlalchemy import select

from matchmaker.errors import NotPermitted
from matchmaker.services import introduction_requests, introductions, messages
from matchmaker.services.introduction_requests import Request
from matchmaker.services.sign_in import actor_of
from models import (
    AuditEvent,
    Introduction,
    Membership,
    Message,
    MessageFile,
    Notification,
    User,
)
from models.introduction import OPEN_STATES
from models.message import TEXT_MAX
from tests.factories.cast import TICKED
from tests.factories.files import pdf
from tests.factories.introductions import make_trio
from tests.factories.listings import NOW, make_organization, make_user

SECRET_TEXT = "The slag is at 1450 °C when it leaves."


@pytest.fixture
def approved(cast, sessions):
    with sessions.writing() as session:
        request = Request(("licence",), "", "A steelworks.")
        made = introduction_requests.request(
            session,
            actor_of(session.merge(cast.asker)),
            session.merge(cast.need),
            session.merge(cast.offer),
            request,
            now=NOW,
        )
        officer = actor_of(session.merge(cast.officer))
        introductions.decide(session, officer, made, "approve", checklist=TICKED, now=NOW)
        return made.reference


@pytest.fixture
def released(cast, sessions, approved):
    with sessions.writing() as session:
        found = session.scalars(select(Introduction)).one()
        introductions.consent(session, actor_of(session.merge(cast.answerer)), found, now=NOW)
    return approved


def thread_of(reference):
    return f"/introductions/{reference}/messages"


def write(browser, reference, text=SECRET_TEXT, **data):
    return browser.get(thread_of(reference)).submit("/messages", text=text, **data)


def test_both_sides_write_and_read_and_the_other_is_told_without_the_text(
    cast, released, sign_in, post_office
):
    post_office.deliver()
    before = len(post_office.mailer.to(cast.answerer))

    page = write(sign_in(cast.asker), released)

    assert "Your message is sent" in page.text
    assert SECRET_TEXT in page.text
    mail = post_office.deliver().to(cast.answerer)[before]
    assert mail.startswith(f"A message on introduction {released}\n")
    assert "Kestrel Works has written to you" in mail
    assert "1450" not in mail
    assert all("has written to you" not in text for text in post_office.mailer.to(cast.asker))

    other = sign_in(cast.answerer).get(f"/introductions/{released}")
    assert "1 new message" in other.text
    assert SECRET_TEXT in other.get(thread_of(released)).text
    assert "1 new message" not in other.get(f"/introductions/{released}").text
    assert "A message on introduction" not in other.get("/notifications?show=unread").text


def told(post_office, user):
    return sum("has written to you" in text for text in post_office.deliver().to(user))


def test_however_many_messages_are_written_who_has_not_read_one_gets_one_mail_a_day(
    cast, released, sign_in, sessions, post_office
):
    browser = sign_in(cast.asker)
    for number in range(5):
        write(browser, released, f"Message {number}")
        post_office.deliver()
    assert told(post_office, cast.answerer) == 1
    with sessions.reading() as session:
        kept = select(Notification).where(Notification.template == "message_received")
        assert [row.user_id for row in session.scalars(kept)] == [cast.answerer.id]

    sign_in(cast.answerer).get(thread_of(released))
    write(browser, released, "After it was read")
    assert told(post_office, cast.answerer) == 2
    with sessions.writing() as session:
        case = session.scalars(select(Introduction)).one()
        asker = actor_of(session.get_one(User, cast.asker.id))
        for hours in (23, 24, 25):
            later = NOW + dt.timedelta(hours=hours)
            messages.send(session, asker, case, "Still there?", form_key="", now=later)
    post_office.now = NOW + dt.timedelta(days=2)
    assert told(post_office, cast.answerer) == 3


@pytest.mark.parametrize("who", ["officer", "approver", "auditor"])
def test_the_secretariat_and_the_auditor_never_read_what_is_written(
    cast, released, sign_in, sessions, who
):
    write(sign_in(cast.asker), released)

    page = sign_in(getattr(cast, who))

    assert page.get(thread_of(released)).status == 404
    assert page.post(thread_of(released), text="hello").status == 404
    assert "1450" not in page.get(f"/introductions/{released}").text
    assert "1450" not in page.get(f"/audit/introduction/{released}").text
    with sessions.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "message.sent"))
        assert [SECRET_TEXT in str(event.details) for event in events] == [False]


def messages_in(sessions):
    with sessions.reading() as session:
        return [
            (row.text, [f.file_name for f in row.files]) for row in session.scalars(select(Message))
        ]


def test_a_price_or_an_output_is_a_hint_and_can_be_sent_anyway(cast, released, sign_in, sessions):
    text = "Price is 45 €/t, and we make 200 kt per year."

    page = write(sign_in(cast.asker), released, text)

    assert page.status == 422
    assert text in page.text
    assert "45 €" in page.page.find("mark").text
    assert "a price or sum of money" in page.text
    assert "output or utilisation" in page.text
    assert messages_in(sessions) == []

    sent = page.submit("/messages", confirm=page.page.select_one("#confirm")["value"])

    assert "Your message is sent" in sent.text
    assert messages_in(sessions) == [(text, [])]


def test_send_anyway_holds_for_what_was_on_the_screen_alone(cast, released, sign_in, sessions):
    page = write(sign_in(cast.asker), released, "Price is 45 €/t.")
    seen = page.page.select_one("#confirm")["value"]

    other = page.submit("/messages", text="Price is 46 €/t.", confirm=seen)
    assert other.status == 422
    assert "46 €" in other.text

    mended = other.submit("/messages", text="Let us talk about heat.")
    assert "Your message is sent" in mended.text
    assert messages_in(sessions) == [("Let us talk about heat.", [])]


def test_a_file_waits_while_its_writer_looks_at_the_text_once_more(
    cast, released, sign_in, sessions
):
    file = (io.BytesIO(pdf("Drawing 7")), "drawing.pdf")
    page = write(sign_in(cast.asker), released, "Price is 45 €/t.", file=file)
    assert "drawing.pdf" in page.text
    kept = page.page.select_one("#kept")["value"]

    foreign = write(sign_in(cast.answerer), released, "Here.", kept=kept)
    assert foreign.status == 422
    assert "no longer there" in foreign.text

    sent = page.submit("/messages", confirm=page.page.select_one("#confirm")["value"], kept=kept)

    assert "Your message is sent" in sent.text
    assert messages_in(sessions) == [("Price is 45 €/t.", ["drawing.pdf"])]


def test_before_the_last_key_there_is_no_thread_for_anybody(cast, approved, sign_in):
    for person in cast.people:
        page = sign_in(person)
        assert page.get(thread_of(approved)).status == 404
        assert page.post(thread_of(approved), text="hello").status == 404


@pytest.mark.parametrize("state", [*OPEN_STATES, "declined", "expired", "withdrawn", "refused"])
def test_no_other_state_opens_the_thread(cast, released, sessions, state):
    with sessions.writing() as session:
        found = session.scalars(select(Introduction)).one()
        found.state = state
        actor = actor_of(session.merge(cast.asker))
        with pytest.raises(NotPermitted):
            messages.thread(session, actor, found)
        with pytest.raises(NotPermitted):
            messages.send(session, actor, found, "hello", form_key="k", now=NOW)


def test_strangers_and_other_pairs_find_neither_thread_nor_file(cast, released, sign_in, sessions):
    file = (io.BytesIO(pdf("Drawing 7")), "drawing.pdf")
    write(sign_in(cast.asker), released, file=file)
    with sessions.writing() as session:
        stranger = make_user(session)
        reference = session.scalars(select(MessageFile.reference)).one()

    page = sign_in(stranger)

    assert page.get(thread_of(released)).status == 404
    assert page.get(f"/messages/files/{reference}").status == 404
    assert sign_in(cast.officer).get(f"/messages/files/{reference}").status == 404


def test_a_file_comes_with_a_message_and_is_downloaded_by_the_other_side(
    cast, released, sign_in, sessions
):
    content = pdf("Drawing 7")
    write(sign_in(cast.asker), released, file=(io.BytesIO(content), "drawing.pdf"))
    with sessions.reading() as session:
        reference = session.scalars(select(MessageFile.reference)).one()

    other = sign_in(cast.answerer)
    assert "drawing.pdf" in other.get(thread_of(released)).text
    with other.client.get(f"/messages/files/{reference}") as answer:
        downloaded, disposition = answer.data, answer.headers["Content-Disposition"]

    assert downloaded == content
    assert disposition.startswith("attachment")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"text": "   "}, "Write a message."),
        ({"text": "x" * (TEXT_MAX + 1)}, "Has 8,001 characters, at most 8,000 are allowed."),
        ({"text": "With a script", "file": (io.BytesIO(b"<script>"), "a.pdf")}, "This file"),
    ],
)
def test_what_cannot_be_sent_is_said_beside_its_field_and_nothing_is_lost(
    cast, released, sign_in, sessions, data, problem
):
    page = write(sign_in(cast.asker), released, **data)

    assert page.status == 422
    assert problem in page.text
    if len(data["text"]) < 100:
        assert data["text"].strip() in page.text
    with sessions.reading() as session:
        assert session.scalars(select(Message)).all() == []


def test_the_same_form_sent_twice_is_one_message(cast, released, sign_in, sessions):
    page = sign_in(cast.asker).get(thread_of(released))
    key = page.page.find("input", {"name": "key"})["value"]

    for _ in range(2):
        page.get(thread_of(released)).submit("/messages", text="Once", key=key)

    with sessions.reading() as session:
        assert [message.text for message in session.scalars(select(Message))] == ["Once"]


def test_all_of_three_parties_read_and_are_told(sessions):
    with sessions.writing() as session:
        introduction, people = make_trio(session)
        actors = [actor_of(person) for person in people]
        messages.send(session, actors[0], introduction, "To both", form_key="k", now=NOW)

        for actor in actors[1:]:
            (seen,) = messages.thread(session, actor, introduction).messages
            assert (seen.text, seen.is_new, seen.mine) == ("To both", True, False)
            assert messages.count_new(session, actor, introduction) == 1
            messages.mark_read(session, actor, introduction.id, 1, now=NOW)
            assert messages.count_new(session, actor, introduction) == 0
        assert messages.count_new(session, actors[0], introduction) == 0


def test_a_long_thread_comes_in_pages_the_latest_first(sessions):
    with sessions.writing() as session:
        introduction, people = make_trio(session)
        actor = actor_of(people[0])
        for number in range(messages.PER_PAGE + 3):
            key = f"k{number}"
            messages.send(session, actor, introduction, f"No. {number}", form_key=key, now=NOW)

        latest = messages.thread(session, actor, introduction)
        earlier = messages.thread(session, actor, introduction, before=latest.earlier)

        assert [view.text for view in earlier.messages] == ["No. 0", "No. 1", "No. 2"]
        assert (latest.messages[0].text, earlier.earlier) == ("No. 3", None)


def test_pages_of_a_long_thread_are_linked_both_ways_without_a_script(
    cast, released, sign_in, sessions
):
    with sessions.writing() as session:
        found = session.scalars(select(Introduction)).one()
        actor = actor_of(session.merge(cast.asker))
        for number in range(messages.PER_PAGE + 1):
            messages.send(session, actor, found, f"No. {number}.", form_key=f"k{number}", now=NOW)
    page = sign_in(cast.answerer).get(thread_of(released))

    assert "No. 0." not in page.text
    page.get(page.page.find("a", string="Earlier messages")["href"])
    assert "No. 0." in page.text
    assert "No. 1." not in page.text
    page.get(page.page.find("a", string="Latest messages")["href"])
    assert f"No. {messages.PER_PAGE}." in page.text


@pytest.mark.parametrize("before", ["0", "-1", "9" * 40, "-" + "9" * 40, "x"])
def test_any_number_in_the_address_of_a_thread_is_a_page(cast, released, sign_in, before):
    assert sign_in(cast.asker).get(f"{thread_of(released)}?before={before}").status == 200


def test_one_person_sends_so_many_messages_a_day_and_keeps_the_text_of_the_next(
    cast, released, sign_in, sessions
):
    with sessions.writing() as session:
        found = session.scalars(select(Introduction)).one()
        actor = actor_of(session.merge(cast.asker))
        yesterday = NOW - dt.timedelta(days=1)
        messages.send(session, actor, found, "Before", form_key="before", now=yesterday)
        for number in range(messages.MOST_A_DAY - 1):
            messages.send(session, actor, found, "Again", form_key=f"k{number}", now=NOW)
    assert write(sign_in(cast.asker), released, text="The last of today").status == 200

    file = (io.BytesIO(pdf("Slag")), "slag.pdf")
    page = write(sign_in(cast.asker), released, text="One too many", file=file)
    assert page.status == 422
    assert f"You have sent {messages.MOST_A_DAY} messages in 24 hours" in page.text
    assert page.page.find("textarea").text.strip() == "One too many"
    assert "Send slag.pdf with it" in page.text
    assert write(sign_in(cast.answerer), released, text="An answer").status == 200


def test_who_has_left_the_organization_reads_no_more(cast, released, sign_in, sessions):
    page = sign_in(cast.asker).get(thread_of(released))
    assert page.status == 200
    with sessions.writing() as session:
        user = session.merge(cast.asker)
        session.delete(user.memberships[0])
        user.memberships.append(
            Membership(organization=make_organization(session), role="contributor")
        )

    assert page.get(thread_of(released)).status == 404
