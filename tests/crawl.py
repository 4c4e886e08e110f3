"""Finds the pages of the running application by itself: as each role, from link to link.

A route is found when somebody can reach it from their first page, or when its address is given by
hand; so a page that is added later is either found or missed loudly.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode, urljoin, urlsplit

import lxml.html
from flask import Flask
from flask.testing import FlaskClient
from lxml.html import HtmlElement
from werkzeug.exceptions import HTTPException

#: Of one route one role opens this many addresses; a query counts as a route of its own.
EACH = 2
STATIC = ("static", "bootstrap.static")


@dataclass(frozen=True)
class Visit:
    """One answer: who asked for what, and what came back. Only a page has ``html``."""

    role: str
    address: str
    endpoint: str
    html: str

    @cached_property
    def page(self) -> HtmlElement:
        return lxml.html.fromstring(self.html)


def endpoint_of(app: Flask, address: str, method: str = "GET") -> str | None:
    """The route that answers the address; None where nothing does."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(urlsplit(address).path, method)
    except HTTPException:
        return None
    return str(endpoint)


def pages_of(app: Flask, role: str, client: FlaskClient, starts: Iterable[str]) -> Iterator[Visit]:
    """Every page that the role reaches from its starts, breadth first, each route a few times."""
    waiting = deque(starts)
    seen, counted = set(waiting), Counter[tuple[str, bool]]()
    while waiting:
        address = waiting.popleft()
        endpoint = endpoint_of(app, address)
        kind = (endpoint or "", "?" in address)
        if endpoint in (None, *STATIC) or counted[kind] >= EACH:
            continue
        answer = client.get(address)
        to = answer.headers.get("Location", "")
        if answer.status_code >= 400 or to.startswith("/sign-in"):
            continue
        counted[kind] += 1
        is_page = answer.status_code == 200 and b"<main" in answer.data  # no file, no fragment
        visit = Visit(role, address, kind[0], answer.text if is_page else "")
        answer.close()  # a file that nobody has read to its end
        yield visit
        found = [*links(visit), *searches(visit)] if is_page else [to]
        new = [link for link in dict.fromkeys(found) if link[:1] == "/" and link not in seen]
        seen.update(new)
        waiting.extend(new)


def searches(visit: Visit) -> Iterator[str]:
    """Where the forms of the page lead that ask and change nothing, sent as they stand."""
    for form in visit.page.forms:
        if form.method == "GET":
            action = urljoin(visit.address, form.action or visit.address).partition("?")[0]
            yield f"{action}?{urlencode(form.form_values())}"


def links(visit: Visit) -> Iterator[str]:
    """Where the page leads within the site, without fragments."""
    for target in visit.page.xpath("//a/@href"):
        parts = urlsplit(urljoin(f"http://localhost{visit.address}", str(target)))
        if parts.netloc == "localhost" and parts.scheme == "http":
            yield parts._replace(scheme="", netloc="", fragment="").geturl()
