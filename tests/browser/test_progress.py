"""What takes its time says so after a moment, is sent once, and is given free again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import sign_in_at
from tests.factories.exhibition import PEOPLE

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser, url: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=url)
    page = context.new_page()
    sign_in_at(page, PEOPLE["officer"])
    yield page
    context.close()


def test_a_slow_answer_is_announced_and_asked_for_once(page: Page) -> None:
    asked: list[str] = []

    def never_comes(route: Route) -> None:
        """“No content”: the browser stays on the page, as while it waits."""
        asked.append(route.request.url)
        route.fulfill(status=204)

    page.route("**/secretariat/reports/preview", never_comes)
    page.goto("/secretariat/reports/new")
    button = page.get_by_role("button", name="Preview")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(page.locator("p[role=status]").last).to_have_text("The report is being prepared …")
    page.evaluate("document.querySelector('main form').requestSubmit()")
    button.press("Enter")
    assert len(asked) == 1


def test_a_quick_answer_is_not_announced(page: Page) -> None:
    page.goto("/secretariat/reports/new")
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(page.locator("p[role=status]").last).to_have_text("")
