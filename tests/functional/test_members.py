"""Members and roles: inviting by mail, joining by a link, and who stays."""

import re

import pytest
from sqlalchemy import func, select

from matchmaker.services import member_links
from models import AuditEvent, MemberInvitation, Membership, User
from tests.factories.listings import NOW, make_user
from tests.functional.conftest import SECRET
from tests.helpers import PASSWORD, Browser

NEW = {"name": "Nora New", "email": "Nora.New@example.org", "role": "contributor"}


def page_of(cast):
    return f"/organization/{cast.need.organization.reference}/members"


@pytest.fixture
def manager(cast, sign_in):
    return sign_in(cast.asker).get(page_of(cast))


def link_in(text):
    return re.search(r"https://matchmaker\.example(/join/\S+)", text).group(1)


def test_a_colleague_is_invited_by_mail_and_joins(cast, app, manager, sessions, post_office):
    manager.submit("/members", **NEW)
    assert "Nora New" in manager.text
    assert "/join/" not in manager.html
    (mail,) = [body for to, _, body in post_office.deliver().sent if to == "nora.new@example.org"]
    link = link_in(mail)

    guest = Browser(app).get(link)
    assert "Kestrel Works" in guest.text
    guest.submit(link)
    assert "Set your password" in guest.text
    guest.submit("", password=PASSWORD, again=PASSWORD)
    assert "My organization" in guest.sign_in("nora.new@example.org").html

    assert Browser(app).get(link).status == 404
    assert "Invited" not in manager.get(page_of(cast)).text
    with sessions.reading() as session:
        actions = set(session.scalars(select(AuditEvent.action)))
        assert {"member.invited", "member.joined"} <= actions


def test_whether_an_address_is_known_is_not_told(cast, manager, sessions, post_office):
    known, unknown = cast.answerer.email, "nobody@example.org"
    pages = []
    for address in (known, unknown):
        manager.get(page_of(cast)).submit("/members", **{**NEW, "email": address})
        pages.append(manager.text.replace(address, "ADDRESS"))
        assert cast.answerer.name not in manager.text
        with sessions.writing() as session:
            for row in session.scalars(select(MemberInvitation)):
                session.delete(row)
    assert pages[0] == pages[1]


def test_a_known_user_joins_with_the_own_password(cast, app, manager, sessions, post_office):
    manager.submit("/members", **{**NEW, "email": cast.answerer.email, "role": "representative"})
    link = link_in(post_office.deliver().to(cast.answerer)[-1])

    guest = Browser(app).get(link).submit(link)
    assert guest.url == "/sign-in"
    assert cast.answerer.name in manager.get(page_of(cast)).text


def test_an_invitation_is_taken_back_and_forgotten(cast, app, manager, sessions):
    manager.submit("/members", **NEW)
    with sessions.reading() as session:
        link = f"/join/{member_links.make(SECRET, session.scalars(select(MemberInvitation)).one())}"
    assert Browser(app).get(link).status == 200

    form = manager.page.select_one("form[action*='/invitations/']")["action"]
    manager.submit(form)
    assert "Nora New" not in manager.text
    assert Browser(app).get(link).status == 404
    with sessions.reading() as session:
        query = select(func.count()).select_from(User).where(User.email == "nora.new@example.org")
        assert session.scalar(query) == 0


def test_inviting_again_makes_the_old_link_void(cast, app, manager, sessions):
    links = []
    for _time in range(2):
        manager.submit("/members", **NEW)
        with sessions.reading() as session:
            row = session.scalars(select(MemberInvitation)).one()
            links.append(f"/join/{member_links.make(SECRET, row)}")

    assert [Browser(app).get(link).status for link in links] == [404, 200]


def test_a_link_ends_after_seven_days_and_a_made_up_one_opens_nothing(cast, app, manager, sessions):
    manager.submit("/members", **NEW)
    with sessions.writing() as session:
        row = session.scalars(select(MemberInvitation)).one()
        row.sent_at = NOW - member_links.VALID_FOR
        link = f"/join/{member_links.make(SECRET, row)}"
        foreign = f"/join/{member_links.make('another key, as long as it has to be', row)}"

    assert Browser(app).get(link).status == 404
    assert Browser(app).get(foreign).status == 404
    assert "no longer valid" in manager.get(page_of(cast)).text


