"""With scripts switched off: a need with its codes, a kept search, a file, settings, a language.

The three keys are turned without scripts in the story of two parties.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in_at
from tests.factories.exhibition import PEOPLE, Exhibition
from tests.factories.files import pdf

pytestmark = pytest.mark.browser


@pytest.fixture
def sign_in(chromium: Browser, url: str) -> Iterator[Callable[[str], Page]]:
    context = chromium.new_context(
        base_url=url, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )

    def as_person(email: str) -> Page:
        page = context.new_page()
        sign_in_at(page, email)
        return page

    yield as_person
    context.close()


@pytest.fixture
def page(sign_in: Callable[[str], Page]) -> Page:
    return sign_in(PEOPLE["member"])


def test_a_need_gets_its_codes_on_a_page_of_their_own(page: Page) -> None:
    page.goto("/needs/new")
    page.get_by_label("Title", exact=True).fill("Outlet for slag")
    page.get_by_label("Teaser", exact=True).fill("Slag of a steelworks goes to a yard.")
    page.get_by_role("button", name="Find CPC codes").click()
    page.get_by_label("Words or code").fill("slag")
    page.get_by_role("button", name="Search", exact=True).click()
    page.locator("input[name=cpc_chosen]").first.check()
    code = page.locator("input[name=cpc_chosen]").first.get_attribute("value") or "?"
    page.get_by_role("button", name="Back to the listing").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Outlet for slag")
    page.get_by_label("The problem", exact=True).fill("Free lime makes mortar expand.")
    page.get_by_label("Iron and steel", exact=True).check()
    page.get_by_label("Co-development", exact=True).check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("main")).to_contain_text("being prepared")
    page.goto(page.url.split("/matches")[0])
    expect(page.get_by_role("main")).to_contain_text(code)


def test_a_search_is_narrowed_and_kept(page: Page) -> None:
    page.goto("/listings?q=steel")
    page.goto("/listings?q=steel&kind=offer")
    page.get_by_role("main").locator('a[href^="/searches/new"]').first.click()
    page.get_by_label("Name").fill("Offers in steel")
    page.locator("main form").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("Offers in steel")


def test_a_message_takes_a_file_along(
    exhibition: Exhibition, sign_in: Callable[[str], Page]
) -> None:
    role, thread = exhibition.thread
    page = sign_in(exhibition.people[role])
    page.goto(thread)
    page.get_by_label("Message").fill("Our figures are attached.")
    file = {"name": "figures.pdf", "mimeType": "application/pdf", "buffer": pdf("Figures")}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("link", name="figures.pdf")).to_be_visible()


def test_settings_and_language_are_changed(sign_in: Callable[[str], Page]) -> None:
    page = sign_in(PEOPLE["approver"])  # whose pages no other test reads in English
    page.goto("/account/notifications")
    page.locator("input[type=radio]:not(:checked)").first.check()
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("saved")
    page.get_by_label("Language").select_option(index=1)
    page.get_by_role("button", name="Change").click()
    expect(page.locator("html")).not_to_have_attribute("lang", "en")
