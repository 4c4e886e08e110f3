"""A member writes a listing, publishes it, changes it, takes it back; and what may go wrong."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from matchmaker.services.listing_columns import FIELDS
from matchmaker.services.listing_fields import clean_fields
from models import KINDS, AuditEvent, Job, Listing, Organization, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import NOW, make_need, make_user
from tests.helpers import Browser

SignIn = Callable[[User], Browser]
NEED = {
    "title": "Dust-free charging of iron ore fines",
    "teaser": "Fines below 1 mm are to be charged without dust.",
    "problem": "Our ore fines cannot be charged into a shaft furnace.",
    "sectors": ["steel"],
    "collaborations": ["co_development"],
}


def stored(sessions: Sessions, title: str = NEED["title"]) -> Listing | None:
    with sessions.reading() as session:
        listing = session.scalars(select(Listing).where(Listing.title == title)).one_or_none()
        if listing is not None:
            _ = listing.hidden_from, getattr(listing, "problem", "")
        return listing


def write(page: Browser, kind: str = "needs", **fields: object) -> Browser:
    return page.get(f"/{kind}/new").submit(f"/{kind}/new", **fields)


def test_a_member_that_has_published_before_goes_straight_to_the_matches(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = write(sign_in(cast.asker), **NEED, intent="publish")

    listing = stored(sessions)
    assert listing.state == "published"
    assert page.url == f"/listings/{listing.reference}/matches"
    assert "Your listing is published" in page.text
    with sessions.reading() as session:
        assert session.scalar(select(Job.kind).where(Job.kind == "index_listing"))


def test_the_secretariat_checks_the_first_listing_of_a_member(
    cast: Cast, sessions: Sessions, sign_in: SignIn, password_hash: str
) -> None:
    with sessions.writing() as session:
        newcomer = make_user(session, password_hash=password_hash)
    page = write(sign_in(newcomer), **NEED, intent="publish")

    listing = stored(sessions)
    assert listing.state == "submitted"
    assert page.url == f"/listings/{listing.reference}"
    assert "with the secretariat" in page.text
    with sessions.reading() as session:
        told = session.scalars(select(Job).where(Job.kind == "send_mail")).all()
        assert [job.payload["user_id"] for job in told] == [cast.officer.id]


def test_the_secretariat_checks_every_blind_listing(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    write(sign_in(cast.asker), **NEED, disclosure="blind", intent="publish")
    assert stored(sessions).state == "submitted"


def test_a_draft_needs_nothing(cast: Cast, sessions: Sessions, sign_in: SignIn) -> None:
    page = write(sign_in(cast.asker), kind="offers", title="A thought", intent="save")
    assert "Your draft is saved" in page.text
    assert stored(sessions, "A thought").state == "draft"

    write(sign_in(cast.asker), kind="offers", intent="save")
    assert stored(sessions, "Untitled offer").state == "draft"


def test_publishing_names_everything_that_is_missing_and_keeps_what_was_typed(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = write(sign_in(cast.asker), title=NEED["title"], tried="Much", intent="publish")

    assert page.status == 422
    summary = page.page.select_one(".error-summary").get_text(" ")
    for label in ("Teaser", "The problem", "Sectors", "Collaboration wanted"):
        assert label in summary
    assert page.page.find("input", id="title")["value"] == NEED["title"]
    assert "Much" in page.page.find("textarea", id="tried").text
    assert stored(sessions) is None


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "x" * 121, "at most 120"),
        ("deadline", "2020-01-01", "must not lie in the past"),
        ("deadline", "soon", "a date such as"),
        ("partners_wanted", "many", "a whole number"),
        ("lowest_trl", "12", "from 1 to 9"),
        ("sectors", ["witchcraft"], "Unknown code"),
        ("countries", ["XX"], "Unknown code"),
        ("cpc", "ZZZ", "no CPC code"),
        ("source_url", "javascript:alert(1)", "https://"),
    ],
)
def test_a_value_that_cannot_be_taken_is_explained_beside_its_field(
    cast: Cast, sessions: Sessions, sign_in: SignIn, field: str, typed: object, said: str
) -> None:
    page = write(sign_in(cast.asker), **{**NEED, field: typed, "intent": "save"})

    assert page.status == 422
    assert said.lower() in page.page.select_one(".field-invalid").get_text(" ").lower()
    assert stored(sessions) is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_kind_is_saved_and_shown_again(
    cast: Cast, sessions: Sessions, sign_in: SignIn, kind: str
) -> None:
    """The examples of the import template, typed into the form, come back as they were."""
    examples = {field.name: field.example for field in FIELDS[kind] if field.example}
    expected, problems = clean_fields(kind, examples, today=NOW.date())
    assert not problems
    typed = {
        name: value if isinstance(value, list) and name not in ("cpc", "expertise") else text
        for (name, text), value in zip(examples.items(), expected.values(), strict=True)
    }
    if "expertise" in typed:
        typed["expertise"] = "\r\n".join(expected["expertise"])
    plural = {"offer": "offers", "need": "needs", "capability": "capabilities"}[kind]
    page = write(sign_in(cast.asker), kind=plural, **typed, intent="save")
    assert page.status == 200, page.text

    with sessions.reading() as session:
        query = select(Listing).where(Listing.title == expected["title"])
        listing = session.scalars(query).one()
        assert {name: getattr(listing, name) for name in expected} == expected
        version = listing.version
    page.get(f"{page.url}/edit").submit("/edit", intent="save")
    assert page.status == 200, page.text
    assert stored(sessions, expected["title"]).version == version, "nothing was changed"


def test_what_looks_confidential_is_asked_about_once_before_publishing(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = write(sign_in(cast.asker), **{**NEED, "tried": "A kiln at 40 EUR/t"}, intent="publish")
    assert page.status == 422
    assert "“40 EUR”" in page.text
    assert stored(sessions) is None

    page.submit("/needs/new", intent="publish")
    assert stored(sessions).state == "published"


def test_a_contributor_saves_drafts_and_a_representative_publishes(
    cast: Cast, sessions: Sessions, sign_in: SignIn, password_hash: str
) -> None:
    with sessions.writing() as session:
        mine = session.merge(cast.need.organization, load=False)
        contributor = make_user(session, mine, role="contributor", password_hash=password_hash)
    page = sign_in(contributor).get("/needs/new")
    assert not page.page.find("button", value="publish")
    assert "A representative of your organization publishes it" in page.text

    write(page, **NEED, intent="publish")
    listing = stored(sessions)
    assert listing.state == "draft"
    assert page.post(f"/listings/{listing.reference}/submit").status == 404

    representative = sign_in(cast.asker).get(f"/listings/{listing.reference}")
    representative.submit("/submit")
    assert stored(sessions).state == "published"
    assert page.get(f"/listings/{listing.reference}/edit").status == 404
    assert page.post(f"/listings/{listing.reference}/withdraw").status == 404


def test_an_incomplete_draft_is_not_handed_in_but_completed(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = write(sign_in(cast.asker), title=NEED["title"], intent="save").submit("/submit")
    assert page.url.endswith("/edit")
    assert "still missing" in page.text
    assert page.page.select(".field-invalid")

    page.submit("/edit", **NEED, intent="publish")
    assert stored(sessions).state == "published"


def test_of_two_who_edit_at_once_the_second_loses_nothing(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    first, second = sign_in(cast.asker), sign_in(cast.asker)
    write(first, **NEED, intent="save")
    address = f"{first.url}/edit"
    first.get(address)
    second.get(address).submit("/edit", teaser="The other one’s teaser.", intent="save")

    first.submit("/edit", tried="Fluidised bed: sticking", intent="save")
    assert first.status == 409
    assert f"{cast.asker.name} has saved this listing while you were writing" in first.text
    assert "taken over into the form below: Teaser" in first.text
    assert "kept: What was tried" in first.text
    assert "sticking" in first.page.find("textarea", id="tried").text
    assert stored(sessions).teaser == "The other one’s teaser."

    first.submit("/edit", intent="save")
    assert first.status == 200
    found = stored(sessions)
    assert (found.teaser, found.tried) == ("The other one’s teaser.", "Fluidised bed: sticking")


def test_a_version_that_no_form_had_is_a_conflict(cast: Cast, sign_in: SignIn) -> None:
    page = write(sign_in(cast.asker), **NEED, intent="save")
    page.get(f"{page.url}/edit").submit("/edit", version="²", tried="x", intent="save")
    assert page.status == 409


def test_a_listing_is_withdrawn_published_again_and_renewed(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = write(sign_in(cast.asker), **NEED, intent="publish")
    address = f"/listings/{stored(sessions).reference}"
    page.get(address).submit("/withdraw")
    assert stored(sessions).state == "withdrawn"
    page.submit("/submit")
    assert stored(sessions).state == "published"

    with sessions.writing() as session:
        listing = session.scalars(select(Listing).where(Listing.title == NEED["title"])).one()
        listing.valid_until = NOW.date().replace(day=20)
    page.get(address)
    assert "Ends in 19 days" in page.text
    page.submit("/renew")
    assert stored(sessions).valid_until.year == NOW.year + 1
    with sessions.reading() as session:
        done = select(AuditEvent.action).where(AuditEvent.subject_type == "listing")
        actions = [action.removeprefix("listing.") for action in session.scalars(done)]
    once = ["submit", "publish"]
    assert actions == ["created", *once, "withdraw", *once, "renew"]


def test_withdrawing_is_asked_first_without_the_script_too(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get(f"/listings/{cast.need.reference}").page
    form = page.select_one("form[action$='/withdraw']")
    question = form.find_parent("details", open=False)

    assert question.summary.text == "Withdraw"
    assert "Its matches go with it" in question.text
    assert form.button.text == "Yes, withdraw it"


def test_an_action_that_comes_too_late_changes_nothing(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = write(sign_in(cast.asker), **NEED, intent="publish")
    address = f"/listings/{stored(sessions).reference}"
    page.get(address).submit("/withdraw")
    assert page.post(f"{address}/withdraw").status == 409
    assert stored(sessions).state == "withdrawn"


def test_a_note_of_the_secretariat_is_for_the_owner_alone(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    with sessions.writing() as session:
        listing = make_need(
            session,
            session.get_one(Organization, cast.need.organization_id),
            reviewer_note="Name the temperature.",
        )
    address = f"/listings/{listing.reference}"
    assert "Name the temperature" not in sign_in(cast.answerer).get(address).html
    with sessions.writing() as session:
        session.get_one(Listing, listing.id).state = "changes_requested"
    assert "Name the temperature" in sign_in(cast.asker).get(address).text


def test_a_listing_says_which_of_the_readers_own_it_fits(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get(f"/listings/{cast.offer.reference}")
    assert "It fits your listings" in page.text
    assert page.page.find("a", string=cast.need.title)


def test_a_form_without_a_token_writes_nothing(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker)
    answer = page.client.post("/needs/new", data={**NEED, "intent": "save"})
    assert answer.status_code == 400
    with sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Listing)) == 2
