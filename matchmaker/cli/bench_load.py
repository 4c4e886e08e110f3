"""People at browsers: a few processes of threads that ask for pages and note how long it took."""

import http.client
import multiprocessing
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

_PROCESSES: Final = 2
_TOKEN: Final = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Answers:
    """What was measured: path, seconds and status of every request; how many were not 200."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    asked: list[tuple[str, float, int]] = field(default_factory=list)

    def add(self, other: "Answers") -> None:
        self.seconds.extend(other.seconds)
        self.errors += other.errors
        self.asked.extend(other.asked)


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in browser: its cookie, and the pages that it asks for in turn."""

    cookie: str
    paths: tuple[str, ...]


def fetch(port: int, path: str, cookie: str) -> tuple[int, float]:
    """``(status, seconds)`` of one page, asked for alone."""
    start = time.perf_counter()
    status, _, _ = _ask(port, "GET", path, {"Cookie": cookie})
    return status, time.perf_counter() - start


def sign_in(port: int, email: str, password: str) -> str:
    """The cookie of a new session, got as a browser gets it."""
    _, html, first = _ask(port, "GET", "/sign-in", {})
    found = _TOKEN.search(html)
    if found is None:
        raise ConnectionError("the sign-in page has no form")
    body = urlencode({"email": email, "password": password, "csrf_token": found.group(1)})
    status, _, cookie = _ask(port, "POST", "/sign-in", {"Cookie": first, **_FORM}, body)
    if status != 302:
        raise ConnectionError(f"signing in was answered with {status}")
    return cookie


def run(port: int, people: Sequence[Person], *, seconds: float, think: float) -> Answers:
    """Everybody asks at once for ``seconds``; ``think`` is the pause between two requests."""
    context = multiprocessing.get_context("fork")  # only asks for pages
    shares = [people[start::_PROCESSES] for start in range(_PROCESSES)]
    with context.Pool(_PROCESSES) as pool:
        jobs = [(port, share, seconds, think) for share in shares if share]
        total = Answers()
        for answers in pool.starmap(_share, jobs):
            total.add(answers)
    return total


def _share(port: int, people: Sequence[Person], seconds: float, think: float) -> Answers:
    total, lock, end = Answers(), threading.Lock(), time.perf_counter() + seconds

    def browse(number: int, person: Person) -> None:
        answers = Answers()
        time.sleep(think * number / max(1, len(people)))  # not all in the same instant
        for turn in range(1_000_000):
            if time.perf_counter() >= end:
                break
            _measure(port, person, person.paths[turn % len(person.paths)], answers)
            time.sleep(think)
        with lock:
            total.add(answers)

    threads = [threading.Thread(target=browse, args=pair) for pair in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total


def _measure(port: int, person: Person, path: str, answers: Answers) -> None:
    start = time.perf_counter()
    try:
        status, _, _ = _ask(port, "GET", path, {"Cookie": person.cookie})
    except OSError:
        status = 0
    spent = time.perf_counter() - start
    answers.seconds.append(spent)
    answers.asked.append((path, spent, status))
    answers.errors += status != 200


def _ask(
    port: int, method: str, path: str, headers: dict[str, str], body: str | None = None
) -> tuple[int, str, str]:
    """``(status, text, cookie)`` of one request over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode(errors="replace")  # of a file nobody reads it
        cookie = (response.getheader("Set-Cookie") or "").split(";")[0]
        return response.status, text, cookie
    finally:
        connection.close()
