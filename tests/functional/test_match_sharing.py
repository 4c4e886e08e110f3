"""A match is shared with colleagues of the own organization, and to nobody else."""

import datetime as dt

import pytest
from sqlalchemy import delete, select

from matchmaker.services.match_shares import MOST_A_DAY, letter
from matchmaker.services.sign_in import actor_of
from models import (
    AuditEvent,
    Job,
    Listing,
    Match,
    MatchShare,
    Membership,
    Notification,
    NotificationSetting,
    User,
)
from tests.factories.cast import OTHER_CANARY
from tests.factories.listings import NOW, make_user

HOSTILE = "<script>alert(1)</script> {{ 7*7 }}\n=1+1\nSubject: hello"


@pytest.fixture
def page(cast):
    return f"/listings/{cast.need.reference}/matches/{cast.offer.reference}"


@pytest.fixture
def asker(cast, sign_in):
    return sign_in(cast.asker)


@pytest.fixture
def ravi(cast, sessions):
    """A contributor of the asker's organization who is told at once."""
    with sessions.writing() as session:
        owner = session.merge(cast.need.organization)
        user = make_user(session, owner, role="contributor", name="Ravi")
        session.add(NotificationSetting(user_id=user.id, kind="shared", channel="at_once"))
        return user


def share(browser, page, *to, note=""):
    return browser.get(f"{page}/share").post(f"{page}/share", to=[one.id for one in to], note=note)


def test_a_colleague_is_told_and_led_to_the_match(asker, page, ravi, sign_in, post_office):
    share(asker, page, ravi, note="Worth a call?")
    assert "Asha kestrel shared it with Ravi, 1 September 2026" in asker.text

    (mail,) = post_office.deliver().to(ravi)
    assert f"https://matchmaker.example{page}" in mail
    assert "Worth a call?" in mail
    assert OTHER_CANARY not in mail
    reader = sign_in(ravi).get("/notifications")
    assert "A colleague has shared a match" in reader.text
    (notice,) = [form for form in reader.page.select("form") if "NT-" in form.get("action", "")]
    reader.submit(notice["action"])
    assert reader.url == page
    assert "Worth a call?" in reader.text


def test_several_are_chosen_at_once_and_the_log_holds_no_note(
    asker, cast, page, ravi, sessions, sign_in
):
    with sessions.writing() as session:
        second = make_user(session, session.merge(cast.need.organization), name="Mira")
    share(asker, page, ravi, second, note="A quiet word")

    assert "with Mira" in asker.text
    assert "with Ravi" in asker.text
    audit = sign_in(cast.auditor).get("/audit")
    assert "shared a match of" in audit.text
    assert "A quiet word" not in audit.html
    with sessions.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "match.shared"))
        assert events.one().details == {"counterpart": cast.offer.reference, "colleagues": 2}


def test_only_active_colleagues_who_answer_matches_can_be_chosen(asker, cast, page, sessions, ravi):
    with sessions.writing() as session:
        owner = session.merge(cast.need.organization)
        make_user(session, owner, role="contributor", name="Gone", is_active=False)
        make_user(session, owner, role="focal_point", name="Looks on")

    asker.get(f"{page}/share")

    boxes = asker.page.select("input[type=checkbox][name=to]")
    assert [box["value"] for box in boxes] == [str(ravi.id)]


@pytest.mark.parametrize("who", ["answerer", "officer", "asker", "nobody"])
def test_nobody_else_is_accepted_whatever_a_form_sends(asker, cast, page, ravi, sessions, who):
    forged = 9_999 if who == "nobody" else getattr(cast, who).id
    asker.get(f"{page}/share")

    for to in ([forged], [ravi.id, forged], [], ["x"]):
        asker.post(f"{page}/share", to=to)
        assert asker.status == 422
    with sessions.reading() as session:
        assert session.scalars(select(MatchShare)).all() == []
        kinds = session.scalars(select(Notification.kind)).all()
        assert "shared" not in kinds


