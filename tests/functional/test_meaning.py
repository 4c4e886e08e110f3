"""Searching by meaning through the worker's socket: only what the reader may see comes back."""

import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from embeddings.hashing import HashingEncoder
from matchmaker.jobs.meaning_server import MeaningServer
from matchmaker.services import indexing, listing_search
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


@pytest.fixture
def serving(app: Flask, sessions: Sessions, tmp_path: Path) -> Iterator[Path]:
    server, stop = MeaningServer(tmp_path, sessions, HashingEncoder()), threading.Event()
    thread = threading.Thread(target=server.run, args=[stop])
    thread.start()
    while not (tmp_path / SOCKET).exists():
        thread.join(0.01)
    yield tmp_path / SOCKET
    stop.set()
    thread.join()


def test_what_says_the_same_in_other_words_is_found_and_labelled(
    cast: Cast, sessions: Sessions, sign_in: SignIn, serving: Path
) -> None:
    publish(sessions, "Slag made dry")
    page = sign_in(cast.asker).get(f"/listings?q={QUERY}")
    assert "Slag made dry" in page.text
    assert "Close in meaning" in page.text
    assert "only words are compared" not in page.text


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
    assert "only words are compared" in page.text
    assert "only words are compared" not in page.get("/listings").text


def test_a_worker_that_hangs_is_not_waited_for_twice(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silent:
        silent.bind(str(tmp_path / SOCKET))
        silent.listen(1)
        client = MeaningClient(tmp_path)
        assert client("slag", np.ones(1, np.uint64), 1) is None
        silent.close()
        os.unlink(tmp_path / SOCKET)
        assert client("slag", np.ones(1, np.uint64), 1) is None


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
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(5)
        client.connect(str(serving))
        send(client, {"words": "slag", "among": packed(bits_of(np.array([1]), 1))})
        assert receive(client) == {"ids": []}
