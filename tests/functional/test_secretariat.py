"""The secretariat's desk: what waits, who holds it, one click to the case, and the check."""

import datetime as dt
import io

import pytest

from matchmaker.services import introduction_requests, introductions, listings
from matchmaker.services.introduction_requests import Request
from matchmaker.services.sign_in import actor_of
from models import Membership, Need
from models import vocabulary as v
from tests.factories.files import pdf
from tests.factories.listings import NOW, make_need, make_organization, make_user

WANTED = Request(("co_development",), "", "A steelworks.")


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


@pytest.fixture
def handed_in(cast, sessions):
    """A blind need of the asker's, handed in three hours ago."""
    with sessions.writing() as session:
        asker = actor_of(session.merge(cast.asker))
        need = make_need(
            session,
            session.merge(cast.need.organization),
            title="Heat below 200 degrees",
            problem="It is wasted.",
            description="The confidential part.",
            disclosure="blind",
            state="draft",
        )
        return listings.submit(session, asker, need, now=NOW - dt.timedelta(hours=3))


@pytest.fixture
def requested(cast, sessions):
    """An introduction that was requested eight days ago."""
    with sessions.writing() as session:
        return introduction_requests.request(
            session,
            actor_of(session.merge(cast.asker)),
            session.merge(cast.need),
            session.merge(cast.offer),
            WANTED,
            now=NOW - dt.timedelta(days=8),
        )


def rows(browser):
    return [" ".join(row.get_text(" ").split()) for row in browser.page.select(".todo-row")]


def test_the_oldest_case_stands_first_with_its_age(officer, handed_in, requested):
    first, second = rows(officer.get("/secretariat"))

    assert first.startswith("Introduction to decide Kestrel Works ↔ Plover Works")
    assert "1 week overdue" in first
    assert second.startswith("Need to check Blind Heat below 200 degrees")
    assert "3 hours" in second
    assert "overdue" not in second


def test_every_case_is_one_click_away(officer, handed_in, requested):
    links = [a["href"] for a in officer.get("/secretariat").page.select("a.todo-action")]

    assert links == [
        f"/introductions/{requested.reference}",
        f"/secretariat/listings/{handed_in.reference}",
    ]
    assert "Approve" in officer.get(links[0]).text
    assert "Publish" in officer.get(links[1]).text


def test_an_empty_desk_says_so(officer):
    assert "Nothing waits for you" in officer.get("/secretariat").text


def test_a_listing_is_published_and_its_owner_told(officer, handed_in, cast, post_office):
    path = f"/secretariat/listings/{handed_in.reference}"
    officer.get(path)
    assert "The confidential part." in officer.text
    assert "blind listing" in officer.text

    officer.submit("/publish")

    assert officer.url == "/secretariat"
    assert "Listing published" in officer.text
    assert "is published" in "".join(post_office.deliver().to(cast.asker))


def test_of_a_blind_listing_all_that_members_get_is_shown_and_what_may_tell(
    officer, handed_in, sessions
):
    with sessions.writing() as session:
        need = session.get_one(Need, handed_in.id)
        need.teaser = (
            "Kestrel Works has 37 MW of heat in our plant in Borlänge and sells 200 kt per year."
        )
        need.trl = 4

    officer.get(f"/secretariat/listings/{handed_in.reference}")

    shown = officer.page.find("h2", string="What members will see").find_parent("section")
    told = " ".join(shown.get_text(" ").split())
    assert "Heat below 200 degrees" in told
    assert "37 MW of heat" in told
    assert "TRL reached today 4" in told
    assert "Region" in told
    assert "The confidential part." not in told
    assert "It is wasted." not in told
    found = officer.page.find("h2", string="What may give it away").find_parent("section").text
    assert "the organization’s name (“Kestrel Works”)" in found
    assert "output or utilisation (“200 kt per year”)" in found
    assert "Borlänge" in found
    assert "37 MW" in found


def test_of_a_clean_blind_listing_the_check_says_so(officer, handed_in):
    officer.get(f"/secretariat/listings/{handed_in.reference}")

    assert "No name, no way to reach anybody" in officer.text
    assert "Figures in it" not in officer.text


def test_changes_are_requested_with_a_note(officer, handed_in, cast, post_office, sessions):
    officer.get(f"/secretariat/listings/{handed_in.reference}")

    officer.submit("/request-changes", note="Take the town out of the teaser.")

    assert "Changes requested" in officer.text
    assert "Take the town out" in "".join(post_office.deliver().to(cast.asker))
    with sessions.reading() as session:
        assert session.get(Need, handed_in.id).state == "changes_requested"


def test_a_note_that_is_missing_is_asked_for_before_the_form_is_sent(officer, handed_in):
    """A refused form would stand in the browser's history, where Back asks to send it again."""
    officer.get(f"/secretariat/listings/{handed_in.reference}")

    form = officer.page.select_one("form[action$='/request-changes']")
    assert not form.has_attr("novalidate")
    assert form.textarea.has_attr("required")


