"""The directory and the page of an organization: what members read, and what they cannot infer."""

import pytest
from sqlalchemy import select

from matchmaker.services import directory
from matchmaker.services.directory import Wanted
from matchmaker.services.sign_in import actor_of
from models import AuditEvent, Introduction, IntroductionParty, Listing, Organization, User
from tests.factories.institutes import make_facility, make_person, make_unit
from tests.factories.listings import NOW, make_need, make_offer, make_organization, make_user

CERN = "01ggx4157"
LEI = "HWUPKR0MPOU8FGXBT394"


def page_of(organization):
    return f"/organizations/{organization.reference}"


def edit_of(organization):
    return f"/organization/{organization.reference}/edit"


@pytest.fixture
def institute(sessions):
    with sessions.writing() as session:
        return make_organization(session, name="Heron Institute", type="institute", country="NO")


@pytest.fixture
def scientist(sessions, institute, password_hash):
    with sessions.writing() as session:
        return make_user(session, session.merge(institute), password_hash=password_hash)


def test_the_directory_is_searched_and_filtered(cast, institute, sign_in):
    browser = sign_in(cast.asker).get("/organizations")
    assert "4 organizations" in browser.text  # the secretariat is one

    assert "Heron Institute" in browser.get("/organizations?q=HERON").text
    assert "Plover" not in browser.text
    assert "1 organization" in browser.get("/organizations?type=institute&country=NO").text
    assert "No organization fits" in browser.get("/organizations?q=heron&country=SE").text
    assert "Show all" in browser.text
    assert "4 organizations" in browser.get("/organizations?country=nowhere&page=-1").text


def test_long_directories_have_pages(cast, sessions, sign_in):
    with sessions.writing() as session:
        for number in range(directory.PER_PAGE):
            make_organization(session, name=f"Works {number:02}")
    browser = sign_in(cast.asker).get("/organizations?q=works&page=2")

    assert f"{directory.PER_PAGE + 2} organizations" in browser.text
    assert len(browser.page.select(".directory-entry")) == 2


def test_a_page_shows_open_listings_and_cards_lead_to_it(cast, sessions, sign_in):
    with sessions.writing() as session:
        owner = session.merge(cast.offer.organization)
        listing = make_offer(session, owner, title="Burner for hydrogen")
        owner.lei, owner.operates_in = LEI, ["SE", "NO"]
    browser = sign_in(cast.asker).get(page_of(owner))

    assert "Burner for hydrogen" in browser.text
    assert "Norway" in browser.text
    assert browser.page.select_one(f"a[href$='{LEI}']")
    for url in ("/listings", f"/listings/{listing.reference}"):
        assert browser.get(url).page.select_one(f".owner a[href='{page_of(owner)}']"), url
    assert "1 open listing" in browser.get("/organizations?q=plover").text


@pytest.mark.parametrize("who", ["asker", "answerer", "officer", "auditor"])
def test_a_blind_listing_changes_nothing_on_any_page(cast, sessions, sign_in, who):
    browser = sign_in(getattr(cast, who))
    owner = cast.offer.organization
    urls = (page_of(owner), "/organizations", "/organizations?q=plover&sector=machinery")
    with_it = [browser.get(url).text for url in urls]
    with sessions.writing() as session:
        session.delete(session.get_one(Listing, cast.offer.id))

    assert [browser.get(url).text for url in urls] == with_it
    assert cast.offer.title not in "".join(with_it)
    assert "No open listing" in with_it[0]


@pytest.mark.parametrize("case", ["draft", "expired", "hidden"])
def test_what_the_reader_may_not_read_is_neither_shown_nor_counted(cast, sessions, sign_in, case):
    with sessions.writing() as session:
        owner = session.merge(cast.offer.organization)
        asking = session.merge(cast.need.organization)
        fields = {"hidden_from": [asking]} if case == "hidden" else {"state": case}
        make_offer(session, owner, title="Merlin drying", **fields)
    browser = sign_in(cast.asker)

    assert "No open listing" in browser.get(page_of(owner)).text
    for url in ("/organizations", "/organizations?q=plover"):
        assert not browser.get(url).page.select(".directory-count")
        assert "Plover" in browser.text


def test_the_order_and_the_choices_are_of_profiles_alone(cast, sessions):
    with sessions.writing() as session:
        owner = session.merge(cast.offer.organization)
        actor = actor_of(session.merge(cast.asker))
        before = directory.find(session, actor, Wanted())
        make_need(session, owner, disclosure="blind", sectors=["glass"], hidden_from=[])
        after = directory.find(session, actor, Wanted())

    assert [e.organization.id for e in after.entries] == [e.organization.id for e in before.entries]
    assert after.choices == before.choices
    assert "glass" not in dict(after.choices["sector"])


