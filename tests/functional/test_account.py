"""A person changes the own details and password, and ends sessions; a profile is edited."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from matchmaker.services.users import password_token
from models import AuditEvent, Organization, User, UserSession
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import make_user
from tests.functional.conftest import SECRET
from tests.helpers import PASSWORD, Browser

SignIn = Callable[[User], Browser]
NEW = "another sentence for tests"


def test_details_are_saved_and_shown_again(cast: Cast, sessions: Sessions, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/account")
    page.submit("/account", name="Asha Rao", job_title="Head of slag", phone="+91 1")
    assert "Your details are saved" in page.text
    with sessions.reading() as session:
        user = session.get_one(User, cast.asker.id)
        assert (user.name, user.job_title, user.phone) == ("Asha Rao", "Head of slag", "+91 1")


def test_a_name_is_required(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/account").submit("/account", name="")
    assert page.status == 422
    assert "Enter your name" in page.text


def test_a_new_password_needs_the_present_one(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/account")
    page.submit("/account/password", current="not this one at all", password=NEW, again=NEW)
    assert page.status == 422
    assert "not your present password" in page.text


def test_a_new_password_signs_out_every_other_browser(cast: Cast, sign_in: SignIn) -> None:
    here, elsewhere = sign_in(cast.asker), sign_in(cast.asker)
    here.get("/account").submit("/account/password", current=PASSWORD, password=NEW, again=NEW)
    assert "Your password is changed" in here.text
    assert here.get("/account").url == "/account"
    assert elsewhere.get("/account").url == "/sign-in"


def test_a_short_password_is_refused_and_both_must_agree(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/account")
    page.submit("/account/password", current=PASSWORD, password="short", again="short")
    assert page.status == 422
    page.submit("/account/password", current=PASSWORD, password=NEW, again=NEW + "x")
    assert "not the same" in page.text


def test_other_sessions_are_ended_and_this_one_stays(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    here, elsewhere = sign_in(cast.asker), sign_in(cast.asker)
    here.get("/account").submit("/account/sessions")
    assert "1 other browser is signed out" in here.text
    assert elsewhere.get("/account").url == "/sign-in"
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(UserSession)) == 1


def test_a_link_sets_the_first_password_once(
    app: Flask, sessions: Sessions, browser: Callable[[], Browser]
) -> None:
    with sessions.writing() as session:
        user = make_user(session, email="new@example.org")
        token = password_token(user, SECRET)
    page = browser().get(f"/account/set-password/{token}")
    page.submit(token, password=NEW, again=NEW)
    assert page.url == "/sign-in"

    assert page.sign_in("new@example.org", NEW).get("/account").url == "/account"
    assert browser().get(f"/account/set-password/{token}").status == 404
    assert browser().get("/account/set-password/forged").status == 404


def test_a_representative_edits_the_profile_and_it_is_logged(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/organization")
    page.get(next(a["href"] for a in page.page.select("a.btn") if "Edit profile" in a.text))
    page.submit(
        "/edit",
        summary="We melt.",
        website="https://melt.example",
        ror="https://ror.org/05dxps055",
        sectors=["steel", "mining"],
    )
    assert "The profile is saved" in page.text
    assert "We melt." in page.text
    with sessions.reading() as session:
        organization = session.get_one(Organization, cast.need.organization_id)
        assert organization.sectors == ["steel", "mining"]
        actions = session.scalars(select(AuditEvent.action)).all()
        assert "organization.changed" in actions


def test_a_web_site_that_is_none_is_refused_beside_its_field(cast: Cast, sign_in: SignIn) -> None:
    reference = cast.need.organization.reference
    page = sign_in(cast.asker).get(f"/organization/{reference}/edit")
    page.submit("/edit", website="javascript:alert(1)", sectors=["nonsense"])
    assert page.status == 422
    assert "starts with https://" in page.text
    assert "choose from the list" in page.text


def test_only_a_representative_of_the_organization_edits_its_profile(
    cast: Cast, sessions: Sessions, sign_in: SignIn, password_hash: str
) -> None:
    reference = cast.need.organization.reference
    with sessions.writing() as session:
        mine = session.merge(cast.need.organization, load=False)
        contributor = make_user(session, mine, role="contributor", password_hash=password_hash)
    for person in (contributor, cast.answerer, cast.officer):
        assert sign_in(person).get(f"/organization/{reference}/edit").status == 404
    assert sign_in(cast.officer).get("/organization").status == 404
