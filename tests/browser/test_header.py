"""The header holds everybody's navigation in one line, in any language, at any width."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import sign_in_at
from tests.factories.exhibition import PEOPLE

LINES = """() => ({
  wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  lines: [...document.querySelectorAll(".site-nav a")].filter((link) => {
    const range = document.createRange();
    range.selectNodeContents(link);
    return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1;
  }).length,
  tools: document.querySelector(".user-menu").getBoundingClientRect().right <= innerWidth,
})"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_role_has_a_header_that_breaks_or_sticks_out(
    url: str, chromium: Browser, language: str
) -> None:
    for email in PEOPLE.values():
        context = chromium.new_context(base_url=url, locale="en")
        page = context.new_page()
        sign_in_at(page, email)
        _choose(page, language)
        for width in (1280, 1024, 992):
            page.set_viewport_size({"width": width, "height": 400})
            found = page.evaluate(LINES)
            assert found == {"wide": False, "lines": 0, "tools": True}, (email, width)
        context.close()


def _choose(page: Page, language: str) -> None:
    page.locator("#language").select_option(language)
    with page.expect_navigation():
        page.locator("form.language button").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
