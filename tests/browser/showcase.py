"""Which pages the browser looks at: every route, in every form that it takes for somebody."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from lxml.html import HtmlElement

from tests.crawl import Visit, endpoint_of
from tests.factories.exhibition import Exhibition

_TYPED = ".//textarea | .//select | .//input[not(contains('hidden checkbox radio', @type))]"
_SILENT = frozenset({"option", "link", "meta", "use", "path", "td", "tr", "li", "text", "rect"})


def telling(visits: Iterable[Visit]) -> list[Visit]:
    """Of each route the pages that have an element of a kind that no page before had.

    The longest comes first. Ten cards are checked as well as a hundred.
    """
    found = []
    ordered = sorted((v for v in visits if v.html), key=lambda v: (v.endpoint, -len(v.html)))
    for _, pages in groupby(ordered, key=lambda v: v.endpoint):
        seen: set[tuple[object, ...]] = set()
        for visit in pages:
            kinds = {_kind(tag) for tag in visit.page.iter("*") if tag.tag not in _SILENT}
            if not kinds <= seen:
                found.append(visit)
                seen |= kinds
    return found


def _kind(tag: HtmlElement) -> tuple[object, ...]:
    return tag.tag, tag.get("class"), tag.get("type"), tag.get("aria-current")


def refusals(site: Exhibition, visits: Iterable[Visit]) -> Iterator[Visit]:
    """Each form once as it is answered when nothing is filled in."""
    asked = set()
    for visit in visits:
        for form in visit.page.forms:
            action = form.action or visit.address
            endpoint = endpoint_of(site.app, action, "POST")
            if form.method == "GET" or endpoint in asked or not form.xpath(_TYPED):
                continue
            asked.add(endpoint)
            values = {name: v for name, v in form.form_values() if name == "csrf_token"}
            answer = site.client(visit.role).post(action, data=values)
            if answer.status_code in (200, 409, 422) and b"<main" in answer.data:
                yield Visit(visit.role, visit.address, f"{endpoint} refused", answer.text)
