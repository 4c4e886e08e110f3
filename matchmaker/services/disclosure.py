"""What a reader may see of a listing: one rule for pages, search, vectors, mail and matches."""

from dataclasses import dataclass

from models import Listing

#: Not ``tried``: what has failed already would find partners who offer just that.
_NEED_TEXTS = ("problem", "done_means", "must_haves", "nice_to_haves", "site_constraints")
_TEXTS = {
    "need": (*_NEED_TEXTS, "we_bring"),
    "offer": ("problem_solved", "incumbent", "energy_needs", "streams_in", "streams_out"),
    "capability": ("unit", "facilities", "services"),
}


@dataclass(frozen=True, slots=True)
class DisclosedText:
    """The text of a listing that every member may see, and nothing else."""

    title: str
    teaser: str
    body: str = ""
    expertise: tuple[str, ...] = ()


def disclosed_text(listing: Listing) -> DisclosedText:
    """What may be embedded, searched and quoted: of a blind listing, title and teaser."""
    if listing.disclosure == "blind":
        return DisclosedText(listing.title, listing.teaser)
    body = "\n\n".join(disclosed_fields(listing).values())
    return DisclosedText(
        listing.title, listing.teaser, body, tuple(getattr(listing, "expertise", ()))
    )


def disclosed_fields(listing: Listing) -> dict[str, str]:
    """The body of ``disclosed_text`` by the names of its fields, those that say something."""
    if listing.disclosure == "blind":
        return {}
    names = ("description", *_TEXTS[listing.kind])
    return {name: text for name in names if (text := getattr(listing, name))}
