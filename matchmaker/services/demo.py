"""Loading the demonstration network: its history replayed through the services, in one go.

Every step is an event with a time; the events run in their order, so that the audit log of the
demonstration reads like one that grew.
"""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from matchmaker.errors import Conflict, InvalidFields
from matchmaker.importers.demonstration import DemoListing, Demonstration
from matchmaker.policies.actor import Actor
from matchmaker.services import (
    check_ins,
    demo_institutes,
    demo_milestones,
    listings,
    partnership_desk,
    users,
)
from matchmaker.services.demo_introductions import IntroductionPlan
from matchmaker.services.demo_questions import QuestionPlan
from matchmaker.services.demo_sanctions import sanctions_events
from matchmaker.services.listing_fields import clean_fields
from matchmaker.services.partnership_desk import Profile
from matchmaker.services.sign_in import actor_of
from models import Job, Listing, Notification, Organization, User

DAY: Final = dt.timedelta(days=1)
Event = Callable[[dt.datetime], None]


@dataclass
class Network:
    """What has been made so far, by the keys of the files."""

    session: Session
    now: dt.datetime
    password_hash: str
    organizations: dict[str, Organization] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    events: list[tuple[dt.datetime, Event]] = field(default_factory=list)

    def at(self, days_ago: float, event: Event) -> None:
        """Do ``event`` as of so many days ago; the order of equal times is kept."""
        self.events.append((self.now - days_ago * DAY, event))

    def representative(self, organization: Organization) -> Actor:
        """Somebody who may publish and ask for the organization."""
        return next(
            actor_of(m.user) for m in organization.memberships if m.role == "representative"
        )

    def officer(self) -> Actor:
        """The officer who decides in the demonstration."""
        return self.officers()[0]

    def officers(self) -> list[Actor]:
        """Everybody who may decide; a flagged case needs two of them."""
        deciding = {"officer", "approver"}
        return [
            actor_of(user)
            for user in self.people.values()
            if any(m.role in deciding for m in user.memberships)
        ]


def is_loaded(session: Session) -> bool:
    """Whether there is a fictional organization already."""
    return session.scalar(select(Organization.id).where(Organization.fictional)) is not None


def load(
    session: Session, demonstration: Demonstration, *, password: str | None, now: dt.datetime
) -> Network:
    """Write the whole network. ``InvalidFields`` names the file's key and field that is wrong.

    ``password`` is everybody's; without one nobody of the demonstration can sign in.
    """
    if is_loaded(session):
        raise Conflict("The demonstration network is loaded already.")
    password_hash = users.hash_password(password or secrets.token_urlsafe(32))
    network = Network(session, now, password_hash)
    for entry in demonstration.organizations:
        network.at(entry.get("joined_days_ago", 400), _organization(network, entry))
    for listing in demonstration.listings:
        _plan_listing(network, listing)
    plan = IntroductionPlan(network.session, network.listings, network.representative)
    for entry in demonstration.introductions:
        _plan_introduction(network, plan, entry)
    for entry in demonstration.partnerships:
        network.at(entry["founded_days_ago"], _found(network, entry))
    for entry in demonstration.feedback:
        network.at(entry.get("days_ago", 1), plan.feedback(entry, network.people))
    for entry in demonstration.shares:
        network.at(entry.get("days_ago", 1), plan.share(entry, network.people))
    for days_ago, listed in sanctions_events(
        session, demonstration, network.organizations, network.officer
    ):
        network.at(days_ago, listed)
    asked = QuestionPlan(session, network.listings, network.representative, network.officer)
    for entry in demonstration.questions:
        for days_ago, event in asked.events(entry):
            network.at(days_ago, event)
    _plan_milestones(network, demonstration)
    for time, event in sorted(network.events, key=lambda pair: pair[0]):
        event(min(time, now))
    _drop_past(session, now)
    return network


def _organization(network: Network, entry: dict[str, Any]) -> Event:
    def join(now: dt.datetime) -> None:
        organization = Organization(
            name=entry["name"],
            type=entry["type"],
            country=entry["country"],
            sectors=entry.get("sectors", []),
            nace=entry.get("nace", []),
            summary=entry.get("summary", ""),
            website=entry.get("website", ""),
            operates_in=entry.get("operates_in", []),
            fictional=True,
            source="demonstration",
            source_id=entry["key"],
            created_at=now,
        )
        network.session.add(organization)
        network.organizations[entry["key"]] = organization
        for person in entry["people"]:
            _person(network, organization, person, now)
        demo_institutes.describe(network.session, organization, entry, now=now)

    return join


