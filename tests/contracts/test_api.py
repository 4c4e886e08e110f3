"""What holds for every address of the API, those to come included."""

import pytest
from werkzeug.test import Client

from matchmaker.api.app import MOUNTED_AT, create_api
from matchmaker.api.door import PUBLIC, SIGNED_IN
from matchmaker.api.edge import Edge
from matchmaker.policies.permissions import Permission
from matchmaker.services import api_tokens
from matchmaker.services.sign_in import actor_of
from models import Listing
from tests.architecture import ROOT
from tests.contracts.json_schema import offences, resolve
from tests.factories.cast import make_cast
from tests.factories.consortia import make_consortium
from tests.factories.listings import NOW, make_capability, make_offer
from tests.factories.matches import make_match

#: What is sent where a body is taken.
BODIES = {"/listings/{reference}/matches/{other}/answer": {"answer": "known"}}
METHODS = ("get", "post")


@pytest.fixture
def spec(app):
    answer = app.test_client().get(f"{MOUNTED_AT}/openapi.json")
    assert answer.status_code == 200
    return answer.json


@pytest.fixture
def api(sessions):
    """The API alone, to look at its routes."""
    return create_api(Edge(sessions.reader, sessions, lambda: NOW))


@pytest.fixture
def cast(sessions):
    """The cast, and an open listing with all that an answer can hold."""
    with sessions.writing() as session:
        cast = make_cast(session)
        make_match(session, cast.need, make_offer(session), rank=2, evidence={})
        make_match(session, cast.need, make_capability(session, expertise=["Kilns."]), rank=3)
        return cast


@pytest.fixture
def token(sessions, cast):
    def make(user):
        with sessions.writing() as session:
            actor = actor_of(session.merge(user, load=False))
            return api_tokens.create(session, actor, name="x", days=1, now=NOW)

    return make


@pytest.fixture
def addresses(cast, sessions):
    """The first step of every path → its blanks."""
    with sessions.writing() as session:
        need, offer = (session.get_one(Listing, x.id) for x in (cast.need, cast.offer))
        consortium = make_consortium(session, need, [offer, make_capability(session)])
    listings = {"reference": need.reference, "other": offer.reference}
    consortia = {"reference": consortium.reference}
    return {"me": {}, "listings": listings, "consortia": consortia}


def operations(spec):
    """``(path, method, operation)`` of everything that is described."""
    return [
        (path, method, item[method])
        for path, item in spec["paths"].items()
        for method in METHODS
        if method in item
    ]


def url_of(path, addresses):
    return MOUNTED_AT + path.format(**addresses[path.split("/")[1]])


def ask(app, path, method, headers, addresses):
    """The answer to an operation, with a body where one is taken."""
    url = url_of(path, addresses)
    body = {"json": BODIES[path]} if method == "post" else {}
    return app.test_client().open(url, method=method.upper(), headers=headers, **body)


def schema_of(spec, operation, answer):
    response = operation["responses"][str(answer.status_code)]
    response = resolve(response["$ref"], spec) if "$ref" in response else response
    return response["content"][answer.mimetype]["schema"]


