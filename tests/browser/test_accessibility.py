"""Every page, as everybody who may see it: axe finds nothing, and nothing sticks out sideways.

The pages are found from the map of routes, so a new one is either looked at or missed loudly. Each
is looked at once as it stands in the source, and in both themes and three widths for what theme
and width can change.
"""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from matchmaker.web.headers import CONTENT_SECURITY_POLICY
from tests.browser.showcase import refusals, telling
from tests.crawl import STATIC, Visit
from tests.factories.exhibition import Exhibition

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: The rules whose answer hangs on the theme or the width; the others read the source alone.
SEEN = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
HEIGHT, WIDTHS, THEMES = 900, (1280, 768, 320), ("light", "dark")
#: Routes that answer with a file, a fragment, a word for machines, or another page's address.
NO_PAGES = frozenset(
    {
        *STATIC,
        "attachments.download",
        "audit_log.download",
        "country.figures",
        "health.alive",
        "health.ready",
        "introduction_packs.pdf",
        "invitations.download",
        "listing_cpc.search",
        "match_files.download",
        "match_inbox.pdf",
        "match_inbox.xlsx",
        "messages.download",
    }
)
RUN = """async ([where, options]) => {
  const found = await axe.run(where, {resultTypes: ["violations"], ...options});
  const say = (rule, node) => `${rule.id}: ${node.target} ${node.html.slice(0, 120)}`;
  return found.violations.flatMap((rule) => rule.nodes.map((node) => say(rule, node)));
}"""
FRAME = """() => ({
  wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
  headings: document.querySelectorAll("h1").length,
  language: document.documentElement.lang,
})"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visits(exhibition: Exhibition) -> list[Visit]:
    return list(exhibition.pages())


@pytest.fixture(scope="module")
def page(url: str, chromium: Browser) -> Iterator[Page]:
    """A browser whose pages come from the crawl, and everything else from the running site."""
    context = chromium.new_context(base_url=url, reduced_motion="reduce")
    context.add_init_script(path=AXE)
    yield context.new_page()
    context.close()


def test_every_route_that_answers_with_a_page_is_looked_at(
    exhibition: Exhibition, visits: list[Visit]
) -> None:
    routes = {r.endpoint for r in exhibition.app.url_map.iter_rules() if "GET" in r.methods}

    assert routes - {visit.endpoint for visit in visits if visit.html} == NO_PAGES


def test_axe_finds_nothing_on_any_page(
    exhibition: Exhibition, visits: list[Visit], page: Page
) -> None:
    shown = telling(visits)
    shown += telling(refusals(exhibition, shown))
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("request", lambda r: complaints.extend(_foreign(r.url)))
    framed: set[str] = set()
    for number, visit in enumerate(shown):
        _open(page, visit, number)
        found = _look(page, visit.role not in framed)
        complaints += [f"{visit.endpoint} as {visit.role}: {what}" for what in found]
        framed.add(visit.role)

    assert sorted(set(complaints)) == []
    assert len(shown) > len({visit.endpoint for visit in shown})


def _foreign(url: str) -> list[str]:
    return [] if url.startswith(("http://127.0.0.1:", "data:")) else [f"asked {url}"]


def _open(page: Page, visit: Visit, number: int) -> None:
    """Show what the crawl was answered, under an address of the site."""
    address = f"/looked-at/{number}"
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    page.route(
        f"**{address}",
        lambda route: route.fulfill(body=visit.html, content_type="text/html", headers=headers),
    )
    page.goto(address)
    page.unroute(f"**{address}")


def _look(page: Page, is_first: bool = False) -> Iterator[str]:
    """``is_first``: of a role, whose frame is on all of its pages, and is looked at on one."""
    whole: list[object] = ["html", {"runOnly": {"type": "tag", "values": TAGS}}]
    seen = ["body" if is_first else "main", {"runOnly": {"type": "rule", "values": SEEN}}]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            yield from (f"{width} {theme} {found}" for found in page.evaluate(RUN, whole))
            whole = seen
        frame = page.evaluate(FRAME)
        if frame["wide"]:
            yield f"{width} is wider than the window"
    if frame["headings"] != 1 or not frame["language"]:
        yield f"has {frame['headings']} main headings, in {frame['language']!r}"
