"""More than two hundred hostile texts into every field of every form, every query, every program.

No answer is an error of ours, none has markup, a link or a header that came out of a text. What
is kept is read again where the site leads to after it. Forms are found by the crawl.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import lxml.html
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from matchmaker.app import utc_now
from matchmaker.services import api_tokens
from matchmaker.services.sign_in import actor_of
from models import User
from tests.crawl import Visit, endpoint_of
from tests.factories.exhibition import PEOPLE, Exhibition
from tests.factories.payloads import BUNDLES, MARK, PAYLOADS

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
NOT_UTF_8 = (b"\xff\xfe", b"\xc3(", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\xaf")
TEXTS: tuple[str | bytes, ...] = (*PAYLOADS, *NOT_UTF_8)
#: Without it a form is refused before anything reads it; what signs somebody out ends the test.
KEPT, LEFT_OUT = {"csrf_token"}, {"account.sign_out", "account.change_password"}
ADDRESSES = ("href", "src", "action", "formaction", "data", "srcdoc", "xlink:href")
#: Compressed, signed and in base64, which holds any three letters now and then.
_SESSION = re.compile(r"^matchmaker=[\w.-]+;")
HARMLESS = ("/", "?", "#", "http://", "https://", "mailto:")
#: What the address of each list and search may be asked.
QUERIES = ("q", "page", "kind", "sector", "sort", "country", "state", "subject", "before", "next")


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page: ``values`` as a browser sends them, ``texts`` to be typed."""

    role: str
    action: str
    values: dict[str, str]
    fields: tuple[str, ...]
    texts: tuple[str, ...]


def forms(site: Exhibition, visits: Iterable[Visit], method: str) -> Iterator[Form]:
    """Each form once, by the route that it goes to and the fields that it has."""
    seen = set()
    for visit in visits:
        if not visit.html:
            continue
        for form in visit.page.forms:
            action = form.action or visit.address
            endpoint = endpoint_of(site.app, action, method)
            typed = tuple(sorted(set(_names(form, typed=False)) - KEPT))
            if form.method != method or not typed or endpoint in LEFT_OUT:
                continue
            if (endpoint, typed) not in seen:
                seen.add((endpoint, typed))
                texts = tuple(_names(form, typed=True))
                yield Form(visit.role, action, _valid(form), typed, texts)


def _names(form: lxml.html.FormElement, *, typed: bool) -> Iterator[str]:
    for field in form.inputs:
        is_text = field.tag == "textarea" or (
            field.tag == "input" and field.get("type", "text") in ("text", "search")
        )
        if field.name and field.tag != "button" and (is_text or not typed):
            yield field.name


def _valid(form: lxml.html.FormElement) -> dict[str, str]:
    """As sent when the first of all choices is taken, so that more than texts is kept."""
    values = {}
    for field in form.inputs:
        if field.tag == "select":
            values[field.name] = next((v for v in field.value_options if v), "")
        elif field.tag == "input" and field.type in ("checkbox", "radio"):
            values.setdefault(field.name, field.get("value", "on"))
    return {**values, **{name: value for name, value in form.form_values() if value}}


class Attack:
    """Sends, judges, and puts the database back after something was kept."""

    def __init__(self, site: Exhibition) -> None:
        self.site = site
        self.path = site.folder / "matchmaker.db"
        self.before = site.folder / "before.db"
        self.tried = self.kept = 0
        self.complaints: set[str] = set()
        self.watching = sqlite3.connect(self.path)

    def keep(self) -> None:
        _copy(self.path, self.before)
        self.version = self._version()

    def _version(self) -> int:
        """Another one after every commit of another connection, whatever it changed."""
        return int(self.watching.execute("PRAGMA data_version").fetchone()[0])

    def put_back(self) -> None:
        if self._version() != self.version:
            _copy(self.before, self.path)
            self.version = self._version()

    def post(self, form: Form, values: dict[str, str | bytes]) -> None:
        client = self.site.client(form.role)
        body = urlencode(
            {**values, "csrf_token": form.values.get("csrf_token", "")}, errors="surrogatepass"
        )
        answer = client.post(form.action, data=body, content_type=FORM)
        self.judge(form.action, answer)
        if answer.status_code in (302, 303):
            self.kept += 1
            self.judge(f"after {form.action}", client.get(answer.headers["Location"]))
        if answer.status_code < 400:
            self.put_back()

    def judge(self, what: str, answer: TestResponse) -> None:
        self.tried += 1
        self.complaints |= {f"{what}: {found}" for found in troubles(answer)}
        answer.close()