def _person(
    network: Network, organization: Organization, person: dict[str, Any], now: dt.datetime
) -> None:
    user = users.add(
        network.session,
        Actor.operator(),
        email=person["email"],
        name=person["name"],
        organization=organization,
        role=person["role"],
        job_title=person.get("job_title", ""),
        now=now,
    )
    user.password_hash = network.password_hash
    network.people[user.email] = user


def _plan_listing(network: Network, entry: DemoListing) -> None:
    written = network.now - (entry.days_ago + 3) * DAY
    values = _values(entry, network.now)

    def write(now: dt.datetime) -> None:
        owner = network.organizations[entry.organization]
        hidden = [network.organizations[key] for key in entry.hidden_from]
        network.listings[entry.key] = listings.create(
            network.session,
            network.representative(owner),
            entry.kind,
            owner,
            {**values, "hidden_from": hidden},
            now=now,
        )

    def submit(now: dt.datetime) -> None:
        listing = network.listings[entry.key]
        listings.submit(
            network.session, network.representative(listing.organization), listing, now=now
        )

    def review(now: dt.datetime) -> None:
        listing, note = network.listings[entry.key], entry.reviewer_note
        action = "request_changes" if note else "publish"
        if listing.state == "submitted":
            officer = network.officer()
            version = listing.version
            listings.review(
                network.session, officer, listing, action, version=version, note=note, now=now
            )

    network.at((network.now - written) / DAY, write)
    if entry.state != "draft":
        network.at(entry.days_ago + 1, submit)
    if entry.state in ("published", "changes_requested"):
        network.at(entry.days_ago, review)
    for edit in entry.edits:
        network.at(edit["days_ago"], _edit(network, entry, edit))


def _edit(network: Network, entry: DemoListing, edit: dict[str, Any]) -> Event:
    raw = {name: value for name, value in edit.items() if name != "days_ago"}
    values = _cleaned(entry, {**entry.fields, **raw}, network.now)

    def change(now: dt.datetime) -> None:
        listing = network.listings[entry.key]
        actor = network.representative(listing.organization)
        changed = {name: values[name] for name in raw}
        version = listing.version
        listings.update(network.session, actor, listing, changed, version=version, now=now)

    return change


def _values(entry: DemoListing, now: dt.datetime) -> dict[str, Any]:
    raw = dict(entry.fields)
    if entry.ends_in_days is not None:
        raw["valid_until"] = (now + entry.ends_in_days * DAY).date()
    if entry.deadline_in_days is not None:
        raw["deadline"] = (now + entry.deadline_in_days * DAY).date()
    return _cleaned(entry, raw, now)


def _cleaned(entry: DemoListing, raw: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    values, problems = clean_fields(entry.kind, raw, today=now.date())
    if problems:
        raise InvalidFields({f"{entry.key}.{p.field}": p.reason for p in problems})
    return values


def _found(network: Network, entry: dict[str, Any]) -> Event:
    def found(now: dt.datetime) -> None:
        members = tuple(network.organizations[key].reference for key in entry["members"])
        profile = Profile(
            entry["name"],
            entry["summary"],
            entry["website"],
            tuple(entry["countries"]),
            entry["began_on"],
            members,
        )
        partnership_desk.found(network.session, network.officer(), profile, now=now)

    return found


def _plan_introduction(network: Network, plan: IntroductionPlan, entry: dict[str, Any]) -> None:
    for days_ago, event in plan.events(entry, network.officers):
        network.at(days_ago, event)


def _plan_milestones(network: Network, demonstration: Demonstration) -> None:
    entries, made = demonstration.milestones, network.organizations
    for days_ago, event in demo_milestones.events(
        network.session, entries, made, network.representative
    ):
        network.at(days_ago, event)
    network.at(0, demo_milestones.report_so_far(network.session, network.officer))


def _drop_past(session: Session, now: dt.datetime) -> None:
    """The demonstration's past is not mailed to anybody; its past check-ins are asked already."""
    session.execute(delete(Job).where(Job.kind == "send_mail"))
    last_week = Notification.created_at > now - dt.timedelta(days=7)
    session.execute(update(Notification).values(mail=""))
    session.execute(update(Notification).where(~last_week).values(read_at=Notification.created_at))
    session.execute(delete(Job).where(Job.kind == check_ins.JOB, Job.run_at <= now))
