"""Listings as a reader may see them: ready values for pages, never the rows themselves."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from matchmaker.policies.actor import Actor, Role
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services.listing_details import details_of
from models import Attachment, Listing, Organization
from models import vocabulary as v
from models.listing_code import public_codes

Code = tuple[str, str]  # code and label
#: A member of an organization that posts nothing, since no listing has an owner with this id: what
#: every member may see, and no more.
_ANY_MEMBER: Final = Actor("user", roles=(Role(0, "", "company", "contributor"),))


@dataclass(frozen=True, slots=True)
class ListingView:
    """One listing for one reader. What the reader may not see is empty, not hidden later.

    ``organization`` is ``None`` for a reader of a blind listing, and its type and country are
    empty; ``region`` is always there.
    ``full`` tells whether organization, description, details and files are included.
    """

    reference: str
    kind: str
    kind_label: str
    type_label: str
    title: str
    teaser: str
    state: str
    state_label: str
    blind: bool
    full: bool
    mine: bool
    organization: str | None
    organization_reference: str | None
    organization_type: str
    country: str
    region: str
    fictional: bool
    language: str
    sectors: tuple[Code, ...]
    technologies: tuple[Code, ...]
    collaborations: tuple[Code, ...]
    trl: int | None
    published_at: dt.datetime | None
    valid_until: dt.date
    description: str = ""
    details: tuple[tuple[str, str], ...] = ()
    expertise: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    source_url: str = ""
    attribution: str = ""
    reviewer_note: str = ""
    type: str = ""  # codes, for programs; those of the organization are empty like their labels
    organization_type_code: str = ""
    country_code: str = ""
    region_code: str = ""


def view(actor: Actor, listing: Listing, *, detailed: bool = False) -> ListingView:
    """``listing`` as ``actor`` may see it; ``detailed`` adds what only its own page shows."""
    full = allows(actor, Permission.LISTING_READ_FULL, listing)
    more = _details(actor, listing) if full and detailed else {}
    return shown(actor, listing, listing.organization, full=full, **more)


def shown(actor: Actor, listing: Any, organization: Any, *, full: bool, **more: Any) -> ListingView:
    """The view of a listing and its organization: rows, or bare columns with the same names.

    ``full`` is the answer of ``LISTING_READ_FULL``; ``more`` are further fields of the view.
    """
    visible_codes = _codes(listing, organization, full=full)
    region = v.region_of(organization.country)
    return ListingView(
        reference=listing.reference,
        kind=listing.kind,
        kind_label=v.LISTING_KINDS.label(listing.kind),
        type_label=v.OFFER_TYPES.label(getattr(listing, "type", "")),
        title=listing.title,
        teaser=listing.teaser,
        state=listing.state,
        state_label=v.LISTING_STATES.label(listing.state),
        blind=listing.disclosure == "blind",
        full=full,
        mine=listing.organization_id in actor.organization_ids,
        organization=organization.name if full else None,
        organization_reference=organization.reference if full else None,
        organization_type=v.ORGANIZATION_TYPES.label(organization.type) if full else "",
        country=v.COUNTRIES.label(organization.country) if full else "",
        region=v.REGIONS.label(region),
        fictional=organization.fictional,
        language=listing.language,
        sectors=_labelled(v.SECTORS, listing.sectors, visible_codes, "sector"),
        technologies=_labelled(v.TECHNOLOGIES, listing.technologies, visible_codes, "technology"),
        collaborations=_labelled(
            v.COLLABORATIONS, listing.collaborations, visible_codes, "collaboration"
        ),
        trl=listing.trl,
        published_at=listing.published_at,
        valid_until=listing.valid_until,
        type=getattr(listing, "type", "") or "",
        organization_type_code=organization.type if full else "",
        country_code=organization.country if full else "",
        region_code=region,
        **more,
    )


def preview(listing: Listing) -> ListingView:
    """``listing`` as any other member will see it while it is published, by the same rule."""
    return view(_ANY_MEMBER, _AsPublished(listing), detailed=True)  # type: ignore[arg-type]


class _AsPublished:
    """A listing in every way but one: it is published, and hidden from nobody."""

    state = "published"
    hidden_from: ClassVar[list[Organization]] = []

    def __init__(self, listing: Listing) -> None:
        self._listing = listing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listing, name)


def _details(actor: Actor, listing: Listing) -> dict[str, Any]:
    """What only the listing's own page shows, to a reader who may see all of it."""
    return {
        "description": listing.description,
        "details": details_of(listing),
        "expertise": tuple(getattr(listing, "expertise", ())),
        "attachments": tuple(listing.attachments),
        "source_url": listing.source_url,
        "attribution": listing.attribution,
        "reviewer_note": listing.reviewer_note if _is_told_of_review(actor, listing) else "",
    }


def _is_told_of_review(actor: Actor, listing: Listing) -> bool:
    return allows(actor, Permission.MATCH_READ, listing)


def _codes(listing: Any, organization: Any, *, full: bool) -> set[Code] | None:
    """The codes that a partial reader may see; ``None`` for a full one: all of them."""
    return None if full else public_codes(listing, organization.country)


def _labelled(
    vocabulary: v.Vocabulary, codes: list[str], allowed: set[Code] | None, facet: str
) -> tuple[Code, ...]:
    return tuple(
        (code, vocabulary.label(code))
        for code in codes
        if allowed is None or (facet, code) in allowed
    )
