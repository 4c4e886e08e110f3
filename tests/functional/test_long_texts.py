"""A text that is too long comes in whole; it is refused with its length, and nothing is lost."""

from collections.abc import Callable

import pytest

from models import User
from models.listing import TITLE_MAX
from tests.factories.cast import Cast
from tests.helpers import Browser

SignIn = Callable[[User], Browser]
LONG = "Slag " * 30  # 150 characters


def test_no_field_of_a_form_is_cut_by_the_browser(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.asker)
    for path in ("/account", "/offers/new", f"/listings/{cast.need.reference}", "/matches"):
        fields = browser.get(path).page.select("form[method=post] [maxlength]")
        assert [field.get("name") for field in fields] == [], path
    limits = {
        f["name"]: f["data-limit"] for f in browser.get("/offers/new").page.select("[data-limit]")
    }
    assert limits["title"] == str(TITLE_MAX)


@pytest.mark.parametrize("field", ["name", "job_title"])
def test_what_is_too_long_is_named_with_its_length_and_stays(
    cast: Cast, sign_in: SignIn, field: str
) -> None:
    page = sign_in(cast.asker).get("/account").submit("/account", **{field: LONG})
    assert page.status == 422
    assert "Has 150 characters, at most 120 are allowed." in page.text
    assert page.page.select_one(f"#{field}")["value"] == LONG


def test_a_line_end_counts_once_as_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    text = "\r\n".join(["x" * 49] * 10)  # 499 characters, or 508
    page = sign_in(cast.officer).get("/secretariat/interests")
    page.submit(
        "/secretariat/interests", organization=cast.need.organization.reference, reason=text
    )
    assert "characters" not in page.text


def test_a_title_that_is_too_long_is_told_while_a_draft_is_saved(
    cast: Cast, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker).get("/offers/new")
    form = page.page.select_one("#listing-form")
    sent = {f["name"]: f.get("value", "") for f in form.select("input[type=hidden]")}
    answer = page.client.post(
        form["data-autosave-url"], data={**sent, "title": LONG, "teaser": "Dry granulation."}
    )
    told = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'data-autosaved="saved"' in told
    assert 'data-left-out="Title"' in told


def test_a_text_without_end_is_refused_at_the_door(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/offers/new")
    form = page.page.select_one("#listing-form")
    head = b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\n'
    answer = page.client.post(
        form["data-autosave-url"],
        data=head + b"x" * 600_000 + b"\r\n--b--\r\n",
        content_type="multipart/form-data; boundary=b",
    )
    assert answer.status_code == 413
