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
    """What forms are answered that no link leads to: when nothing is filled in, by buttons that
    keep nothing, and when somebody else was faster."""
    visits = list(visits)
    yield from _blank(site, visits)
    yield from _beside(site, visits)
    yield from _overtaken(site, visits)


def _blank(site: Exhibition, visits: Iterable[Visit]) -> Iterator[Visit]:
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
            yield from _answer(site, visit, action, values, f"{endpoint} refused")


def _beside(site: Exhibition, visits: Iterable[Visit]) -> Iterator[Visit]:
    """Each button once that sends its form elsewhere: to a preview, a check, a search for codes."""
    asked = set()
    for visit in visits:
        for button in visit.page.xpath("//button[@formaction]"):
            action = button.get("formaction").partition("#")[0]
            endpoint = endpoint_of(site.app, action, "POST")
            form = _form_of(visit, button)
            if endpoint is None or endpoint in asked or form is None:
                continue
            asked.add(endpoint)
            values = {**_values(form), "cpc_query": "steel"}  # the search's own field
            yield from _answer(site, visit, action, values, f"{endpoint} beside")


def _overtaken(site: Exhibition, visits: Iterable[Visit]) -> Iterator[Visit]:
    """A listing saved twice from one opened form: the second save is asked what shall hold."""
    visit = next(v for v in visits if v.endpoint == "listing_editor.edit")
    form = visit.page.get_element_by_id("listing-form")
    values, name = _values(form), form.xpath(".//textarea")[0].name
    for number in range(2):
        typed = {**values, name: f"{values[name]} {number}."}
        yield from _answer(site, visit, visit.address, typed, "listing_editor.edit overtaken")


def _form_of(visit: Visit, button: HtmlElement) -> HtmlElement | None:
    named = visit.page.xpath("//form[@id=$id]", id=button.get("form", ""))
    return next(iter([*named, *button.iterancestors("form")]), None)


def _values(form: HtmlElement) -> dict[str, object]:
    """As a browser sends them: a field of several choices has a list."""
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return {name: found if len(found) > 1 else found[0] for name, found in values.items()}


def _answer(
    site: Exhibition, visit: Visit, action: str, values: dict[str, object], name: str
) -> Iterator[Visit]:
    """The answer, where it is a page."""
    answer = site.client(visit.role).post(action, data=values)
    if answer.status_code in (200, 409, 422) and b"<main" in answer.data:
        yield Visit(visit.role, visit.address, name, answer.text)
