"""Identifiers: real ones are taken, and every slip of one character is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.identifiers import clean_identifiers, clean_lei, clean_orcid, clean_ror

#: CERN, ETH Zurich, MIT, Oxford, Stanford, Caltech.
RORS = ("01ggx4157", "05a28rw58", "042nb2s44", "052gg0110", "00f54p054", "05dxps055")
LEIS = ("HWUPKR0MPOU8FGXBT394", "5493001KJTIIGC8Y1R12", "INR2EJN1ERAN0W5ZP974")
#: The ones that ORCID's own documentation uses; the last ends in X.
ORCIDS = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X")
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("ror", RORS)
def test_real_rors_are_taken_bare_and_as_an_address(ror):
    assert clean_ror(f" https://ror.org/{ror} ") == clean_ror(ror.upper()) == ror


@pytest.mark.parametrize("lei", LEIS)
def test_real_leis_are_taken_with_spaces_and_in_small_letters(lei):
    assert clean_lei(f" {lei[:4]} {lei[4:].lower()}") == lei


@pytest.mark.parametrize("orcid", ORCIDS)
def test_real_orcids_are_taken_bare_and_as_an_address(orcid):
    assert clean_orcid(f"https://orcid.org/{orcid}") == clean_orcid(orcid.lower()) == orcid


@given(
    st.sampled_from(RORS), st.integers(1, 8), st.sampled_from("0123456789abcdefghjkmnpqrstvwxyz")
)
def test_every_other_character_in_a_ror_is_found(ror, place, character):
    _is_found(clean_ror, ror, place, character)


@given(st.sampled_from(LEIS), st.integers(0, 19), st.sampled_from(_ALPHANUMERIC))
def test_every_other_digit_or_letter_in_an_lei_is_found(lei, place, character):
    """A letter for a digit makes the number longer, of which the standard promises nothing."""
    if character.isdigit() == lei[place].isdigit():
        _is_found(clean_lei, lei, place, character)


@given(st.sampled_from(ORCIDS), st.integers(0, 18), st.sampled_from("0123456789X"))
def test_every_other_character_in_an_orcid_is_found(orcid, place, character):
    _is_found(clean_orcid, orcid, place, character)


@given(st.sampled_from(LEIS), st.integers(0, 18))
def test_two_neighbours_that_changed_places_are_found(lei, place):
    swapped = lei[:place] + lei[place + 1] + lei[place] + lei[place + 2 :]
    if swapped != lei:
        with pytest.raises(ValueError, match=r"mistyped|20 letters"):
            clean_lei(swapped)


@pytest.mark.parametrize(
    ("clean", "text", "reason"),
    [
        (clean_ror, "15a28rw58", "must be 0"),
        (clean_ror, "05a28ru58", "must be 0"),
        (clean_ror, "https://example.org/05a28rw58", "must be 0"),
        (clean_lei, "5493001KJTIIGC8Y1R1", "20 letters and digits"),
        (clean_lei, "5493001KJTIIGC8Y1R1É", "20 letters and digits"),
        (clean_orcid, "0000000218250097", "four groups"),
        (clean_orcid, "0000-0002-1825-009\uff17", "four groups"),
    ],
)
def test_what_is_of_another_form_is_told_the_form(clean, text, reason):
    with pytest.raises(ValueError, match=reason):
        clean(text)


def test_several_at_once_are_clean_or_named():
    clean, problems = clean_identifiers({"ror": "", "lei": LEIS[0], "orcid": "1", "name": "A"})
    assert clean == {"ror": "", "lei": LEIS[0]}
    assert list(problems) == ["orcid"]


def _is_found(clean, identifier, place, character):
    changed = identifier[:place] + character + identifier[place + 1 :]
    if changed == identifier:
        assert clean(changed) == identifier
        return
    with pytest.raises(ValueError, match=r"mistyped|must"):
        clean(changed)
