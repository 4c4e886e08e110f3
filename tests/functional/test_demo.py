"""The demonstration network, loaded through the services: whole, varied, fictional."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from matchmaker.errors import InvalidFields
from matchmaker.importers import demonstration
from matchmaker.importers.demonstration import DemoListing, Demonstration
from matchmaker.services import audit, demo
from models import (
    Feedback,
    Introduction,
    Job,
    Listing,
    Membership,
    Offer,
    Organization,
    Outcome,
    User,
)
from models import vocabulary as v
from models.session import Sessions, open_engine
from tests.factories.listings import NOW

#: Who publishes the technical guidelines that listings link to.
PUBLIC = {
    "www.industrytransition.org",
    "taxation-customs.ec.europa.eu",
    "heatpumpingtechnologies.org",
    "gmggroup.org",
    "www.ittc.info",
}


@pytest.fixture(scope="module")
def network(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session over the loaded network; loaded once, read by every test."""
    path = tmp_path_factory.mktemp("demonstration") / "demo.db"
    path.write_bytes(migrated.read_bytes())
    engine = open_engine(f"sqlite:///{path}")
    sessions = Sessions(engine)
    with sessions.writing() as session:
        demo.load(session, demonstration.read(), password=None, now=NOW)
    with sessions.reading() as session:
        yield session
    engine.dispose()


def test_its_members_are_many_and_of_many_countries(network: Session) -> None:
    organizations = network.scalars(select(Organization)).all()
    countries = {organization.country for organization in organizations}
    assert len(organizations) >= 40
    assert len(countries) >= 15
    assert countries >= {"IN", "SE", "BR", "ZA", "JP", "KR", "DE"}
    assert {organization.type for organization in organizations} == set(v.ORGANIZATION_TYPES)


def test_its_listings_are_of_every_kind_type_and_of_many_sectors(network: Session) -> None:
    listings = network.scalars(select(Listing)).all()
    kinds = Counter(listing.kind for listing in listings)
    assert kinds["offer"] >= 60
    assert kinds["need"] >= 50
    assert kinds["capability"] >= 40
    assert set(network.scalars(select(Offer.type))) == set(v.OFFER_TYPES)
    assert len({sector for listing in listings for sector in listing.sectors}) >= 8
    assert {listing.disclosure for listing in listings} == set(v.DISCLOSURES)
    assert len({listing.language.partition("-")[0] for listing in listings}) >= 3


def test_every_role_has_somebody(network: Session) -> None:
    assert set(network.scalars(select(Membership.role))) == set(v.ROLES)
    emails = set(network.scalars(select(User.email)))
    assert {email for _, email in demonstration.SIGN_INS} <= emails


def test_every_company_has_somebody_who_may_speak_for_it(network: Session) -> None:
    for organization in network.scalars(select(Organization)):
        if organization.type in ("company", "supplier", "institute"):
            roles = {membership.role for membership in organization.memberships}
            assert "representative" in roles, organization.name


def test_there_is_an_introduction_in_every_state(network: Session) -> None:
    assert set(network.scalars(select(Introduction.state))) == set(v.INTRODUCTION_STATES)


def test_there_are_answers_to_matches_and_outcomes(network: Session) -> None:
    assert set(network.scalars(select(Feedback.answer))) == set(v.FEEDBACK_ANSWERS)
    stages = set(network.scalars(select(Outcome.stage)))
    assert len(stages) >= 4
    assert stages <= set(v.OUTCOME_STAGES)


def test_its_log_reads_like_one_that_grew(network: Session) -> None:
    found = audit.verify(network)
    assert found.broken_id is None
    assert found.rows > 500
    times = [event.at for event in audit.trail(network, "listing", _reference(network))]
    assert times == sorted(times)
    assert times[-1] <= NOW


def _reference(network: Session) -> str:
    return network.scalars(select(Listing.reference).limit(1)).one()


def test_nothing_of_its_past_is_mailed(network: Session) -> None:
    assert network.scalars(select(Job).where(Job.kind == "send_mail")).all() == []


def test_every_member_is_marked_as_fictional(network: Session) -> None:
    assert set(network.scalars(select(Organization.fictional))) == {True}


def test_no_address_leads_to_somebody_real(network: Session) -> None:
    for email in network.scalars(select(User.email)):
        assert email.endswith(".example")
    texts = [text for row in _rows(network) for text in _texts(row)]
    hosts = {
        urlsplit(link).hostname or ""
        for text in texts
        for link in re.findall(r"https?://\S+", text)
    }
    assert hosts
    assert {host for host in hosts if not host.endswith(".example")} <= PUBLIC


def _rows(network: Session) -> Iterator[object]:
    yield from network.scalars(select(Organization))
    yield from network.scalars(select(Listing))


def _texts(row: object) -> Iterator[str]:
    for column in inspect(type(row)).column_attrs:
        value = getattr(row, column.key)
        if isinstance(value, str):
            yield value


def test_no_blind_listing_names_its_organization(network: Session) -> None:
    for listing in network.scalars(select(Listing).where(Listing.disclosure == "blind")):
        name = listing.organization.name
        shown = f"{listing.title} {listing.teaser}".lower()
        for word in (name, name.split()[0]):
            assert word.lower() not in shown, listing.reference


# Loading what cannot be


def _with(**fields: object) -> Demonstration:
    owner = {
        "key": "o", "name": "O", "type": "company", "country": "SE",
        "people": [{"email": "o@o.example", "name": "O", "role": "representative"}],
    }  # fmt: skip
    listing = DemoListing(
        key="first", kind="need", organization="o", state="draft", days_ago=1,
        deadline_in_days=None, hidden_from=(), fields=fields,
    )  # fmt: skip
    return Demonstration(organizations=[owner], listings=[listing])


def test_a_value_that_cannot_be_taken_is_named_by_its_key(sessions: Sessions) -> None:
    with sessions.writing() as session, pytest.raises(InvalidFields) as refused:
        demo.load(session, _with(title="T", trl="12"), password=None, now=NOW)
    assert "first.trl" in refused.value.problems
