"""Searching by meaning through the worker's socket: only what the reader may see comes back."""

import socket
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask

from embeddings.hashing import HashingEncoder
from matchmaker.jobs.meaning_server import MeaningServer
from matchmaker.services import indexing, listing_search, some_words
from matchmaker.services.bitsets import bits_of
from matchmaker.services.meaning_wire import SOCKET, packed, receive, send
from matchmaker.web.meaning import MeaningClient
from models import Listing, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import NOW, make_offer
from tests.helpers import Browser

SignIn = Callable[[User], Browser]
TEXT = "Dry granulation of blast furnace slag with heat recovery"
QUERY = "granulation of slag with recovery of heat from furnaces"


def publish(sessions: Sessions, title: str, **fields) -> Listing:
    with sessions.writing() as session:
        if "hidden_from" in fields:
            fields["hidden_from"] = [session.merge(o, load=False) for o in fields["hidden_from"]]
        listing = make_offer(session, title=title, teaser=TEXT, **fields)
        listing_search.put(session, listing)
        indexing.index_listings(session, HashingEncoder(), [listing.id], now=NOW)
    return listing


@contextmanager
def served(folder: Path, sessions: Sessions) -> Iterator[Path]:
    server, stop = MeaningServer(folder, sessions, HashingEncoder()), threading.Event()
    thread = threading.Thread(target=server.run, args=[stop])
    thread.start()
    while not (folder / SOCKET).exists():
        thread.join(0.01)
    yield folder / SOCKET
    stop.set()
    thread.join()


@pytest.fixture
def serving(app: Flask, sessions: Sessions, tmp_path: Path) -> Iterator[Path]:
    with served(tmp_path, sessions) as path:
        yield path


def ask_for_slag(path: Path) -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(5)
        client.connect(str(path))
        send(client, {"words": "slag", "among": packed(bits_of(np.array([1]), 1))})
        return receive(client)


def test_what_says_the_same_in_other_words_is_found_and_labelled(
    cast: Cast, sessions: Sessions, sign_in: SignIn, serving: Path
) -> None:
    publish(sessions, "Slag made dry")
    page = sign_in(cast.asker).get(f"/listings?q={QUERY}")
    assert "Slag made dry" in page.text
    assert "Close in meaning" in page.text
    assert "Only words were compared" not in page.text


def test_nothing_hidden_or_confidential_is_found_by_meaning(
    cast: Cast, sessions: Sessions, sign_in: SignIn, serving: Path
) -> None:
    publish(sessions, "Hidden canary", hidden_from=[cast.need.organization])
    publish(sessions, "Draft canary", state="draft")
    publish(sessions, "Blind one", disclosure="blind", description="zirconia membrane canary")
    page = sign_in(cast.asker).get(f"/listings?q={QUERY}")
    assert "canary" not in page.text
    assert "Blind one" in page.text
    assert "1 listing" in page.text
    assert "Blind one" not in page.get("/listings?q=zirconia+membrane").text


def test_facets_count_what_is_found_by_meaning(
    cast: Cast, sessions: Sessions, sign_in: SignIn, serving: Path
) -> None:
    publish(sessions, "Slag made dry", sectors=["cement"])
    page = sign_in(cast.asker).get(f"/listings?q={QUERY}&sector=cement")
    assert "Slag made dry" in page.text
    assert "1 listing" in page.text


def test_without_the_worker_words_are_compared_and_the_page_says_so(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    publish(sessions, "Slag made dry")
    page = sign_in(cast.asker).get("/listings?q=slag")
    assert "Slag made dry" in page.text
    assert "Only words were compared" in page.text
    assert page.page.find("a", string="Try again")["href"] == "/listings?q=slag"
    assert "Only words were compared" not in page.get("/listings").text


def test_without_the_worker_a_sentence_finds_what_shares_its_rare_words(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    publish(sessions, "Slag made dry", sectors=["cement"])
    publish(sessions, "Hidden canary", hidden_from=[cast.need.organization])
    page = sign_in(cast.asker).get(f"/listings?q={QUERY}&sector=cement")
    assert "Slag made dry" in page.text
    assert "canary" not in page.text
    assert "1 listing" in page.text
    assert "these hold some of them" in page.text
    assert "granulation" in [mark.text for mark in page.page.find_all("mark")]
    assert "these hold some of them" not in page.get("/listings?q=slag").text
    on_map = page.get(f"/listings/map?q={QUERY}&sector=cement")
    assert "1 listing" in on_map.text
    assert "these hold some of them" in on_map.text


def test_words_that_stand_everywhere_find_nothing_beside_a_rare_one(
    cast: Cast, sessions: Sessions
) -> None:
    titles = [f"Heat with number {place}" for place in range(9)] + ["Clinker with less heat"]
    listings = [publish(sessions, title) for title in titles]
    everything = bits_of(np.array([listing.id for listing in listings]), 4)
    with sessions.reading() as session:
        found = some_words.find(session, "cement with less clinker", everything)
        hidden = some_words.find(session, "cement with less clinker", everything[:0])
    assert found.ids.tolist() == [listings[-1].id]
    assert hidden.ids.tolist() == []


@contextmanager
def silent(folder: Path) -> Iterator[socket.socket]:
    """A worker that takes questions and does not answer."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(folder / SOCKET))
        listener.listen(16)
        yield listener
    (folder / SOCKET).unlink()


def asked_of(listener: socket.socket) -> int:
    """How many questions have come in."""
    listener.setblocking(False)
    count = 0
    with suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            count += 1
    return count


def test_after_one_late_answer_the_next_question_is_asked_again(
    app: Flask, sessions: Sessions, tmp_path: Path
) -> None:
    client = MeaningClient(tmp_path, patience=0.01)
    with silent(tmp_path):
        assert client("slag", np.ones(1, np.uint64), 1) is None
    with served(tmp_path, sessions):
        client._patience = 5.0
        assert client("slag", np.ones(1, np.uint64), 1) is not None


def test_a_worker_that_hangs_is_waited_for_by_few(tmp_path: Path) -> None:
    client = MeaningClient(tmp_path, patience=0.01)
    with silent(tmp_path) as listener:
        for _ in range(8):
            assert client("slag", np.ones(1, np.uint64), 1) is None
        assert asked_of(listener) == 3


def test_where_there_is_no_worker_nobody_waits_for_one_that_begins(
    app: Flask, sessions: Sessions, tmp_path: Path
) -> None:
    client = MeaningClient(tmp_path)
    for _ in range(8):
        assert client("slag", np.ones(1, np.uint64), 1) is None
    with served(tmp_path, sessions):
        assert client("slag", np.ones(1, np.uint64), 1) is not None


def test_who_does_not_wait_for_the_answer_is_no_trouble(
    serving: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(4):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as hasty:
            hasty.connect(str(serving))
            send(hasty, {"words": "slag", "among": packed(bits_of(np.array([1]), 1))})
    assert ask_for_slag(serving) == {"ids": []}
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []


def test_the_socket_is_for_its_owner_alone(serving: Path) -> None:
    assert stat.S_IMODE(serving.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x02[]",
        b"\x00\x00\x00\x05nonsense",
        b'\x00\x00\x00\x1d{"words": 1, "among": "\xc3\x28*"}',
    ],
)
def test_no_message_ends_the_server(serving: Path, sent: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as hostile:
        hostile.connect(str(serving))
        hostile.sendall(sent)
    assert ask_for_slag(serving) == {"ids": []}