def test_every_route_is_described(spec, api):
    described = {(path, method.upper()) for path, method, _ in operations(spec)}
    routes = {
        (rule.rule.replace("<", "{").replace(">", "}"), method)
        for rule in api.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes - {("/openapi.json", "GET")} == described


def test_every_address_is_in_the_documentation(spec):
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    told = [f"`{method.upper()} {path}`" for path, method, _ in operations(spec)]
    assert [address for address in told if address not in text] == []


def test_every_route_declares_who_may_call_it(api):
    levels = {
        endpoint: getattr(view, "access", None) for endpoint, view in api.view_functions.items()
    }

    assert {e for e, level in levels.items() if level == PUBLIC} == {"openapi.spec"}
    others = {level for level in levels.values() if level != PUBLIC}
    assert others <= {SIGNED_IN, *Permission}


def test_every_operation_answers_as_described(app, spec, cast, token, addresses):
    for user in (cast.asker, cast.officer):
        headers = {"Authorization": f"Bearer {token(user)}"}
        for path, method, operation in operations(spec):
            answer = ask(app, path, method, headers, addresses)
            expected = 404 if (user, method) == (cast.officer, "post") else 200
            assert answer.status_code == expected, (path, answer.text)
            schema = schema_of(spec, operation, answer)
            assert offences(answer.json, schema, spec) == [], path


def test_every_problem_answers_as_described(app, spec, cast, token, addresses):
    headers = {"Authorization": f"Bearer {token(cast.asker)}"}
    nothing = {"reference": "OF-ABSENT99", "other": "OF-ABSENT99"}
    absent = dict.fromkeys(addresses, nothing)
    for path, method, operation in operations(spec):
        for answer, status in (
            (ask(app, path, method, {}, addresses), 401),
            (ask(app, path, method, headers | {"Accept": "text/html"}, addresses), 406),
            (ask(app, path, method, headers, absent), 404 if "{" in path else 200),
        ):
            assert answer.status_code == status, path
            assert offences(answer.json, schema_of(spec, operation, answer), spec) == []


def test_every_operation_refuses_the_other_methods(app, spec, cast, token, addresses):
    headers = {"Authorization": f"Bearer {token(cast.asker)}"}
    for path in spec["paths"]:
        for method in ("PUT", "PATCH", "DELETE"):
            url = url_of(path, addresses)
            answer = app.test_client().open(url, method=method, headers=headers, json={})
            assert answer.status_code == 405, path
            assert "GET" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]
            assert answer.json["detail"].startswith(
                f"This address does not take {method}; it takes"
            )


def test_every_answer_carries_the_headers_of_safety(app, spec, cast, token, addresses):
    headers = {"Authorization": f"Bearer {token(cast.asker)}"}
    for path, method, _ in operations(spec):
        for given in (headers, {}):
            answer = ask(app, path, method, given, addresses)
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Set-Cookie" not in answer.headers
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_the_description_is_openapi_3_1_and_every_reference_leads_somewhere(spec):
    assert spec["openapi"].startswith("3.1.")
    assert spec["servers"] == [{"url": MOUNTED_AT}]
    assert spec["security"] == [{"token": []}]
    assert list(spec["components"]["securitySchemes"]) == ["token"]
    for reference in references(spec):
        assert resolve(reference, spec)
    ids = [operation["operationId"] for _, _, operation in operations(spec)]
    assert len(set(ids)) == len(ids)


def references(part):
    """Every ``$ref`` of the description."""
    if isinstance(part, dict):
        inner = [found for value in part.values() for found in references(value)]
        return [part["$ref"], *inner] if "$ref" in part else inner
    return [f for value in part for f in references(value)] if isinstance(part, list) else []


def test_an_address_below_the_api_that_is_none_is_a_problem_and_one_beside_it_a_page(app):
    below, beside = (app.test_client().get(path) for path in (f"{MOUNTED_AT}/x", "/api/x"))

    assert (below.status_code, below.mimetype) == (404, "application/problem+json")
    assert (beside.status_code, beside.mimetype) == (404, "text/html")


def test_a_route_that_declares_nothing_is_refused(api, cast, token):
    @api.get("/forgotten")
    def forgotten():
        return {"secret": "kestrel"}

    headers = {"Authorization": f"Bearer {token(cast.asker)}"}
    assert Client(api).get("/forgotten", headers=headers).status_code == 404


def test_a_failure_of_ours_is_a_problem_without_its_cause(api, caplog):
    @api.get("/broken")
    def broken():
        raise LookupError("kestrel")

    broken.access = PUBLIC
    answer = Client(api).get("/broken")

    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "kestrel" not in answer.text


@pytest.mark.parametrize("wrong", ["another", 3.5, None, True])
def test_the_check_against_a_schema_notices_what_does_not_fit(spec, wrong):
    schema = {"$ref": "#/components/schemas/Problem"}
    good = {"type": "about:blank", "title": "x", "status": 400, "detail": "y"}
    assert offences(good, schema, spec) == []
    assert offences({**good, "status": wrong}, schema, spec)
    assert offences({**good, "more": wrong}, schema, spec)
    assert offences({"type": "about:blank"}, schema, spec)
