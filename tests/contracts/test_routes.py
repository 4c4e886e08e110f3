"""What holds for every route of the application, those to come included."""

import re

import pytest
from sqlalchemy import func, select

from matchmaker.policies.permissions import Permission
from matchmaker.services.users import hash_password
from matchmaker.web.guards import PUBLIC, SIGNED_IN
from models import AuditEvent, User
from tests.factories.cast import make_cast
from tests.helpers import Browser

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
#: Files that are the same for everybody.
FILES = re.compile(r"(^|\.)static$")


def routes(app):
    """Every rule but those of files."""
    return [rule for rule in app.url_map.iter_rules() if not FILES.search(rule.endpoint)]


def path_of(rule, values):
    """The rule's address with a value for each of its blanks."""
    blanks = {name: values.get(name, "1") for name in rule.arguments}
    path = rule.rule
    for name, value in blanks.items():
        path = re.sub(rf"<(\w+:)?{name}>", str(value), path)
    return path


def access_of(app, rule):
    return getattr(app.view_functions[rule.endpoint], "access", None)


@pytest.fixture
def values(sessions):
    """References that exist, so that a route is refused for who asks and not for what is asked."""
    with sessions.writing() as session:
        cast = make_cast(session, hash_password("a sentence for tests only"))
    return {
        "reference": cast.need.reference,
        "other": cast.offer.reference,
        "kind": "need",
        "asker": cast.asker.email,
    }


def test_every_route_declares_who_may_call_it(app):
    levels = {rule.endpoint: access_of(app, rule) for rule in routes(app)}

    known = {PUBLIC, SIGNED_IN, *Permission}
    assert {endpoint: level for endpoint, level in levels.items() if level not in known} == {}


def test_few_routes_are_public(app):
    public = {rule.endpoint for rule in routes(app) if access_of(app, rule) == PUBLIC}

    assert public == {
        "account.sign_in",
        "account.set_password",
        "check_ins.answer",
        "check_ins.show",
        "dashboard.home",
        "members.join",
        "health.alive",
        "health.ready",
        "locale.choose",
        "notifications.end_mails",
        "notifications.unsubscribe",
    }


def test_who_is_not_signed_in_is_led_to_the_sign_in_everywhere(app, values):
    client = app.test_client()
    for rule in routes(app):
        if access_of(app, rule) == PUBLIC:
            continue
        path = path_of(rule, values)
        for method in sorted(rule.methods - {"OPTIONS"}):
            answer = client.open(path, method=method)
            if method in UNSAFE:
                assert answer.status_code in (302, 400), (method, path)
            else:
                assert answer.status_code == 302, (method, path)
                assert answer.headers["Location"].startswith("/sign-in"), (method, path)


#: A mail program posts to it without having seen a page (RFC 8058): the address is the secret.
TOKEN_IN_ADDRESS = frozenset({"notifications.end_mails"})


@pytest.mark.parametrize("token", [None, "", "made up"])
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_every_unsafe_route_refuses_a_missing_or_foreign_token(
    app, values, sessions, token, is_signed_in
):
    browser = Browser(app)
    if is_signed_in:
        browser.sign_in(values["asker"])
    before = _state(sessions)
    for rule in routes(app):
        for method in sorted(rule.methods & UNSAFE):
            data = {} if token is None else {"csrf_token": token}
            answer = browser.client.open(path_of(rule, values), method=method, data=data)
            refused = 404 if rule.endpoint in TOKEN_IN_ADDRESS else 400
            assert answer.status_code == refused, (method, rule.rule)

    assert _state(sessions) == before


def test_every_answer_carries_the_headers_of_safety(app, values):
    browser = Browser(app).sign_in(values["asker"])
    for rule in routes(app):
        if "GET" not in rule.methods:
            continue
        headers = browser.client.get(path_of(rule, values)).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'"), rule.rule
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_no_page_carries_a_script_or_style_of_its_own(app, values):
    browser = Browser(app).sign_in(values["asker"])
    for rule in routes(app):
        if "GET" not in rule.methods:
            continue
        page = browser.get(path_of(rule, values)).page
        assert not page.select("[style], style, script:not([src])"), rule.rule
        assert not [name for tag in page.find_all(True) for name in tag.attrs if name[:2] == "on"]


def test_every_form_that_posts_carries_a_token(app, values):
    browser = Browser(app).sign_in(values["asker"])
    for rule in routes(app):
        if "GET" not in rule.methods:
            continue
        for form in browser.get(path_of(rule, values)).page.select("form[method=post]"):
            assert form.select_one("input[name=csrf_token]"), (rule.rule, form.get("action"))


def _state(sessions):
    with sessions.reading() as session:
        return [session.scalar(select(func.count()).select_from(t)) for t in (AuditEvent, User)]
