"""The help beside the listing form keeps up with what is typed; without script a button does."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.test_story import DESKTOP, MEMBER_A, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.model]
TITLE = "Suryakund: LD slag for low-clinker cement"
TEASER = "LD slag with free lime and phosphorus is to become cement with clinker below 50 %."


def _write(page: Page) -> None:
    page.locator("#title").fill(TITLE)
    page.locator("#teaser").fill(TEASER)
    page.locator("input[name=disclosure][value=blind]").check()


def _expect_help(page: Page) -> None:
    help_ = page.get_by_role("complementary", name="Help while writing")
    expect(help_).to_contain_text("the organization’s name (“Suryakund”)")
    expect(help_).to_contain_text("share its words")
    expect(help_).to_contain_text("of 11 points of a good need")


def test_the_help_follows_the_typing(person: Callable[..., Person]) -> None:
    writer = person("writing-desktop", **DESKTOP)
    writer.sign_in(MEMBER_A)
    writer.page.wait_for_url(f"{writer.site.url}/")
    writer.go("/needs/new")
    _write(writer.page)

    _expect_help(writer.page)
    assert writer.page.url.endswith("/needs/new")
    assert writer.page.locator("#title").input_value() == TITLE
    writer.look("help")


def test_without_script_a_button_brings_the_help(person: Callable[..., Person]) -> None:
    writer = person("writing-phone-dark", **PHONE, java_script_enabled=False)
    writer.sign_in(MEMBER_A)
    writer.page.wait_for_url(f"{writer.site.url}/")
    writer.go("/needs/new")
    _write(writer.page)
    writer.page.get_by_role("button", name="Check my text").first.click()

    _expect_help(writer.page)
    assert writer.page.url.endswith("/needs/check#writing")
    assert writer.page.locator("#title").input_value() == TITLE
