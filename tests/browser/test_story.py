"""The whole story in three browsers: a need, its matches, three keys, the names."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from matchmaker.services import audit
from tests.browser.conftest import Person

MEMBER_A = "ananya.deshpande@suryakund-ispat.example"
OFFICER = "elsa.bergstrom@secretariat.example"
MEMBER_B = "jonas.albrecht@kalkstein-binder.example"
WANTED = "Activated and carbonated steel slag"

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.parametrize(
        ("window", "look"),
        [
            (DESKTOP, "desktop"),
            ({**PHONE, "java_script_enabled": False}, "phone-dark-without-javascript"),
        ],
        ids=["desktop", "phone-dark-without-javascript"],
    ),
]


def test_from_a_need_to_the_names(
    person: Callable[..., Person], window: dict[str, object], look: str
) -> None:
    asking = person(f"{look}-a", **window)
    need = _post_a_need(asking)
    title = _find_the_partner(asking, need)
    case = _ask(asking, title)

    other = person(f"{look}-b", **window)
    other.sign_in(MEMBER_B)
    other.page.goto(f"{other.site.url}{case}")
    expect(other.page.get_by_role("heading", level=1)).to_contain_text("not found")
    other.complaints.clear()  # the 404 that was just asked for

    _approve(person(f"{look}-secretariat", **window), case)
    other.go("/introductions")
    other.look("1-inbox")
    assert "Ananya Deshpande" not in other.page.content()
    other.go(case)
    other.look("2-before-consent")
    assert "ananya.deshpande" not in other.page.content()
    other.page.get_by_role("button", name=re.compile("consent", re.IGNORECASE)).first.click()
    other.look("3-introduced")
    expect(other.page.get_by_role("main")).to_contain_text("Ananya Deshpande")
    expect(other.page.get_by_role("main")).to_contain_text(MEMBER_A)

    asking.go(case)
    asking.look("7-introduced")
    expect(asking.page.get_by_role("main")).to_contain_text("Jonas Albrecht")
    expect(asking.page.get_by_role("main")).to_contain_text(MEMBER_B)
    _check_mail_and_log(asking, case)


def _post_a_need(asking: Person) -> str:
    """Write and publish; the worker reads it; returns the path of its matches."""
    page = asking.page
    asking.sign_in(MEMBER_A)
    asking.look("1-home")
    asking.go("/needs/new")
    page.get_by_label("Title", exact=True).fill("Outlet for steelmaking slag as a binder in cement")
    page.get_by_label("Teaser", exact=True).fill(
        "Our basic oxygen furnace slag goes to a yard. We look for a treatment that turns it, "
        "with granulated blast-furnace slag, into a constituent of low-clinker cement."
    )
    page.get_by_label("The problem", exact=True).fill(
        "Free lime and iron oxide in the slag make mortar expand and cost early strength. "
        "Carbonation or activation is wanted that works at a plant scale in India."
    )
    page.get_by_label("Iron and steel", exact=True).check()
    page.get_by_label("Cement and concrete", exact=True).check()
    page.get_by_label("Co-development", exact=True).check()
    asking.look("2-need-form")
    page.get_by_role("button", name="Publish").click()
    asking.look("3-being-prepared")
    expect(page.get_by_role("main")).to_contain_text("being prepared")
    path = page.url.removeprefix(asking.site.url)
    page.goto("about:blank")  # the page that waits loads itself again and again
    asking.site.worker.drain()
    return path.split("?")[0]


def _find_the_partner(asking: Person, matches: str) -> str:
    """The wanted offer is among the first proposals, with reasons and two sentences."""
    asking.go(matches)
    asking.look("4-matches")
    card = asking.page.locator("article").filter(has_text=WANTED).first
    expect(card).to_contain_text("What fits")
    expect(card).to_contain_text("Cement and concrete")
    expect(card.locator("mark").first).to_be_visible()
    card.get_by_role("button", name="Interesting").click()
    expect(asking.page.get_by_role("main")).to_contain_text("Your answer is saved")
    return WANTED


def _ask(asking: Person, title: str) -> str:
    """Request the introduction; returns the path of the case."""
    page = asking.page
    card = page.locator("article").filter(has_text=title).first
    card.get_by_role("link", name=re.compile("introduction", re.IGNORECASE)).click()
    page.get_by_label("What is still unclear?").fill("Which free lime content can be treated?")
    page.get_by_label("About you, without your name").fill("An integrated steelworks in India.")
    asking.look("5-request")
    page.locator("main form").get_by_role("button").last.click()
    asking.look("6-requested")
    expect(page.get_by_role("main")).to_contain_text("with the secretariat")
    return page.url.removeprefix(asking.site.url)


def _approve(officer: Person, case: str) -> None:
    officer.sign_in(OFFICER)
    officer.go("/secretariat")
    officer.look("1-to-do")
    officer.page.locator(f'main a[href="{case}"]').first.click()
    officer.look("2-case")
    expect(officer.page.get_by_role("main")).to_contain_text("Suryakund Ispat")
    for box in officer.page.get_by_label(re.compile("^I have checked this")).all():
        box.check()
    officer.page.get_by_role("button", name="Approve").click()
    officer.look("3-approved")


def _check_mail_and_log(asking: Person, case: str) -> None:
    """Nothing was mailed before its time, and the log tells the story in order."""
    asking.site.worker.drain()
    mails = [path.read_text() for path in asking.site.outbox.glob("*.eml")]
    assert [mail for mail in mails if f"To: {MEMBER_B}" in mail and case in mail]
    assert [mail for mail in mails if f"To: {MEMBER_A}" in mail and case in mail]
    with asking.site.sessions.reading() as session:
        trail = audit.trail(session, "introduction", case.rsplit("/", 1)[1])
        actions = [event.action.removeprefix("introduction.") for event in trail]
        assert actions == ["request", "approve", "consent", "release"]
        assert audit.verify(session).broken_id is None