def test_an_organization_that_is_not_there_looks_like_none(cast, sign_in, app):
    assert sign_in(cast.asker).get("/organizations/ORG-NOWHERE1").status == 404
    assert app.test_client().get("/organizations").status_code == 302


def test_fictional_and_imported_organizations_say_so(cast, sessions, sign_in):
    with sessions.writing() as session:
        made_up = make_organization(session, fictional=True, source="demonstration")
        imported = make_organization(session, source="horizon", source_id="1")
    browser = sign_in(cast.asker)

    assert "does not exist" in browser.get(page_of(made_up)).text
    assert "public source" in browser.get(page_of(imported)).text


def test_people_are_named_after_a_release_and_not_before(cast, institute, sessions, sign_in):
    browser = sign_in(cast.asker)
    unnamed = browser.get(page_of(institute)).text
    with sessions.writing() as session:
        make_person(session, session.merge(institute), name="Dr Osprey", orcid="")
        make_unit(session, session.merge(institute), name="Slag group")
    assert "Slag group" in browser.get(page_of(institute)).text
    assert browser.text.replace("Slag group Melts and grinds slags.", "") == unnamed.replace(
        "No unit is described yet.", ""
    )
    for who in ("answerer", "officer", "auditor"):
        assert "Osprey" not in sign_in(getattr(cast, who)).get(page_of(institute)).text

    introduce(sessions, cast.need, institute)
    assert "Dr Osprey" in browser.get(page_of(institute)).text
    assert "Osprey" not in sign_in(cast.answerer).get(page_of(institute)).text


def introduce(sessions, need, institute, state="introduced"):
    with sessions.writing() as session:
        sides = [session.merge(need), make_offer(session, session.merge(institute))]
        session.add(
            Introduction(
                pair=f"{sides[0].id}-{sides[1].id}",
                requested_at=NOW,
                state=state,
                parties=[
                    IntroductionParty(position=at, listing=side, organization=side.organization)
                    for at, side in enumerate(sides)
                ],
            )
        )


def test_a_case_that_is_not_released_names_nobody(cast, institute, sessions, sign_in):
    with sessions.writing() as session:
        make_person(session, session.merge(institute), name="Dr Osprey")
    introduce(sessions, cast.need, institute, state="approved")

    assert "Osprey" not in sign_in(cast.asker).get(page_of(institute)).text


def test_a_representative_keeps_the_profile_and_its_identifiers(cast, sessions, sign_in):
    browser = sign_in(cast.asker).get(edit_of(cast.need.organization))
    values = {"ror": f"https://ror.org/{CERN}", "lei": LEI.lower(), "operates_in": ["IN", "SE"]}
    browser.submit("/edit", **values)

    assert browser.url == "/organization"
    with sessions.reading() as session:
        row = session.get_one(Organization, cast.need.organization.id)
        assert (row.ror, row.lei, row.operates_in) == (CERN, LEI, ["IN", "SE"])


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("lei", "HWUPKR0MPOU8FGXBT395", "mistyped"),
        ("lei", "123", "20 letters and digits"),
        ("ror", "01ggx4158", "mistyped"),
        ("operates_in", ["XX"], "choose from the list"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(cast, sign_in, field, value, reason):
    values = {"ror": "", field: value}
    browser = sign_in(cast.asker).get(edit_of(cast.need.organization)).submit("/edit", **values)

    assert browser.status == 422
    assert reason in browser.page.select_one(f"#{field}-error").text


def test_of_two_who_edit_the_second_loses_no_text(cast, sessions, sign_in):
    path = edit_of(cast.need.organization)
    late = sign_in(cast.asker).get(path)
    sign_in(cast.asker).get(path).submit("/edit", summary="The first.", ror="")

    late.submit("/edit", summary="The second.", ror="")
    assert late.status == 409
    assert "The second." in late.page.select_one("#summary").text
    with sessions.reading() as session:
        row = session.get_one(Organization, cast.need.organization.id)
        assert row.summary == "The first."
    assert late.submit("/edit").url == "/organization"


PARTS = {
    "units": {"name": "Kiln group", "does": "Burns lime."},
    "facilities": {"name": "Pilot kiln", "trl_min": "4", "trl_max": "6", "access": "By contract."},
    "people": {"name": "Ina Falk", "orcid": "0000-0002-1694-233X", "agrees": "y"},
}


@pytest.mark.parametrize("kind", list(PARTS))
def test_an_institute_adds_changes_and_removes_its_parts(
    institute, scientist, sessions, sign_in, kind
):
    base = f"/organization/{institute.reference}/{kind}"
    browser = sign_in(scientist).get(f"{base}/new").submit("/new", **PARTS[kind])
    assert browser.url == page_of(institute)
    assert PARTS[kind]["name"] in browser.text

    edit = browser.page.select_one(".part-edit")["href"]
    late = sign_in(scientist).get(edit)
    again = {"agrees": "y"} if kind == "people" else {}
    browser.get(edit).submit(edit, name="Renamed", **again)
    assert "Renamed" in browser.text
    late.submit(edit, name="Lost?", **again)
    assert late.status == 409
    assert late.page.select_one("#name")["value"] == "Lost?"

    browser.get(edit).submit("/remove")
    assert "Renamed" not in browser.text
    with sessions.reading() as session:
        query = select(AuditEvent).where(AuditEvent.action.like("institute.%"))
        events = session.scalars(query).all()
        assert [e.action.partition(".")[2] for e in events] == ["added", "changed", "removed"]
        assert PARTS[kind]["name"] not in str([e.details for e in events])


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("units", {"name": ""}, "name"),
        ("units", {"does": "x" * 1_001}, "does"),
        ("facilities", {"trl_max": ""}, "trl_max"),
        ("facilities", {"trl_min": "7"}, "trl_max"),
        ("facilities", {"trl_min": "x"}, "trl_max"),
        ("facilities", {"unit": "UN-OTHERS22"}, "unit"),
        ("people", {"agrees": ""}, "agrees"),
        ("people", {"orcid": "0000-0002-1694-2331"}, "orcid"),
    ],
)
def test_a_part_that_cannot_be_taken_is_refused(institute, scientist, sign_in, kind, values, field):
    path = f"/organization/{institute.reference}/{kind}/new"
    given = {name: text for name, text in {**PARTS[kind], **values}.items() if text}
    browser = sign_in(scientist).get(path).submit("/new", **given)

    assert browser.status == 422
    assert browser.page.select_one(f"#{field}-error")


