"""The demonstration network with everything that the site can show, and somebody for each view.

What the demonstration leaves out – links that come by mail, a kept search, a token, a message
with a file, a colleague who is invited – is added through the services that make it.
"""

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from embeddings.hashing import HashingEncoder
from matchmaker.app import create_app, utc_now
from matchmaker.config import Config
from matchmaker.importers import demonstration
from matchmaker.jobs.registry import build_worker
from matchmaker.policies.actor import Actor
from matchmaker.services import (
    api_tokens,
    check_in_links,
    check_ins,
    demo,
    match_files,
    member_links,
    members,
    question_asking,
    reports,
    saved_searches,
    unsubscribing,
    users,
)
from matchmaker.services.browse import Search
from matchmaker.services.introduction_lists import GROUPS
from matchmaker.services.match_inbox import Wanted
from matchmaker.services.sign_in import actor_of, open_session
from matchmaker.services.stored_files import FOLDER
from models import CheckIn, Introduction, Listing, Match, MessageFile, Partnership, User
from models.institute import Facility
from models.session import Sessions, open_engine
from tests import crawl
from tests.factories.files import pdf
from tests.helpers import PASSWORD, Browser

KEY: Final = "k" * 32
#: Who sees something that the others do not. The institute's is the one whose page has parts.
PEOPLE: Final[Mapping[str, str]] = {
    "member": "ananya.deshpande@suryakund-ispat.example",
    "supplier": "jonas.albrecht@kalkstein-binder.example",
    "contributor": "anderson.quirino@serra-jatoba.example",
    "government": "johan.ekstrom@industriomstallningsverket.example",
    "focal point": "henrik.ahlqvist@industriomstallningsverket.example",
    "officer": "elsa.bergstrom@secretariat.example",
    "approver": "ingrid.solheim@secretariat.example",
    "auditor": "thabo.nkosi@secretariat.example",
    "administrator": "maria.duarte@secretariat.example",
}


@dataclass
class Exhibition:
    """The site over a database in ``folder``; role → e-mail, and where each role begins."""

    folder: Path
    app: Flask
    sessions: Sessions
    people: dict[str, str]
    starts: dict[str, list[str]] = field(default_factory=dict)
    #: A conversation that is open, and who is in it.
    thread: tuple[str, str] = ("", "")
    _clients: dict[str, FlaskClient] = field(default_factory=dict)

    def client(self, role: str) -> FlaskClient:
        """The role's own, signed in without the check of a password; a ``visitor`` is not."""
        if role not in self._clients:
            self._clients[role] = self._sign_in(role)
        return self._clients[role]

    def _sign_in(self, role: str) -> FlaskClient:
        client = self.app.test_client()
        if role == "visitor":
            return client
        with self.sessions.writing() as session:
            user = session.scalars(select(User).where(User.email == self.people[role])).one()
            token = open_session(session, user, now=utc_now())
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return client

    def pages(self) -> Iterator[crawl.Visit]:
        """Every page, as everybody; the files among the answers have no text."""
        plain = [rule.rule for rule in self.app.url_map.iter_rules() if not rule.arguments]
        for role in ("visitor", *self.people):
            starts = ["/", *plain, *self.starts.get(role, [])]
            yield from crawl.pages_of(self.app, role, self.client(role), starts)


def stage(folder: Path, database: Path) -> None:
    """Fill the empty database with the network, matched by the encoder that needs no model."""
    engine = open_engine(f"sqlite:///{database}")
    sessions = Sessions(engine)
    with sessions.writing() as session:
        demo.load(session, demonstration.read(), password=PASSWORD, now=utc_now())
    config = _config(folder, database)
    build_worker(config, sessions, HashingEncoder(), clock=utc_now).drain()
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


def open_exhibition(folder: Path, database: Path) -> Exhibition:
    """The site over the staged database, with what the demonstration leaves out."""
    app = create_app(_config(folder, database))
    app.testing = True
    made = Exhibition(folder, app, Sessions(open_engine(f"sqlite:///{database}")), dict(PEOPLE))
    with made.sessions.writing() as session:
        _furnish(session, made, utc_now())
    _write_message(made)
    return made


def _config(folder: Path, database: Path) -> Config:
    return Config(
        database_url=f"sqlite:///{database}", secret_key=KEY, data_dir=folder, encoder="hashing"
    )


