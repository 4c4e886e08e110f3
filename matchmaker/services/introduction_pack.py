"""The pack of a released introduction: who the parties are, what they posted, and how to begin.

Composed for one reader from what that reader may see; a page, a mail and a PDF show the same pack.
"""

import datetime as dt
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows, require
from matchmaker.services import audit, check_ins, pack_texts
from matchmaker.services.introduction_secrecy import label_of
from matchmaker.services.introduction_views import PartyView, view_introduction
from matchmaker.services.listing_views import ListingView, view
from matchmaker.services.pack_texts import Occasion
from matchmaker.services.pack_values import Pack, PackListing, PackParty, Passage, passage
from models import Introduction, IntroductionParty, Screening
from models import vocabulary as v


def pack_of(session: Session, actor: Actor, introduction: Introduction) -> Pack:
    """For a party, or the secretariat; ``NotFound`` until the last key has turned."""
    require(actor, Permission.INTRODUCTION_READ, introduction)
    if introduction.state != "introduced" or introduction.introduced_at is None:
        raise NotFound("There is no such page, or it is not for you to see.")
    seen = view_introduction(actor, introduction)
    pairs = list(zip(introduction.parties, seen.parties, strict=True))
    listings = tuple(_listing(actor, row, party) for row, party in pairs)
    occasion = _occasion(session, introduction)
    released_on = introduction.introduced_at.date()
    return Pack(
        reference=introduction.reference,
        introduced_on=released_on,
        parties=tuple(_party(row, party) for row, party in pairs),
        listings=listings,
        cooperation=seen.cooperation,
        question=passage(seen.question),
        about_us=passage(seen.about_us),
        band=v.BANDS.label(seen.band),
        fits=seen.fits,
        misses=seen.misses,
        sentences=_sentences(introduction),
        shared=_shared([listing.seen for listing in listings]),
        rules=pack_texts.ground_rules(occasion),
        agenda=pack_texts.agenda(occasion),
        bring=pack_texts.to_bring(occasion),
        check_ins=tuple(released_on + dt.timedelta(days=days) for days in check_ins.DAYS),
        agreements=pack_texts.model_agreements(introduction.cooperation),
    )


def log_download(session: Session, actor: Actor, reference: str, *, now: dt.datetime) -> None:
    """Who has taken names and texts out of the house, and when."""
    audit.record(session, actor, "introduction.pack", "introduction", reference, now=now)


def file_name(reference: str) -> str:
    """Says nothing about the parties: it stands in mails, logs and folders."""
    return f"introduction-{reference}.pdf"


def _party(row: IntroductionParty, party: PartyView) -> PackParty:
    organization = row.organization
    return PackParty(
        label=party.label,
        me=party.me,
        organization=organization.name,
        kind=v.ORGANIZATION_TYPES.label(organization.type),
        country=v.COUNTRIES.label(organization.country),
        website=organization.website,
        contact=party.contact,
    )


def _listing(actor: Actor, row: IntroductionParty, party: PartyView) -> PackListing:
    is_there = allows(actor, Permission.LISTING_READ, row.listing)
    seen = view(actor, row.listing, detailed=True) if is_there else party.listing
    return PackListing(
        owner=row.organization.name,
        seen=seen,
        title=passage(seen.title),
        teaser=passage(seen.teaser),
        description=passage(seen.description),
        details=tuple((label, passage(value)) for label, value in seen.details),
        expertise=tuple(passage(sentence) for sentence in seen.expertise),
    )


def _sentences(introduction: Introduction) -> tuple[tuple[str, Passage], ...]:
    """The nearest sentences of both listings, as the match stood at the request."""
    told = introduction.facts.get("sentences", ())
    return tuple(
        (label_of(party), passage(text))
        for party, text in zip(introduction.parties, told, strict=False)
        if text
    )


def _shared(listings: list[ListingView]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What every listing names, as far as the reader sees it: ``(what, labels)``."""
    found = []
    for title, name in (
        ("Sectors", "sectors"),
        ("Technology routes", "technologies"),
        ("Cooperation", "collaborations"),
    ):
        first, *others = [getattr(listing, name) for listing in listings]
        labels = tuple(label for code, label in first if all((code, label) in o for o in others))
        if labels:
            found.append((title, labels))
    return tuple(found)


def _occasion(session: Session, introduction: Introduction) -> Occasion:
    listings = [party.listing for party in introduction.parties]
    kinds = chain.from_iterable((row.kind, getattr(row, "type", "")) for row in listings)
    return Occasion(
        cooperation=frozenset(introduction.cooperation),
        kinds=frozenset(kinds),
        has_question=bool(introduction.question),
        competitors=_was_flagged(session, introduction, "competition"),
        export_control=any(row.dual_use_listed or row.state_funded_limits for row in listings),
    )


def _was_flagged(session: Session, introduction: Introduction, point: str) -> bool:
    """Whether an officer let the case pass although this point of the checklist was flagged."""
    query = select(Screening.findings).where(Screening.introduction_id == introduction.id)
    return any(found.get(point, {}).get("status") == "flag" for found in session.scalars(query))