@pytest.mark.parametrize("loss", ["left", "inactive", "withdrawn", "hidden", "not proposed"])
def test_what_the_recipient_may_not_see_any_more_is_not_mailed(
    asker, cast, page, ravi, sessions, sign_in, post_office, loss
):
    share(asker, page, ravi)
    with sessions.writing() as session:
        offer = session.get(Listing, cast.offer.id)
        if loss == "left":
            session.execute(delete(Membership).where(Membership.user_id == ravi.id))
        elif loss == "inactive":
            session.get(User, ravi.id).is_active = False
        elif loss == "withdrawn":
            offer.state = "withdrawn"
        elif loss == "hidden":
            offer.hidden_from.append(session.merge(cast.need.organization))
        else:
            session.execute(delete(Match))

    assert post_office.deliver().to(ravi) == []
    with sessions.reading() as session:
        assert set(session.scalars(select(Job.last_error))) <= {""}
    if loss != "inactive":
        assert cast.offer.title not in sign_in(ravi).get("/notifications").text


def test_nobody_is_shown_more_in_a_day_than_anybody_reads(
    asker, cast, page, ravi, sessions, post_office
):
    pair = {"listing_id": cast.need.id, "counterpart_id": cast.offer.id}
    people = {"shared_by_id": cast.asker.id, "shared_with_id": ravi.id}
    with sessions.writing() as session:
        for _ in range(MOST_A_DAY - 1):
            session.add(MatchShare(**pair, **people, at=NOW))
            session.add(MatchShare(**pair, **people, at=NOW - dt.timedelta(days=1)))
    assert share(asker, page, ravi).status == 200
    assert share(asker, page, ravi, note="One more").status == 422
    assert f"You can share {MOST_A_DAY} matches in 24 hours" in asker.text
    assert "One more" in asker.text  # nothing typed is lost
    assert len(post_office.deliver().to(ravi)) == 1


def test_other_members_and_the_secretariat_read_no_notes(asker, cast, page, ravi, sign_in):
    share(asker, page, ravi, note="A quiet word")
    answered = f"{page}/answer"
    asker.get(page).post(answered, answer="interesting", note="Another word")
    assert "Another word" in asker.get(page).text
    mirrored = f"/listings/{cast.offer.reference}/matches/{cast.need.reference}"

    for who, address in ((cast.officer, page), (cast.auditor, page), (cast.answerer, mirrored)):
        browser = sign_in(who).get(address)
        assert browser.status == 200
        assert "quiet word" not in browser.html
        assert "Another word" not in browser.html
        assert "Ravi" not in browser.html


def test_who_answers_for_nobody_shares_nothing(cast, page, sign_in):
    for who in (cast.answerer, cast.officer, cast.auditor):
        assert sign_in(who).get(f"{page}/share").status == 404


def test_a_hostile_note_stays_text_on_the_page_and_in_the_mail(asker, page, ravi, post_office):
    share(asker, page, ravi, note=HOSTILE)

    assert not asker.page.select("main script")
    assert "{{ 7*7 }}" in asker.text
    (mail,) = post_office.deliver().to(ravi)
    assert mail.partition("\n")[0].startswith("A colleague has shared a match of your need ND-")
    assert "<script>alert(1)</script>" in mail


def test_a_note_that_is_too_long_is_refused_and_kept_in_the_form(asker, page, ravi):
    share(asker, page, ravi, note="x" * 501)

    assert asker.status == 422
    assert asker.page.find("textarea").get_text().strip() == "x" * 501


def test_who_has_nobody_to_share_with_is_told_so(asker, page):
    assert "no colleagues here yet" in asker.get(f"{page}/share").text


def test_a_notice_is_for_its_recipient_alone(asker, cast, page, ravi, sessions):
    share(asker, page, ravi)
    with sessions.reading() as session:
        row = session.scalars(select(MatchShare)).one()
        sender = actor_of(session.merge(cast.asker))
        assert letter(session, sender, row.id) is None
        assert letter(session, actor_of(session.merge(ravi)), row.id) is not None