@pytest.mark.parametrize(
    ("field", "value"), [("email", "no address"), ("name", ""), ("role", "officer")]
)
def test_what_cannot_be_invited_is_said(cast, manager, sessions, field, value):
    manager.submit("/members", **{**NEW, field: value})

    assert manager.status == 422
    assert manager.page.select_one(f"#{field}-error")
    with sessions.reading() as session:
        assert session.scalar(select(MemberInvitation)) is None


def test_a_member_is_not_invited_again_and_invitations_are_not_endless(cast, manager):
    manager.submit("/members", **{**NEW, "email": cast.asker.email})
    assert "already" in manager.page.select_one("#email-error").text
    for number in range(20):
        manager.submit("/members", **{**NEW, "email": f"user{number}@example.org"})
    manager.submit("/members", **{**NEW, "email": "onemore@example.org"})
    assert manager.status == 422
    assert "20 invitations are open" in manager.text


def test_nobody_sends_mails_to_strangers_without_end(manager):
    """Taking back and inviting again is a further mail each time."""
    for _ in range(30):
        manager.submit("/members", **NEW)
        assert manager.status == 200
    manager.submit("/members", **NEW)
    assert manager.status == 422
    assert "30 invitations today" in manager.text


def test_roles_change_and_the_last_representative_stays(cast, app, manager, sessions, sign_in):
    with sessions.writing() as session:
        organization = session.merge(cast.need.organization)
        colleague = make_user(session, organization, role="contributor", name="Cleo")
    own, hers = (f"{page_of(cast)}/{user.id}" for user in (cast.asker, colleague))
    for way in ("role", "end"):
        manager.get(page_of(cast))
        assert not manager.page.select(f"form[action$='{own}/{way}']")
        assert "The only representative" in manager.text
        manager.post(f"{own}/{way}", role="contributor")
        assert (manager.status, manager.url) == (200, page_of(cast))
        assert "An organization needs a representative." in manager.text
        assert roles_of(sessions, cast.asker) == ["representative"]

    manager.get(page_of(cast)).submit(f"{hers}/role")
    assert roles_of(sessions, colleague) == ["representative"]
    left = sign_in(colleague)
    manager.submit(f"{own}/role")
    assert roles_of(sessions, cast.asker) == ["contributor"]
    assert manager.get(page_of(cast)).status == 404

    left.get(page_of(cast)).submit(f"{own}/end")
    assert roles_of(sessions, cast.asker) == []
    assert manager.get("/listings").url == "/sign-in"
    assert Browser(app).sign_in(cast.asker.email).url == "/sign-in"
    with sessions.reading() as session:
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        assert [a for a in actions if a.startswith("member.")] == [
            "member.role_set",
            "member.role_set",
            "member.ended",
        ]


def roles_of(sessions, user):
    with sessions.reading() as session:
        return list(session.scalars(select(Membership.role).where(Membership.user_id == user.id)))


def test_nobody_else_manages_members(cast, sessions, sign_in, password_hash):
    with sessions.writing() as session:
        organization = session.merge(cast.need.organization)
        contributor = make_user(session, organization, role="contributor")
    for user in (cast.answerer, cast.officer, contributor):
        browser = sign_in(user)
        assert browser.get(page_of(cast)).status == 404
        browser.get("/account")
        for way in ("role", "end"):
            path = f"{page_of(cast)}/{cast.asker.id}/{way}"
            assert browser.post(path, role="contributor").status == 404
    assert roles_of(sessions, cast.asker) == ["representative"]


def test_a_person_of_another_organization_is_not_reached_through_ones_own(cast, manager, sessions):
    path = f"{page_of(cast)}/{cast.answerer.id}"

    assert manager.post(f"{path}/end").status == 404
    assert manager.get(page_of(cast)).post(f"{path}/role", role="contributor").status == 404
    assert roles_of(sessions, cast.answerer) == ["representative"]


def test_ending_a_membership_is_asked_first_without_the_script_too(cast, manager, sessions):
    with sessions.writing() as session:
        colleague = make_user(session, session.merge(cast.need.organization))
    manager.get(page_of(cast))
    forms = manager.page.select(
        f"form[action$='/{colleague.id}/end'], form[action$='/{cast.asker.id}/end']"
    )
    assert len(forms) == 2
    for form in forms:
        assert form.find_parent("details", open=False)
        assert "Yes, " in form.button.text
    own = manager.page.select_one(f"form[action$='/{cast.asker.id}/end']").find_parent("details")
    assert own.summary.text == "Leave this organization"
    assert "You are out of Kestrel Works at once" in own.text
