"""Inviting members where nothing fits: whom, why, once, and without telling whose it is."""

import csv
import datetime as dt
import io

import pytest
from sqlalchemy import select

from matchmaker.errors import Conflict, InvalidFields, NotPermitted
from matchmaker.services import audit, desk_invitations, notification_settings
from matchmaker.services.sign_in import actor_of
from models import Invitation
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
    make_user,
)
from tests.factories.matches import make_match

CANARY = "sorrel"


@pytest.fixture
def lonely(cast, sessions):
    """A blind need in glass for which nothing is proposed."""
    with sessions.writing() as session:
        owner = make_organization(session, name=f"{CANARY} Glass", country="SE", sectors=["glass"])
        make_user(session, owner)
        return make_need(
            session,
            owner,
            title=f"Title {CANARY}",
            teaser=f"Teaser {CANARY}",
            problem=f"Problem {CANARY}",
            sectors=["glass"],
            technologies=["waste_heat"],
            disclosure="blind",
            matched_at=NOW,
        )


def member(session, **fields):
    organization = make_organization(session, **{"sectors": ["glass"], "country": "DE", **fields})
    make_user(session, organization)
    return organization


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


def names(session, listing, now=NOW):
    return [one.name for one in desk_invitations.candidates(session, listing, now=now)]


def test_the_likely_come_first_and_say_why(lonely, sessions):
    with sessions.writing() as session:
        need = session.merge(lonely)
        far = member(session, name="Far")
        near = member(session, name="Near", country="NO")
        rich = member(session, name="Rich", country="NO")
        make_capability(session, rich, sectors=["glass"])
        make_offer(session, rich, sectors=["glass"], disclosure="blind")
        member(session, name="Other", sectors=["aviation"])

        found = desk_invitations.candidates(session, need, now=NOW)

        assert [one.name for one in found] == ["Rich", "Near", "Far"]
        assert found[0].reasons == (
            "works in Glass and ceramics",
            "has an open listing in Glass and ceramics",
            "is in the same region, Northern Europe",
        )
        assert [one.score for one in found] == [5, 4, 3]
        assert {far.id, near.id, rich.id} == {one.id for one in found}


def test_routes_and_words_count_for_an_open_listing(sessions):
    with sessions.writing() as session:
        need = make_need(session, sectors=["glass"], technologies=["waste_heat"], matched_at=NOW)
        speaks = member(session, sectors=[], summary="We use waste heat of kilns.")
        makes = member(session, sectors=[])
        make_offer(session, makes, sectors=["cement"], technologies=["waste_heat"])

        found = {one.id: one.reasons for one in desk_invitations.candidates(session, need, now=NOW)}

    assert found[speaks.id] == ("speaks of “Waste heat” in its profile",)
    assert found[makes.id] == ("has an open listing in Waste heat and heat pumps",)


def test_who_cannot_help_is_not_on_the_list(lonely, sessions):
    with sessions.writing() as session:
        need = session.merge(lonely)
        make_organization(session, name="Without people", sectors=["glass"])
        member(session, name="Government", type="government")
        proposed = member(session, name="Proposed already")
        make_match(session, need, make_offer(session, proposed), band="possible")
        need.hidden_from.append(member(session, name="Hidden from"))
        session.flush()

        assert names(session, need) == []


def test_the_mail_says_a_kind_and_sectors_and_nothing_else(lonely, officer, sessions, post_office):
    with sessions.writing() as session:
        invited = member(session, name="Invited")
        person = invited.memberships[0].user
        notification_settings.choose(session, actor_of(person), {"invitation": "at_once"})
    officer.get(f"/secretariat/unmatched/{lonely.reference}")

    officer.submit("/invite", note="Met at the fair")

    assert "The organization is invited" in officer.text
    assert "Invited" in officer.text
    (mail,) = post_office.deliver().to(person)
    assert mail.startswith("Can you help? An offer or a capability is looked for in Glass")
    assert CANARY not in mail.lower()
    assert lonely.reference not in mail
    assert "Met at the fair" not in mail
    with sessions.reading() as session:
        (event,) = [
            e
            for e in audit.trail(session, "listing", lonely.reference)
            if e.action == "invitation.sent"
        ]
        assert event.details == {"organization": invited.reference}


