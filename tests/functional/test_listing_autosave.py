"""Saving while writing: drafts themselves, of other listings a copy; never over others."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from models import AuditEvent, Listing, Need, UnsavedListing, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import make_user
from tests.helpers import Browser

SignIn = Callable[[User], Browser]


def drafts(sessions: Sessions) -> list[Need]:
    with sessions.reading() as session:
        return list(session.scalars(select(Need).where(Need.state == "draft")))


def opened(page: Browser) -> dict[str, str]:
    """The hidden fields of the form that is open."""
    form = page.page.find("form", id="listing-form")
    return {name: form.find("input", {"name": name})["value"] for name in ("draft_key", "version")}


def autosave(page: Browser, url: str = "/needs/autosave", **typed: object) -> Browser:
    """What the script sends; the page at hand stays what it was."""
    answer = Browser(page.client.application)
    answer.client, answer.html = page.client, page.html
    return answer.post(url, **typed)


def told(answer: Browser, name: str) -> str:
    return str(answer.page.find(attrs={"data-autosaved": True})[name])


def test_one_opened_form_makes_one_draft_however_often_it_is_sent(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    hidden = opened(page)
    first = autosave(page, **hidden, teaser="Slag")
    assert told(first, "data-autosaved") == "saved"
    again = autosave(page, **hidden | {"version": told(first, "data-version")}, title="Slag")
    version = told(again, "data-version")
    page.submit("/needs/new", title="Slag for cement", version=version, intent="save")

    (draft,) = drafts(sessions)
    assert (draft.title, page.url) == ("Slag for cement", f"/listings/{draft.reference}")
    assert told(again, "data-edit-url") == f"/listings/{draft.reference}/edit"


def test_a_new_form_offers_the_drafts_that_its_writer_has_begun(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    assert "You have begun" not in page.text
    autosave(page, **opened(page), title="Slag for cement")
    autosave(page.get("/needs/new"), **opened(page), problem="Dust")
    page.get("/needs/new")
    assert "You have begun 2 drafts already" in page.text
    offered = [link["href"] for link in page.page.select(".begun a")]
    (slag, dust) = drafts(sessions)
    assert offered == [f"/listings/{draft.reference}/edit" for draft in (dust, slag)]
    assert "Untitled need" in page.page.select_one(".begun").text

    assert not page.get("/offers/new").page.select(".begun")
    assert not sign_in(cast.answerer).get("/needs/new").page.select(".begun")
    page.get(offered[1]).submit("/edit", title="Slag", intent="save")
    assert page.status == 200


def test_a_colleagues_draft_is_not_offered(
    cast: Cast, sessions: Sessions, sign_in: SignIn, password_hash: str
) -> None:
    with sessions.writing() as session:
        colleague = make_user(session, cast.need.organization, password_hash=password_hash)
    page = sign_in(cast.asker).get("/needs/new")
    autosave(page, **opened(page), title="Slag for cement")
    assert "You have begun" not in sign_in(colleague).get("/needs/new").text


def test_a_double_click_on_save_makes_one_draft(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    hidden = opened(page)
    for _ in range(2):
        autosave(page, "/needs/new", **hidden, title="Slag", intent="save")
    assert [draft.title for draft in drafts(sessions)] == ["Slag"]


def test_a_draft_without_a_title_is_called_untitled_and_not_handed_in(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    autosave(page, **opened(page), problem="Dust")

    (draft,) = drafts(sessions)
    assert (draft.title, draft.problem) == ("Untitled need", "Dust")
    page.get(f"/listings/{draft.reference}/edit")
    assert page.page.find("input", id="title").get("value", "") == ""
    page.get(f"/listings/{draft.reference}").post(f"/listings/{draft.reference}/submit")
    assert "Something that members need to know is still missing" in page.text
    assert [d.state for d in drafts(sessions)] == ["draft"]


def test_what_cannot_be_taken_is_left_out_and_named(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    answer = autosave(page, **opened(page), title="x" * 121, deadline="soon", tried="Much")

    assert told(answer, "data-left-out") == "Title, Answers wanted until"
    (draft,) = drafts(sessions)
    assert (draft.tried, draft.deadline) == ("Much", None)


def test_another_writer_stops_the_saving(cast: Cast, sessions: Sessions, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    hidden = opened(page)
    autosave(page, **hidden, title="Mine")
    (draft,) = drafts(sessions)
    with sessions.writing() as session:
        session.get_one(Listing, draft.id).title = "A colleague’s"
    answer = autosave(page, **hidden, title="Mine again")

    assert (answer.status, told(answer, "data-autosaved")) == (409, "conflict")
    assert [d.title for d in drafts(sessions)] == ["A colleague’s"]


def test_a_published_listing_is_not_changed_by_typing(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    url = f"/listings/{cast.need.reference}"
    page = sign_in(cast.asker).get(f"{url}/edit")
    answer = autosave(page, f"{url}/autosave", version=opened_version(page), title="Half a th")
    assert told(answer, "data-autosaved") == "kept"
    with sessions.reading() as session:
        assert session.get_one(Listing, cast.need.id).title == cast.need.title

    page.get(f"{url}/edit")
    assert "You have changes here that are not saved" in page.text
    assert page.page.find("input", id="title")["value"] == cast.need.title
    page.get(f"{url}/edit?unsaved=1")
    assert page.page.find("input", id="title")["value"] == "Half a th"
    page.get(f"{url}/edit").submit("/unsaved/discard")
    assert "thrown away" in page.page.get_text()
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(UnsavedListing)) == 0


def opened_version(page: Browser) -> str:
    return str(
        page.page.find("form", id="listing-form").find("input", {"name": "version"})["value"]
    )


def test_nobody_else_meets_what_is_not_saved(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    url = f"/listings/{cast.need.reference}"
    page = sign_in(cast.asker).get(f"{url}/edit")
    autosave(page, f"{url}/autosave", version=opened_version(page), title="CANARY")

    for other in (cast.answerer, cast.officer, cast.auditor):
        reader = sign_in(other)
        assert "CANARY" not in reader.get(url).html
        assert reader.get(f"{url}/edit?unsaved=1").status == 404
        assert reader.get("/needs").html.count("CANARY") == 0
        assert autosave(reader.get("/account"), f"{url}/autosave", title="x").status == 404


def test_a_foreign_key_opens_nobody_elses_draft(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    hidden = opened(page)
    autosave(page, **hidden, title="Mine")
    stranger = sign_in(cast.answerer).get("/needs/new")
    autosave(stranger, **hidden, title="Not yours")

    mine, other = drafts(sessions)
    assert (mine.title, mine.created_by_id) == ("Mine", cast.asker.id)
    assert (other.title, other.created_by_id) == ("Not yours", cast.answerer.id)


def test_the_log_tells_of_a_draft_once(cast: Cast, sessions: Sessions, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    hidden = opened(page)
    version = ""
    for title in ("S", "Sl", "Sla", "Slag"):
        version = told(autosave(page, **hidden | {"version": version}, title=title), "data-version")
    with sessions.reading() as session:
        actions = session.scalars(
            select(AuditEvent.action).where(AuditEvent.subject_type == "listing")
        )
        assert list(actions) == ["listing.created"]


@pytest.mark.parametrize("path", ["/needs/autosave", "/needs/new"])
def test_the_owner_of_a_draft_is_an_organization_of_the_writer(
    cast: Cast, sessions: Sessions, sign_in: SignIn, path: str
) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    foreign = cast.offer.organization.reference
    autosave(page, path, **opened(page), title="Slag", organization=foreign, intent="save")
    (draft,) = drafts(sessions)
    assert draft.organization_id == cast.need.organization_id