def _furnish(session: Session, made: Exhibition, now: dt.datetime) -> None:
    owner = session.scalars(select(Facility)).first().organization
    made.people["institute"] = next(
        m.user.email for m in owner.memberships if m.role == "representative"
    )
    everybody = {role: _actor(session, email) for role, email in made.people.items()}
    member = everybody["member"]
    made.starts = {
        "visitor": [*_mailed(session, member, now)],
        "member": [f"/introductions/all/{group}" for group in GROUPS],
    }
    made.starts["member"] += ["/listings?q=slag", "/listings?q=zzzz", "/listings?kind=offer&page=2"]
    saved_searches.save(session, member, Search(words="slag"), name="Slag", alert="daily", now=now)
    api_tokens.create(session, member, name="Nightly report", days=30, now=now)
    _report(session, everybody["officer"], now)
    made.starts["institute"] = [f"/organizations/{owner.reference}"]
    made.people["asking"], asked = _asked_within(session, now)
    made.starts["asking"] = [asked]
    listing = session.scalars(
        select(Listing).where(
            Listing.organization_id.in_(member.organizations_as("representative")),
            Listing.state == "published",
        )
    ).first()
    made.starts["member"].append(f"/listings/{listing.reference}/renew")
    made.starts["member"].append(_compared(session, member))
    made.starts["member"].append(_file_of_matches(session, member, made.folder, now))


def _file_of_matches(session: Session, member: Actor, folder: Path, now: dt.datetime) -> str:
    """Where a list of matches waits as a file that the worker has made."""
    told = [("Tab", "New")]
    file = match_files.ask(session, member, Wanted(), told=told, language="en", now=now)
    content, of = pdf("Matches of the week"), {"listings": [], "version": 0, "rows": 1, "total": 1}
    match_files.put(session, file.reference, folder / FOLDER, content, **of)
    return f"/matches/files/{file.reference}"


def _compared(session: Session, member: Actor) -> str:
    """Two candidates of one listing side by side; ticks in a list lead there."""
    own = member.organizations_as("representative")
    query = select(Match).join(Listing, Listing.id == Match.listing_id).order_by(Match.rank)
    pairs: dict[str, list[str]] = {}
    for match in session.scalars(query.where(Listing.organization_id.in_(own))):
        others = pairs.setdefault(match.listing.reference, [])
        others.append(match.counterpart.reference)
        if len(others) == 2:
            return (
                f"/matches/compare?listing={match.listing.reference}&with={'&with='.join(others)}"
            )
    raise AssertionError("the member has no listing with two matches")


def _actor(session: Session, email: str) -> Actor:
    return actor_of(session.scalars(select(User).where(User.email == email)).one())


def _mailed(session: Session, member: Actor, now: dt.datetime) -> Iterator[str]:
    """The addresses that only mails tell."""
    user = session.get_one(User, member.user_id)
    yield f"/account/set-password/{users.password_token(user, KEY)}"
    yield f"/unsubscribe/{unsubscribing.make(KEY, user.id, 'new_matches')}"
    invited = members.invite(
        session,
        member,
        user.memberships[0].organization,
        email="colleague@suryakund-ispat.example",
        name="Carla Colleague",
        role="contributor",
        now=now,
    )
    yield f"/join/{member_links.make(KEY, invited)}"
    yield f"/check-in/{_check_in(session, now)}"


def _check_in(session: Session, now: dt.datetime) -> str:
    """The last question of a case that is not over, asked just now."""
    for row in session.scalars(select(CheckIn).order_by(CheckIn.day.desc(), CheckIn.id)):
        speaks = [m.user for m in row.party.organization.memberships if m.role == "representative"]
        if speaks and check_ins.standing_of(session, actor_of(speaks[0]), row.introduction):
            row.sent_at = row.sent_at or now
            return check_in_links.make(KEY, check_ins.link_of(row, speaks[0].id))
    raise AssertionError("every case of the demonstration is over")


def _report(session: Session, officer: Actor, now: dt.datetime) -> None:
    scope = session.scalars(select(Partnership.reference)).first()
    day = now.date()
    asked = reports.Asked("The year", day - dt.timedelta(days=300), day, scope or "")
    reports.take(session, officer, asked, now=now)


def _asked_within(session: Session, now: dt.datetime) -> tuple[str, str]:
    """Who may ask another party of a case something, and where."""
    for case in session.scalars(select(Introduction)):
        for own in case.parties:
            for membership in own.organization.memberships:
                actor = actor_of(membership.user)
                for party in question_asking.askable(actor, case, now):
                    address = f"/introductions/{case.reference}/questions/{party.position}"
                    return membership.user.email, address
    raise AssertionError("nobody of the demonstration may ask within a case")


def _write_message(made: Exhibition) -> None:
    """A message with a file in a thread that is open, as a person writes it."""
    for role in made.people:
        person = Browser(made.app)
        person.client = made.client(role)
        for tag in person.get("/introductions").page.select('a[href^="/introductions/IN-"]'):
            thread = f"{str(tag['href']).split('?')[0]}/messages"
            if person.get(thread).status == 200 and person.page.select("form textarea"):
                file = (io.BytesIO(pdf("Analysis of slag")), "slag.pdf")
                person.submit("/messages", text="The analysis is attached.", file=file)
                with made.sessions.reading() as session:
                    reference = session.scalars(select(MessageFile.reference)).first()
                made.thread = role, thread
                made.starts[role] += [thread, f"/messages/files/{reference}"]
                return
    raise AssertionError("nobody of the exhibition has a thread to write in")