def test_nobody_is_invited_twice_or_within_thirty_days(lonely, cast, sessions):
    with sessions.writing() as session:
        actor = actor_of(session.merge(cast.officer))
        need, organization = session.merge(lonely), member(session)
        other = make_need(session, sectors=["glass"], matched_at=NOW)

        def invite(listing, days):
            desk_invitations.invite(
                session,
                actor,
                listing,
                organization.reference,
                note="",
                now=NOW + dt.timedelta(days=days),
            )

        invite(need, 0)
        with pytest.raises(Conflict, match="in the last 30 days"):
            invite(other, 29)
        (candidate,) = [
            one
            for one in desk_invitations.candidates(session, other, now=NOW)
            if one.id == organization.id
        ]
        assert candidate.rests
        invite(other, 31)
        assert len(session.scalars(select(Invitation)).all()) == 2
        with pytest.raises(Conflict, match="invited already"):
            invite(need, 90)


def test_what_is_wrong_with_an_invitation_is_said(lonely, cast, sessions, officer):
    with sessions.writing() as session:
        actor = actor_of(session.merge(cast.officer))
        member_of_it = actor_of(session.merge(cast.asker))
        need = session.merge(lonely)
        reference = member(session).reference
        with pytest.raises(InvalidFields):
            desk_invitations.invite(session, actor, need, reference, note="x" * 301, now=NOW)
        with pytest.raises(Conflict, match="cannot be invited"):
            desk_invitations.invite(session, actor, need, "ORG-NOBODY", note="", now=NOW)
        with pytest.raises(NotPermitted):
            desk_invitations.invite(session, member_of_it, need, reference, note="", now=NOW)
    officer.get(f"/secretariat/unmatched/{lonely.reference}")
    address = f"/secretariat/unmatched/{lonely.reference}/invite"

    assert officer.post(address, organization="ORG-NOBODY").status == 409
    assert "cannot be invited" in officer.text
    assert officer.post(address, organization="").status == 422


def test_a_listing_that_is_withdrawn_invites_nobody(lonely, cast, sessions):
    with sessions.writing() as session:
        need = session.merge(lonely)
        need.state = "withdrawn"
        reference = member(session).reference
        with pytest.raises(Conflict, match="not published any more"):
            desk_invitations.invite(
                session, actor_of(session.merge(cast.officer)), need, reference, note="", now=NOW
            )


def test_the_file_is_safe_in_a_spreadsheet(lonely, officer, sessions):
    with sessions.writing() as session:
        member(session, name='=HYPERLINK("https://x.example")')

    answer = officer.client.get(f"/secretariat/unmatched/{lonely.reference}/invitations.csv")

    assert answer.mimetype == "text/csv"
    assert lonely.reference in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][0] == "Organization"
    assert rows[1][0].startswith("'=HYPERLINK")
    assert CANARY not in answer.data.decode().lower()


@pytest.mark.parametrize(("who", "status"), [("asker", 404), ("auditor", 404), ("approver", 409)])
def test_only_the_secretariat_invites(lonely, cast, sign_in, who, status):
    browser = sign_in(getattr(cast, who)).get("/account")
    address = f"/secretariat/unmatched/{lonely.reference}/invite"

    assert browser.post(address, organization="ORG-NOBODY").status == status


def test_an_auditor_reads_the_list_without_a_button(lonely, cast, sessions, sign_in):
    with sessions.writing() as session:
        member(session, name="Likely")

    auditor = sign_in(cast.auditor).get(f"/secretariat/unmatched/{lonely.reference}")

    assert "Likely" in auditor.text
    assert not auditor.page.select("form.invite-form")


def test_an_empty_list_says_what_to_do(lonely, officer):
    assert "Nobody to invite" in officer.get(f"/secretariat/unmatched/{lonely.reference}").text