def test_changes_without_a_note_are_not_requested(officer, handed_in):
    officer.get(f"/secretariat/listings/{handed_in.reference}").submit("/request-changes", note="")

    assert officer.status == 422
    assert "Write what the owner should change." in officer.text


def test_a_listing_is_decided_once(officer, handed_in, cast, sign_in):
    path = f"/secretariat/listings/{handed_in.reference}"
    other = sign_in(cast.approver).get(path)
    officer.get(path).submit("/publish")

    assert other.submit("/publish").status == 409
    assert "does not wait for a check" in other.get(path).text


def test_what_waits_for_others_stands_apart(officer, requested):
    officer.get(f"/introductions/{requested.reference}").submit(
        "/approve", **dict.fromkeys(v.SCREENING_POINTS, "y")
    )

    officer.get("/secretariat")

    assert "Waiting for others" in officer.text
    assert rows(officer)[0].startswith("Waiting for consent")
    assert "Held by Other party" in rows(officer)[0]
    assert "Introduction approved" in officer.text


def test_an_officer_with_an_own_interest_is_told_and_cannot_decide(
    cast, requested, sessions, password_hash, sign_in
):
    with sessions.writing() as session:
        secretariat = make_organization(session, type="secretariat")
        user = make_user(session, secretariat, role="officer", password_hash=password_hash)
        own = Membership(organization_id=cast.offer.organization_id, role="contributor")
        user.memberships.append(own)
    browser = sign_in(user).get("/secretariat")

    assert "another officer decides" in rows(browser)[0]
    browser.get(f"/introductions/{requested.reference}")
    assert "Your decision" not in browser.text
    assert browser.post(f"/introductions/{requested.reference}/approve").status == 404


@pytest.mark.parametrize("who", ["asker", "answerer", "auditor"])
def test_nobody_else_reaches_the_desk(cast, sign_in, handed_in, who):
    browser = sign_in(getattr(cast, who))

    assert browser.get("/secretariat").status == 404
    assert browser.get(f"/secretariat/listings/{handed_in.reference}").status == 404
    answer = browser.get("/").post(f"/secretariat/listings/{handed_in.reference}/publish")
    assert answer.status == 404


def test_a_refused_request_leaves_the_desk(cast, officer, requested, sessions):
    with sessions.writing() as session:
        introductions.decide(
            session,
            actor_of(session.merge(cast.officer)),
            session.merge(requested),
            "refuse",
            now=NOW,
            rule="no_fit",
            reason="No.",
        )

    assert rows(officer.get("/secretariat")) == []
    assert "Introduction refused" in officer.text


@pytest.mark.parametrize(
    ("action", "values"), [("publish", {}), ("request-changes", {"note": "Say where the heat is."})]
)
def test_a_text_that_changed_while_it_was_read_is_read_again(
    officer, handed_in, cast, sessions, action, values
):
    officer.get(f"/secretariat/listings/{handed_in.reference}")
    with sessions.writing() as session:
        need = session.get(Need, handed_in.id)
        asker = actor_of(session.merge(cast.asker))
        listings.update(
            session, asker, need, {"teaser": "By Kestrel."}, version=need.version, now=NOW
        )

    assert officer.submit(f"/{action}", **values).status == 409
    with sessions.reading() as session:
        assert session.get(Need, handed_in.id).state == "submitted"


def attached(browser, listing):
    """Post a file to the listing from its page."""
    browser.get(f"/listings/{listing.reference}")
    token = browser.page.find("input", {"name": "csrf_token"})["value"]
    data = {"csrf_token": token, "file": (io.BytesIO(pdf("Heat")), "heat.pdf")}
    url = f"/listings/{listing.reference}/attachments"
    assert browser.client.post(url, data=data).status_code == 303
    return browser.get(f"/listings/{listing.reference}")


def test_a_file_that_came_or_went_while_it_was_read_is_read_again(
    officer, handed_in, cast, sessions, sign_in
):
    path, owner = f"/secretariat/listings/{handed_in.reference}", sign_in(cast.asker)
    officer.get(path)
    attached(owner, handed_in)
    assert officer.submit("/publish").status == 409
    assert "heat.pdf" in officer.get(path).text
    owner.submit("/caption", caption="Heat of the kiln")
    assert officer.submit("/publish").status == 409
    assert "Heat of the kiln" in officer.get(path).text
    owner.get(f"/listings/{handed_in.reference}").submit("/remove")
    assert officer.submit("/publish").status == 409
    assert officer.get(path).submit("/publish").status == 200
    with sessions.reading() as session:
        assert session.get(Need, handed_in.id).state == "published"


def test_who_sends_no_version_has_seen_none(officer, handed_in, sessions):
    path = f"/secretariat/listings/{handed_in.reference}"
    for action in ("publish", "request-changes", "change/publish", "change/return"):
        assert officer.get(path).post(f"{path}/{action}", note="Why?").status == 409, action
    with sessions.reading() as session:
        assert session.get(Need, handed_in.id).state == "submitted"
