"""What a reader may see of a listing: one rule for pages, search, vectors, mail and matches."""

from collections.abc import Iterator
from dataclasses import dataclass

from models import Attachment, Listing

#: Not ``tried``: what has failed already would find partners who offer just that.
_NEED_TEXTS = ("problem", "done_means", "must_haves", "nice_to_haves", "site_constraints")
#: Characters of all files of a listing together. More would be noise beside a listing's own words,
#: and hours of encoding; all of them are found by word.
FILES_MATCHED = 40_000
_TEXTS = {
    "need": (*_NEED_TEXTS, "we_bring"),
    "offer": ("problem_solved", "incumbent", "energy_needs", "streams_in", "streams_out"),
    "capability": ("unit", "facilities", "services"),
}


@dataclass(frozen=True, slots=True)
class DisclosedText:
    """The text of a listing that every member may see, and nothing else.

    The body ends with what its files show and say, as far as texts are matched.
    """

    title: str
    teaser: str
    body: str = ""
    expertise: tuple[str, ...] = ()


def disclosed_text(listing: Listing) -> DisclosedText:
    """What may be embedded, searched and quoted: of a blind listing, title and teaser."""
    if listing.disclosure == "blind":
        return DisclosedText(listing.title, listing.teaser)
    files = "\n\n".join(text for _, text in disclosed_files(listing))[:FILES_MATCHED]
    body = "\n\n".join(filter(None, (*disclosed_fields(listing).values(), files)))
    return DisclosedText(
        listing.title, listing.teaser, body, tuple(getattr(listing, "expertise", ()))
    )


def disclosed_fields(listing: Listing) -> dict[str, str]:
    """The body of ``disclosed_text`` by the names of its fields, those that say something."""
    if listing.disclosure == "blind":
        return {}
    names = ("description", *_TEXTS[listing.kind])
    return {name: text for name in names if (text := getattr(listing, name))}


def disclosed_files(listing: Listing) -> Iterator[tuple[Attachment, str]]:
    """Each file that every member may open, with what its owner says of it and what it says."""
    if listing.disclosure == "blind":
        return
    for file in getattr(listing, "attachments", ()):
        said = file.text.text if file.text else ""
        yield file, "\n\n".join(filter(None, (file.caption, said)))


def searched_text(listing: Listing) -> str:
    """All that may be found by word besides title and teaser, long files to their end."""
    shown = disclosed_text(listing)
    files = "\n\n".join(text for _, text in disclosed_files(listing))
    return "\n".join(filter(None, (shown.body, files[FILES_MATCHED:], *shown.expertise)))