def _copy(source: Path, target: Path) -> None:
    """While both are open. A crash is no worry here, so nothing is synchronized."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        new.execute("PRAGMA synchronous=OFF")
        old.backup(new)


def troubles(answer: TestResponse) -> Iterator[str]:
    """What an answer has that no answer may have."""
    if answer.status_code >= 500:
        yield f"{answer.status_code}"
    if any(
        name.lower() == "bcc" or MARK in name + _SESSION.sub("", value)
        for name, value in answer.headers.items()
        if name != "Location"
    ):
        yield f"a header: {answer.headers}"
    if answer.mimetype != "text/html":
        return
    html = answer.text
    if "zq49x" in html:
        yield "a template was run"
    if MARK in html:
        if f"<{MARK}" in html or f"</{MARK}" in html:
            yield f"raw markup: {html[html.index(f'<{MARK}') - 80 :][:200]}"
        yield from _made(lxml.html.fromstring(html))


def _made(page: lxml.html.HtmlElement) -> Iterator[str]:
    for tag in page.iter(lxml.etree.Element):
        names = [tag.tag, *tag.keys()]
        if any(MARK in name or name.startswith("on") for name in names):
            yield f"element {lxml.html.tostring(tag)[:120]!r}"
        if tag.tag in ("script", "style") and MARK in (tag.text or ""):
            yield "a script of a text"
        for name in ADDRESSES:
            value = tag.get(name, "/")
            if MARK in value and (not value.startswith(HARMLESS) or value.startswith("//")):
                yield f"a link to {value[:80]}"


@pytest.fixture(scope="module")
def visits(exhibition: Exhibition) -> list[Visit]:
    return list(exhibition.pages())


@pytest.fixture
def attack(exhibition: Exhibition, visits: Sequence[Visit]) -> Iterator[Attack]:
    """What is prepared is what is put back."""
    made = Attack(exhibition)
    made.keep()
    yield made
    made.watching.close()


def test_there_are_more_than_two_hundred_texts_and_each_is_its_own() -> None:
    assert len(TEXTS) > 200
    assert len(set(TEXTS)) == len(TEXTS)


def test_every_field_of_every_form_bears_every_text(
    exhibition: Exhibition, visits: Sequence[Visit], attack: Attack
) -> None:
    """All fields of a form at once. A text field gets all texts, several in one value; any other
    field gets as many as there are turns, and the next form goes on with those that follow."""
    turn = 0
    for form in forms(exhibition, visits, "POST"):
        for bundle in range(len(BUNDLES)):
            turn += 1
            others = {n: TEXTS[(turn + k) % len(TEXTS)] for k, n in enumerate(form.fields)}
            texts = {n: BUNDLES[(bundle + k) % len(BUNDLES)] for k, n in enumerate(form.texts)}
            attack.post(form, {**form.values, **others, **texts})

    assert turn > len(TEXTS)
    assert sorted(attack.complaints) == []


def test_what_is_kept_of_a_text_is_read_again_as_a_text(
    exhibition: Exhibition, visits: Sequence[Visit], attack: Attack
) -> None:
    """Everything else of the form is right, so that the texts reach the pages that show them."""
    for form in forms(exhibition, visits, "POST"):
        for k in range(5):
            texts = {n: PAYLOADS[(7 * k + i) % 80] for i, n in enumerate(form.texts)}
            attack.post(form, {**form.values, **texts})

    assert attack.kept > 40
    assert sorted(attack.complaints) == []


def test_every_address_bears_every_text_as_a_question(
    exhibition: Exhibition, visits: Sequence[Visit], attack: Attack
) -> None:
    """Each route with its own fields and those of others; a text to each name, then the next."""
    fields: dict[str, set[str]] = {}
    for form in forms(exhibition, visits, "GET"):
        endpoint = endpoint_of(exhibition.app, form.action) or ""
        fields.setdefault(endpoint, set()).update(form.fields)
    for visit in {visit.endpoint: visit for visit in visits}.values():
        names = sorted(fields.get(visit.endpoint, set()).union(QUERIES))
        turns = len(TEXTS) if visit.endpoint in fields else len(names)
        for turn in range(0, turns, len(names)):
            asked = {n: TEXTS[(turn + k) % len(TEXTS)] for k, n in enumerate(names)}
            query = urlencode(asked, errors="surrogatepass")
            address = f"{visit.address.partition('?')[0]}?{query}"
            attack.judge(visit.endpoint, exhibition.client(visit.role).get(address))

    assert sorted(attack.complaints) == []


def test_a_program_may_send_any_text(
    exhibition: Exhibition, visits: Sequence[Visit], attack: Attack
) -> None:
    """JSON of every shape, and every text as the code, the reference and the token."""
    with exhibition.sessions.writing() as session:
        user = session.scalars(select(User).where(User.email == PEOPLE["member"])).one()
        token = api_tokens.create(session, actor_of(user), name="Texts", days=1, now=utc_now())
    client, headers = exhibition.app.test_client(), {"Authorization": f"Bearer {token}"}
    pair = next(v.address for v in visits if v.endpoint == "match_pair.show" and v.role == "member")
    for text in PAYLOADS:
        for body in ({"answer": text, "reason": text}, {text: text}, [text], text):
            data = json.dumps(body)
            answer = client.post(
                f"/api/v1{pair}/answer", data=data, headers=headers, content_type=JSON
            )
            attack.judge("JSON", answer)
        attack.judge("a token", client.get("/api/v1/me", headers={"Authorization": _one(text)}))
        query = urlencode({"q": text, "page": text, "cursor": text}, errors="surrogatepass")
        attack.judge("a query", client.get(f"/api/v1/listings?{query}", headers=headers))

    assert sorted(attack.complaints) == []


def _one(text: str) -> str:
    """As a header can carry it: one line of Latin letters."""
    return "Bearer " + "".join(c for c in text if c.isprintable() and ord(c) < 256)[:200]
