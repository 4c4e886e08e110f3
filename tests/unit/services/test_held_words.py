"""Hits of words follow the changes of listings, and are those of a search made anew."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import listing_search, listing_touches
from matchmaker.services.held_words import HeldWords, patched
from matchmaker.services.listing_search import Ranked
from models import Listing
from models.session import Sessions
from tests.factories.listings import make_offer, make_organization

TEXTS = ("Kiln with heat", "Slag and kilns", "Heat of a kiln for a kiln", "Ovens", "Electrolysis")
HITS = st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 60)), unique_by=lambda hit: hit[1])


def fill(session: Session, count: int) -> None:
    chance, owner = random.Random(3), make_organization(session)
    for _ in range(count):
        listing_search.put(session, make_offer(session, owner, title=chance.choice(TEXTS)))


def retitle(session: Session, title: str, *keys: int) -> None:
    for listing in session.scalars(select(Listing).where(Listing.id.in_(keys))):
        listing.title = title
        session.flush()
        listing_search.put(session, listing)


def asked(held: HeldWords, sessions: Sessions, words: str) -> list[int]:
    with sessions.reading() as session:
        return held.hits(session, words, listing_touches.version(session)).tolist()


def anew(sessions: Sessions, words: str) -> list[int]:
    return asked(HeldWords(), sessions, words)


@pytest.fixture
def held(sessions: Sessions) -> HeldWords:
    """Of a market of 60 listings, asked once; it is patched far longer than in production."""
    with sessions.writing() as session:
        fill(session, 60)
    held = HeldWords(share=1.0)
    asked(held, sessions, "slag")
    return held


def test_what_no_longer_holds_the_words_goes(sessions: Sessions, held: HeldWords) -> None:
    gone = asked(held, sessions, "slag")[:3]
    with sessions.writing() as session:
        retitle(session, "Dryer", gone[0], gone[1])
        listing_search.remove(session, gone[2])

    found = asked(held, sessions, "slag")

    assert set(found) == set(anew(sessions, "slag"))
    assert not set(found) & set(gone)


def test_what_holds_the_words_now_comes_to_its_place(sessions: Sessions, held: HeldWords) -> None:
    before = asked(held, sessions, "slag")
    with sessions.reading() as session:
        without = session.scalars(select(Listing.id).where(Listing.id.not_in(before))).first()
    assert without is not None
    with sessions.writing() as session:
        retitle(session, "Slag, slag and slag", without)
        fill(session, 5)

    found = asked(held, sessions, "slag")

    assert found[0] == without
    assert set(found) == set(anew(sessions, "slag"))
    assert [key for key in found if key in before] == before


def test_a_change_that_does_not_concern_the_words_leaves_them(
    sessions: Sessions, held: HeldWords
) -> None:
    before = asked(held, sessions, "slag")
    with sessions.writing() as session:
        listing_search.put(session, make_offer(session, title="Ovens"))

    assert asked(held, sessions, "slag") == before


def test_the_last_word_is_a_beginning_after_a_change_too(
    sessions: Sessions, held: HeldWords
) -> None:
    asked(held, sessions, "slag kil")
    with sessions.writing() as session:
        listing_search.put(session, make_offer(session, title="Slag of kilns"))

    assert set(asked(held, sessions, "slag kil")) == set(anew(sessions, "slag kil"))


def test_a_change_that_is_taken_back_is_kept_for_nobody(
    sessions: Sessions, held: HeldWords
) -> None:
    before = asked(held, sessions, "slag")
    with sessions.writer() as session:
        retitle(session, "Dryer", before[0])
        version = listing_touches.version(session)
        assert before[0] not in held.hits(session, "slag", version)
        session.rollback()

    assert asked(held, sessions, "slag") == before


def test_after_many_changes_all_is_ranked_anew(
    sessions: Sessions, held: HeldWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = HeldWords()
    asked(strict, sessions, "slag")
    with sessions.writing() as session:
        fill(session, 9)

    monkeypatch.setattr(listing_touches, "MOST", 3)

    assert asked(held, sessions, "slag") == anew(sessions, "slag")
    assert asked(strict, sessions, "slag") == anew(sessions, "slag")


@given(HITS, HITS, st.sets(st.integers(1, 60)))
def test_a_patch_equals_sorting_everything(
    before: list[tuple[int, int]], after: list[tuple[int, int]], changed: set[int]
) -> None:
    now = sorted(hit for hit in after if hit[1] in changed)
    stays = [hit for hit in sorted(before) if hit[1] not in changed]

    found = patched(of(sorted(before)), sorted(changed), of(now))

    assert list(zip(found.places.tolist(), found.ids.tolist(), strict=True)) == sorted(stays + now)


def of(hits: list[tuple[int, int]]) -> Ranked:
    places, ids = zip(*hits, strict=True) if hits else ((), ())
    return Ranked(np.array(ids, dtype=np.int64), np.array(places, dtype=np.int64))