def test_parts_are_for_an_institutes_own_representatives(cast, institute, sessions, sign_in):
    with sessions.writing() as session:
        part = make_facility(session, session.merge(institute))
        colleague = make_user(session, session.merge(institute), role="contributor")
    for user in (cast.asker, cast.officer, session_user(sessions, colleague)):
        browser = sign_in(user)
        for path in ("units/new", f"facilities/{part.reference}", "chairs/new"):
            assert browser.get(f"/organization/{institute.reference}/{path}").status == 404
    own = cast.need.organization.reference
    assert sign_in(cast.asker).get(f"/organization/{own}/units/new").status == 404


def test_a_part_of_another_institute_is_not_reached_through_ones_own(
    institute, scientist, sessions, sign_in
):
    with sessions.writing() as session:
        other = make_organization(session, type="institute")
        part = make_facility(session, other)
    path = f"/organization/{institute.reference}/facilities/{part.reference}"

    assert sign_in(scientist).get(path).status == 404


def session_user(sessions, user):
    with sessions.reading() as session:
        return session.get_one(User, user.id)


def own_page_of(browser, organization):
    return browser.get(f"/organization?organization={organization.reference}")


def test_an_institutes_own_page_says_what_to_add_and_then_shows_it(
    institute, scientist, sessions, sign_in
):
    browser = own_page_of(sign_in(scientist), institute)
    assert "Your institute is not described yet" in browser.text
    added = {link["href"] for link in browser.page.select(".row-inline a[href$='/new']")}
    base = f"/organization/{institute.reference}"
    assert added >= {f"{base}/{kind}/new" for kind in ("units", "facilities", "people")}

    with sessions.writing() as session:
        owner = session.merge(institute)
        unit = make_unit(session, owner, name="Slag group")
        make_facility(session, owner, name="Pilot furnace", unit=unit)
        make_person(session, owner, name="Dr Osprey")
    browser = own_page_of(browser, institute)
    assert "not described yet" not in browser.text
    for name in ("Slag group", "Pilot furnace", "Dr Osprey"):
        assert name in browser.text
    assert browser.page.select_one(f"a[href='{base}/units/{unit.reference}']")


def test_a_contributor_reads_the_parts_and_is_told_who_adds_them(
    institute, sessions, sign_in, password_hash
):
    with sessions.writing() as session:
        owner = session.merge(institute)
        reader = make_user(session, owner, role="contributor", password_hash=password_hash)
    browser = own_page_of(sign_in(reader), institute)
    assert "A representative of your organization can add" in browser.text
    with sessions.writing() as session:
        make_unit(session, session.merge(institute), name="Slag group")
    browser = own_page_of(browser, institute)
    assert "Slag group" in browser.text
    assert not browser.page.select("a[href*='/units/']")


def test_a_companys_own_page_speaks_of_no_units(cast, sign_in):
    page = own_page_of(sign_in(cast.asker), cast.need.organization).text
    assert "Facilities" not in page
