"""The listing form as a page: what its choices are called, their order, and its buttons."""

from collections.abc import Callable

import pytest

from matchmaker.locales import sort_key
from models import User
from tests.factories.cast import Cast
from tests.helpers import Browser

SignIn = Callable[[User], Browser]


def first_choice(page: Browser, name: str) -> str:
    return str(page.page.find("select", id=name).option.text)


def choices_beside(page: Browser, code: str) -> list[str]:
    """The countries under the heading of this one."""
    box = page.page.find("input", {"name": "countries", "value": code})
    return [check.text for check in box.find_parent(class_="codes-group").select(".check")]


def test_only_what_has_to_be_chosen_asks_for_a_choice(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/offers/new")
    assert first_choice(page, "type") == "Please choose"
    for name in ("trl", "evidence_level", "patent_status", "incubator_country"):
        assert first_choice(page, name) == "Not stated", name
    assert first_choice(page.get("/needs/new"), "lowest_trl") == "Not stated"


@pytest.mark.parametrize(
    ("language", "last"), [("en", "Switzerland"), ("sv", "Österrike"), ("es", "Suiza")]
)
def test_countries_stand_in_the_order_of_the_readers_language(
    cast: Cast, sign_in: SignIn, language: str, last: str
) -> None:
    page = sign_in(cast.asker).get("/listings").submit("/language", language=language)
    names = choices_beside(page.get("/needs/new"), "AT")
    assert names == sorted(names, key=lambda name: sort_key(language, name))
    assert names[-1] == last
    chosen = page.page.find("select", id="language").find_all("option")[1:]
    labels = [option.text for option in chosen]
    assert labels == sorted(labels, key=lambda name: sort_key(language, name))


def test_the_buttons_stand_together_in_one_bar(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.asker).get("/needs/new")
    (bar,) = page.page.select("#listing-form .form-bar")
    assert [button.text.split()[0] for button in bar.find_all("button")] == [
        "Save",
        "Publish",
        "Preview",
    ]
    assert page.html.count("Check my text") == 1
