"""``scripts/run`` on an empty folder: the site answers, and its accounts can sign in."""

import os
import re
import signal
import socket
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "industry transition demo"


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of the site, and what the script said until it ran."""
    if not (ROOT / ".venv/bin/matchmaker").exists():
        pytest.skip("scripts/setup has not been run in this checkout")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MATCHMAKER", "COV"))}
    environment |= {
        "PORT": str(_free_port()),
        "MATCHMAKER_DATA_DIR": str(tmp_path),
        "MATCHMAKER_ENCODER": "hashing",
    }
    with subprocess.Popen(
        [ROOT / "scripts/run"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Mail is written to" in line:
                break
        yield f"http://127.0.0.1:{environment['PORT']}", said
        os.killpg(process.pid, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_whoever_starts_it_for_the_first_time_can_sign_in(started: tuple[str, str]) -> None:
    url, said = started
    accounts = re.findall(r"^  (\S+@\S+)", said, re.MULTILINE)
    assert len(accounts) > 5, said

    for email in accounts:
        assert _sign_in(url, email) == f"{url}/", said


def _sign_in(url: str, email: str) -> str:
    """The address that a browser ends at."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{url}/sign-in") as page:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token
    form = {"email": email, "password": PASSWORD, "csrf_token": token[1]}
    with browser.open(f"{url}/sign-in", urllib.parse.urlencode(form).encode()) as answer:
        return str(answer.url)
