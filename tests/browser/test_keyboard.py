"""By the keyboard alone: from the sign-in to a request, an edit of two people, and the settings.

Nothing is clicked and nothing is filled in by script: a person presses Tab until the control has
the focus, sees that it has it, and types.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from models import Listing, Match, Membership, User
from tests.factories.exhibition import PEOPLE, Exhibition
from tests.helpers import PASSWORD

MOST = 400  # presses of Tab on one page; more would be a trap
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const shown = at.type === "radio" || at.type === "checkbox" || box.width > 0;
  return {
    id: at.id, name: at.name ?? "", value: at.value ?? "", href: at.getAttribute("href") ?? "",
    text: (at.textContent ?? "").trim().replace(/\\s+/g, " "),
    visible: shown && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser, url: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def tab_to(page: Page, **wanted: str) -> None:
    """Press Tab until what has the focus is wanted; each on the way shows that it has it."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            continue  # the browser's own frame, between the end of the page and its beginning
        assert at["visible"], f"{page.url}: nothing shows that {at} has the focus"
        if all(_fits(at[name], value) for name, value in wanted.items()):
            return
    raise AssertionError(f"{page.url}: {wanted} is not reached")


def _fits(found: str, wanted: str) -> bool:
    return found.startswith(wanted)


def press(page: Page, key: str = "Enter") -> None:
    """What leads to another page, or to another place of this one."""
    with page.expect_navigation():
        page.keyboard.press(key)


def write(page: Page, field: str, text: str) -> None:
    tab_to(page, id=field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    write(page, "email", email)
    write(page, "password", PASSWORD)
    press(page)
    page.wait_for_url("**/")


def test_a_need_is_written_and_published(page: Page) -> None:
    sign_in(page, PEOPLE["member"])
    page.goto("/needs/new")
    tab_to(page, text="Skip to content")
    press(page)
    write(page, "title", "Outlet for steelmaking slag as a binder in cement")
    write(page, "teaser", "Slag goes to a yard. A treatment shall make a binder of it.")
    write(page, "problem", "Free lime makes mortar expand. Carbonation is wanted in India.")
    for name, value in (("sectors", "steel"), ("sectors", "cement"), ("collaborations", "")):
        tab_to(page, name=name, value=value)
        page.keyboard.press("Space")
    tab_to(page, text="Publish")
    press(page)
    expect(page.get_by_role("main")).to_contain_text("being prepared")


def test_an_answer_and_a_request(exhibition: Exhibition, page: Page) -> None:
    sign_in(page, PEOPLE["member"])
    page.goto(f"/listings/{_matched(exhibition)}/matches")
    tab_to(page, text="Interesting")
    press(page)
    expect(page.get_by_role("main")).to_contain_text("Your answer is saved")
    tab_to(page, text="Request introduction")
    press(page)
    write(page, "question", "Which free lime content can be treated?")
    write(page, "about_us", "An integrated steelworks in India.")
    tab_to(page, text="Turn your key")
    press(page)
    expect(page.get_by_role("main")).to_contain_text("with the secretariat")


def test_after_an_answer_the_keyboard_goes_on_at_its_place(
    exhibition: Exhibition, page: Page
) -> None:
    sign_in(page, PEOPLE["member"])
    page.goto(f"/listings/{_matched(exhibition)}/matches")
    tab_to(page, text="Not now")
    press(page)
    said = page.locator("#answered")
    expect(said).to_be_focused()
    expect(said).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["text"] == "Undo"
    press(page)
    expect(said).to_be_focused()
    expect(said).to_contain_text("taken back")


def test_menus_close_by_escape_and_give_the_focus_back(page: Page) -> None:
    sign_in(page, PEOPLE["member"])
    tab_to(page, text="Ananya")
    page.keyboard.press("Enter")
    tab_to(page, href="/account/notifications")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED)["text"].startswith("Ananya")
    expect(page.locator("details[open].menu")).to_have_count(0)


def test_the_settings_of_notifications_are_changed_by_arrows(page: Page) -> None:
    sign_in(page, PEOPLE["member"])
    page.goto("/account/notifications")
    first = page.locator("main input[type=radio]").first.get_attribute("name") or "?"
    tab_to(page, name=first)
    before = page.evaluate(FOCUSED)["value"]
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED)["value"] != before
    tab_to(page, text="Save")
    press(page)
    expect(page.get_by_role("main")).to_contain_text("saved")


def test_two_edits_are_joined_by_the_keyboard(exhibition: Exhibition, page: Page) -> None:
    sign_in(page, PEOPLE["member"])
    address = _own_listing(exhibition)
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    write(other, "teaser", "Written by the one who was first.")
    _save(other)
    write(page, "teaser", "Written by the one who was second.")
    _save(page)
    expect(page.get_by_role("main")).to_contain_text("You have both changed")
    tab_to(page, name="take-teaser")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED)["value"] == "theirs"
    _save(page)
    expect(page.get_by_role("main")).to_contain_text("Written by the one who was first.")


def _save(page: Page) -> None:
    tab_to(page, name="intent")
    press(page)


def _matched(exhibition: Exhibition) -> str:
    """A need of the member that has matches nobody has answered to."""
    own = select(Membership.organization_id).join(User).where(User.email == PEOPLE["member"])
    query = (
        select(Listing.reference)
        .join(Match, Match.listing_id == Listing.id)
        .where(Listing.organization_id.in_(own), Listing.kind == "need")
        .order_by(Match.score.desc())
    )
    with exhibition.sessions.reading() as session:
        return str(session.scalars(query).first())


def _own_listing(exhibition: Exhibition) -> str:
    own = select(Membership.organization_id).join(User).where(User.email == PEOPLE["member"])
    query = select(Listing.reference).where(Listing.organization_id.in_(own))
    with exhibition.sessions.reading() as session:
        return (
            f"/listings/{session.scalars(query.where(Listing.state == 'published')).first()}/edit"
        )
