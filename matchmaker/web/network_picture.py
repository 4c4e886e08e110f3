"""From what a service tells to the pictures of networks: texts in the reader's language, links."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from matchmaker.documents.drawn import drawn
from matchmaker.documents.own_network import Own, Partner, own_network
from matchmaker.documents.own_tree import own_tree
from matchmaker.documents.ring import Node, around, numbered_ring, ring
from matchmaker.services.desk_network import WholeNetwork
from matchmaker.services.listing_views import ListingView
from matchmaker.services.network import Link, Network, node_of
from matchmaker.web.template_tools import label, translated


def own_pictures(centre: str, found: Network) -> tuple[Markup, Markup]:
    """For a wide page and for a narrow one. The drawing escapes what it is given."""
    title = _("Who could work with you")
    text = _(
        "Listings of your own in the middle, proposed partners outside. The table says the same."
    )
    owns = list({link.own.reference: _own(link.own) for link in found.links}.values())
    partners = _partners(found)
    met = [(link.own.reference, node_of(link.other), link.band) for link in _strongest(found.links)]
    wide = own_network(title, text, centre, owns, partners, met)
    below = _("Your listings, and below each whose listings fit it. The table says the same.")
    headings = (_("What you need, and who could help"), _("What you offer, and who could use it"))
    narrow = own_tree(title, below, headings, owns, partners, met)
    return drawn(wide), drawn(narrow)


def whole_pictures(found: WholeNetwork) -> tuple[Markup, Markup, list[Node]]:
    """For a wide page and for a narrow one, where a list has the names of its numbers.

    The drawing escapes what it is given.
    """
    nodes = [
        Node(
            member.reference,
            member.name,
            ngettext(
                "%(name)s: %(num)s proposal",
                "%(name)s: %(num)s proposals",
                member.proposals,
                name=member.name,
            ),
            url_for("desk_organizations.show", reference=member.reference),
            member.type,
            member.proposals,
        )
        for member in found.members.values()
    ]
    chords = [(tie.wants, tie.helps, tie.band) for tie in found.ties]
    text = _("Organizations on a ring, joined where listings fit. The table has the numbers.")
    title = _("Who could work with whom")
    wide, narrow = (make(title, text, nodes, chords) for make in (ring, numbered_ring))
    return drawn(wide), drawn(narrow), around(nodes, chords)


def name_of(listing: ListingView) -> str:
    """The organization of an open listing; of a blind one its region, whoever reads."""
    if listing.blind or not listing.organization:
        return str(_("Blind, %(region)s", region=translated(listing.region)))
    return listing.organization


def _own(listing: ListingView) -> Own:
    says = f"{label(listing.kind, 'listing_kinds')}: {listing.title}"
    url = url_for("matches.list", reference=listing.reference)
    return Own(listing.reference, listing.title, says, url, listing.kind == "need")


def _partners(found: Network) -> list[Partner]:
    """One for each node, with the number of the consortia of which it is a member."""
    others: dict[str, list[ListingView]] = {}
    for link in found.links:
        met = others.setdefault(node_of(link.other), [])
        if link.other not in met:
            met.append(link.other)
    marks = {
        key: tuple(
            number
            for number, proposal in enumerate(found.consortia, 1)
            if any(node_of(listing) == key for listing in proposal.listings)
        )
        for key in others
    }
    return [_partner(key, listings, marks[key]) for key, listings in others.items()]


def _partner(key: str, listings: list[ListingView], marks: tuple[int, ...]) -> Partner:
    first = listings[0]
    titles = "; ".join(listing.title for listing in listings)
    is_blind = first.blind
    url = (
        url_for("listings.show", reference=first.reference)
        if is_blind
        else url_for("organizations.show", reference=key)
    )
    kind = "blind" if is_blind else first.organization_type_code
    return Partner(key, name_of(first), f"{name_of(first)}: {titles}", url, kind, marks)


def _strongest(links: Iterable[Link]) -> list[Link]:
    """One for each own listing and node: the first, which is the strongest."""
    found: dict[tuple[str, str], Link] = {}
    for link in links:
        found.setdefault((link.own.reference, node_of(link.other)), link)
    return list(found.values())
