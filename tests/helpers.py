"""A person at a browser, without the browser: follows redirects, fills in forms, keeps cookies."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "a sentence for tests only"


class Browser:
    """One person's browser. ``page`` is the last answer, parsed; ``status`` its code."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.status = 0
        self.url = ""
        self.html = ""
        self._parsed = "", BeautifulSoup("", "lxml")

    @property
    def page(self) -> BeautifulSoup:
        if self._parsed[0] is not self.html:
            self._parsed = self.html, BeautifulSoup(self.html, "lxml")
        return self._parsed[1]

    @property
    def text(self) -> str:
        """What a person reads, white space collapsed."""
        main = self.page.find("main") or self.page
        return " ".join(main.get_text(" ").split())

    def get(self, url: str) -> "Browser":
        return self._take(self.client.get(url, follow_redirects=True))

    def post(self, url: str, **data: Any) -> "Browser":
        """Post with the CSRF token of the page at hand."""
        field = self.page.find("input", {"name": "csrf_token"})
        token = field["value"] if isinstance(field, Tag) else ""
        answer = self.client.post(url, data={"csrf_token": token, **data}, follow_redirects=True)
        return self._take(answer)

    def submit(self, action: str = "", **data: Any) -> "Browser":
        """Send the form whose action ends in ``action``: its own values, ``data`` over them."""
        form = self._form(action)
        target = str(form.get("action") or self.url)
        return self._take(
            self.client.post(target, data={**_values(form), **data}, follow_redirects=True)
        )

    def sign_in(self, email: str, password: str = PASSWORD) -> "Browser":
        self.get("/sign-in")
        return self.submit("/sign-in", email=email, password=password)

    def _form(self, action: str) -> Tag:
        forms = [f for f in self.page.find_all("form") if f.get("method", "").lower() == "post"]
        for form in forms:
            if str(form.get("action") or self.url).split("?")[0].endswith(action):
                return form
        actions = [form.get("action") for form in forms]
        raise AssertionError(f"no form for {action!r} at {self.url}; there are {actions}")

    def _take(self, answer: TestResponse) -> "Browser":
        is_file = answer.mimetype.startswith("application/") and not answer.is_json
        self.status = answer.status_code
        self.html = "" if is_file else answer.get_data(as_text=True)
        self.url = answer.request.path
        return self


def _values(form: Tag) -> dict[str, Any]:
    """What a browser would send of a form that nobody has touched."""
    values: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "")
        if not name or kind == "submit":
            continue
        if field.name == "select":
            chosen = [option.get("value", "") for option in field.find_all("option", selected=True)]
            values[name] = chosen if field.has_attr("multiple") else (chosen or [""])[0]
        elif kind in ("checkbox", "radio"):
            if field.has_attr("checked"):
                values.setdefault(name, []).append(field.get("value", "on"))
        elif kind == "hidden" and name in values:
            before = values[name]
            values[name] = [*(before if isinstance(before, list) else [before]), field["value"]]
        else:
            values[name] = field.get_text() if field.name == "textarea" else field.get("value", "")
    return values
