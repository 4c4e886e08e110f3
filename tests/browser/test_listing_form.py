"""The listing form with its script: saved while writing, codes and long lists by the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from models import Listing
from tests.browser.conftest import Person
from tests.browser.test_story import DESKTOP, MEMBER_A, PHONE

FOCUSED = """() => {
  const held = document.activeElement;
  return {top: held.getBoundingClientRect().top, html: held.outerHTML};
}"""

pytestmark = [pytest.mark.browser, pytest.mark.model]


def _open(person: Person, path: str) -> Page:
    person.sign_in(MEMBER_A)
    person.page.wait_for_url(f"{person.site.url}/")
    person.go(path)
    return person.page


def _stored(person: Person, title: str) -> Listing:
    with person.site.sessions.reading() as session:
        return session.scalars(select(Listing).where(Listing.title == title)).one()


def test_a_draft_is_saved_while_it_is_written(person: Callable[..., Person]) -> None:
    writer = person("autosave-desktop", **DESKTOP)
    page = _open(writer, "/needs/new")
    page.locator("#title").fill("Dust from a sinter strand")
    status = page.locator("[data-autosave-status]")
    expect(status).to_contain_text("Draft saved")
    draft = _stored(writer, "Dust from a sinter strand")
    assert page.url.endswith(f"/listings/{draft.reference}/edit")

    page.locator("#problem").fill("The strand gives 40 mg of dust to a cubic metre.")
    page.locator("#tried").evaluate("field => field.closest('details').open = true")
    expect(page.locator("input[name=version]")).not_to_have_value(str(draft.version))
    page.reload()
    expect(page.locator("#problem")).to_have_value(
        "The strand gives 40 mg of dust to a cubic metre."
    )
    writer.look("draft")


def test_a_draft_begins_with_words_and_what_is_mended_is_no_longer_wrong(
    person: Callable[..., Person],
) -> None:
    writer = person("mended-desktop", **DESKTOP)
    page = _open(writer, "/needs/new")
    page.get_by_label("Pilot host").check()  # a choice alone begins nothing
    with page.expect_response("**/needs/autosave"):
        page.locator("#title").fill("x" * 10)
    page.locator("#title").fill("")
    page.get_by_role("button", name="Publish").click()
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("Title")
    writer.complaints.clear()  # the 422 that was just asked for
    labels = summary.locator("a").all_inner_texts()
    assert [text.partition(":")[0] for text in labels][:3] == ["Title", "Teaser", "The problem"]

    page.locator("#title").fill("Dust from a sinter strand")
    page.locator("#teaser").fill("A sinter strand gives dust.")
    expect(summary.get_by_text("Title:")).to_have_count(0)
    expect(page.locator("#title")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#problem")).to_have_attribute("aria-invalid", "true")


def test_without_a_connection_the_text_stays_and_is_saved_later(
    person: Callable[..., Person],
) -> None:
    writer = person("autosave-offline", **PHONE)
    page = _open(writer, "/needs/new")
    page.context.set_offline(True)
    page.locator("#title").fill("Written in a tunnel")
    expect(page.locator("[data-autosave-status]")).to_contain_text("No connection")
    page.context.set_offline(False)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Draft saved")
    assert _stored(writer, "Written in a tunnel").state == "draft"
    writer.complaints[:] = [text for text in writer.complaints if "ERR_INTERNET" not in text]


def test_somebody_elses_change_stops_the_saving(person: Callable[..., Person]) -> None:
    writer = person("autosave-conflict", **DESKTOP)
    page = _open(writer, "/needs/new")
    page.locator("#title").fill("Two at once")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Draft saved")
    with writer.site.sessions.writing() as session:
        session.scalars(select(Listing).where(Listing.title == "Two at once")).one().title = "Hers"
    page.locator("#title").fill("His")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Somebody else has changed")
    assert _stored(writer, "Hers").state == "draft"
    expect(page.locator("#title")).to_have_value("His")
    writer.complaints[:] = [text for text in writer.complaints if "409" not in text]


def test_codes_and_choices_are_found_by_the_keyboard_alone(person: Callable[..., Person]) -> None:
    writer = person("listing-form-keyboard", **DESKTOP)
    page = _open(writer, "/needs/new")
    press = page.keyboard.press
    page.locator("#cpc-search").focus()
    page.keyboard.type("portland cement")
    expect(page.locator(".cpc-add").first).to_be_visible()
    press("ArrowDown")
    code = page.evaluate("document.activeElement.dataset.cpc")
    press("Enter")
    expect(page.locator("#cpc")).to_have_value(code)
    expect(page.locator("[data-cpc-chosen] li")).to_have_count(1)
    press("Escape")
    expect(page.locator("#cpc-search")).to_be_focused()
    press("Shift+Tab")
    press("Enter")
    expect(page.locator("#cpc")).to_have_value("")

    page.get_by_label("Filter: Sectors").focus()
    page.keyboard.type("alumin")
    shown = page.locator("[name=sectors]:visible")
    expect(shown).to_have_count(1)
    press("Tab")
    press("Space")
    expect(shown).to_be_checked()


def test_an_offer_shows_the_part_of_its_type_alone(person: Callable[..., Person]) -> None:
    writer = person("listing-form-types", **PHONE)
    page = _open(writer, "/offers/new")
    parts = page.locator("[data-for-type]:visible")
    expect(parts).to_have_count(0)
    page.locator("#type").select_option("patent")
    expect(parts).to_have_count(1)
    expect(parts).to_contain_text("Patent")
    writer.look("patent")


def test_enter_in_a_line_saves_and_does_not_look_for_codes(person: Callable[..., Person]) -> None:
    writer = person("listing-form-enter", **DESKTOP)
    page = _open(writer, "/needs/new")
    page.locator("#title").fill("Enter saves")
    page.locator("#title").press("Enter")
    page.wait_for_url("**/listings/ND-*")
    expect(page.get_by_role("status").first).to_contain_text("Your draft is saved")


def test_no_step_of_an_empty_form_looks_done(person: Callable[..., Person]) -> None:
    writer = person("listing-form-steps", **DESKTOP)
    page = _open(writer, "/needs/new")
    done = page.locator(".steps-done")
    expect(done).to_have_count(0)
    for name in ("title", "teaser", "problem"):
        page.locator(f"#{name}").fill("Dust from a sinter strand")
    page.locator("[name=sectors]").first.check()
    expect(done).to_have_count(1)
    page.locator("[name=collaborations]").first.check()
    expect(done).to_have_count(3)


def test_what_has_the_focus_never_lies_beneath_the_buttons(person: Callable[..., Person]) -> None:
    writer = person("listing-form-bar", **PHONE, reduced_motion="reduce")
    page = _open(writer, "/needs/new")
    bar = page.locator(".form-bar")
    page.locator("#title").focus()
    stops = 0
    while not bar.evaluate("bar => bar.contains(document.activeElement)"):
        held = page.evaluate(FOCUSED)  # not ":focus", which is not so within a field for a date
        assert held["top"] < bar.bounding_box()["y"] - 1, held["html"]
        page.keyboard.press("Tab")
        stops += 1
    assert stops > 20
    writer.look("bar")


def test_a_pasted_title_comes_in_whole_and_says_by_how_much_it_is_too_long(
    person: Callable[..., Person],
) -> None:
    writer = person("long-title-desktop", **DESKTOP)
    page = _open(writer, "/needs/new")
    counter = page.locator("[data-counter-for=title]")
    page.locator("#title").fill("x" * 118)
    expect(counter).to_have_text("2 characters left")
    page.locator("#title").fill("𝕩" * 119 + "xx")  # as many characters as the server counts
    expect(counter).to_have_text("1 character too long")
    expect(page.locator("[data-autosave-status]")).to_contain_text("as it stands: Title")
    page.locator("#title").fill("Dust from a sinter strand")
    expect(counter).to_have_text("95 characters left")
