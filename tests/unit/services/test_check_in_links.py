"""A signed link says what was signed, to the letter, and nothing else passes for it."""

import datetime as dt

import pytest

from matchmaker.services.check_in_links import Link, make, read
from tests.factories.listings import NOW

KEY = "a key for tests, as long as it has to be"
LINK = Link("IN-7K3F9Q2X", 1, 12, 30, NOW + dt.timedelta(days=30))


def test_what_was_signed_is_read_until_it_is_too_old():
    token = make(KEY, LINK)
    assert read(KEY, token, now=NOW) == LINK
    assert read(KEY, token, now=LINK.expires_at - dt.timedelta(seconds=1)) == LINK
    assert read(KEY, token, now=LINK.expires_at) is None


def test_a_token_with_any_character_changed_added_or_left_out_is_refused():
    token = make(KEY, LINK)
    for at in range(len(token)):
        for other in "Aa0_-.!=":
            if other != token[at]:
                assert read(KEY, token[:at] + other + token[at + 1 :], now=NOW) is None
            assert read(KEY, token[:at] + other + token[at:], now=NOW) is None
        assert read(KEY, token[:at] + token[at + 1 :], now=NOW) is None


@pytest.mark.parametrize("token", ["", ".", "1", "é", "a.b", "=" * 400, "x" * 10_000])
def test_what_was_never_signed_is_refused(token):
    assert read(KEY, token, now=NOW) is None


def test_another_key_does_not_read_it_and_an_empty_one_signs_nothing():
    assert read(KEY + "!", make(KEY, LINK), now=NOW) is None
    with pytest.raises(ValueError, match="empty key"):
        make("", LINK)
