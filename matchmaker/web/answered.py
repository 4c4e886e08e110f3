"""The word after an answer to a match, at the place where it was given, and the way back.

It is a flashed message, so that it is said once; a page that knows the place takes it from there,
and any other says it on top.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from flask import flash, get_flashed_messages, url_for

from matchmaker.services.listing_views import ListingView
from matchmaker.web import inbox_links
from models import vocabulary as v

CATEGORY: Final = "answered"
#: The notice's id, at which the page opens.
ANCHOR: Final = "answered"
_KEY_MAX: Final = 40
Notice = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer was given, as its form says it.

    ``inbox`` is the query of the inbox, ``kind`` and ``limit`` are those of a listing's matches;
    ``beside`` is the key of the card above, behind which the next one stands when this has gone.
    """

    back: str
    inbox: str
    kind: str
    limit: int
    beside: str

    def address(self, reference: str, other: str) -> str:
        """The page and the notice on it: the inbox, the match alone, or the listing's matches."""
        if self.back == "inbox":
            return inbox_links.url_of(inbox_links.wanted_from_text(self.inbox), _anchor=ANCHOR)
        if self.back == "pair":
            return url_for("match_pair.show", reference=reference, other=other, _anchor=ANCHOR)
        kind, limit = self.kind or None, self.limit or None
        return url_for("matches.list", reference=reference, kind=kind, limit=limit, _anchor=ANCHOR)


def place_from(form: Any) -> Place:
    """``form``: what was sent. Codes that nobody knows are left out; pages check the rest again."""
    kind, back = form.get("kind", ""), form.get("back", "")
    wanted = inbox_links.wanted_from_text(form.get("inbox", ""))
    return Place(
        back=back if back in ("inbox", "pair") else "",
        inbox=inbox_links.url_of(wanted).partition("?")[2],
        kind=kind if kind in v.LISTING_KINDS else "",
        limit=max(0, form.get("limit", 0, type=int)),
        beside=form.get("beside", "")[:_KEY_MAX],
    )


def tell(place: Place, own: ListingView, other: ListingView, **said: str) -> None:
    """Say it on the next page.

    ``said``: ``answer`` and ``reason`` were saved, and ``undo`` takes them back; or ``undone`` is
    ``yes``, and ``answer`` counts again; or it stays, and ``stays`` says why.
    """
    notice = {
        "key": f"{own.reference}.{other.reference}",
        "title": other.title,
        "language": other.language,
        "url": url_for("match_answers.undo", reference=own.reference, other=other.reference),
        "place": asdict(place),
        **said,
    }
    flash(notice, CATEGORY)  # type: ignore[arg-type]  # any JSON is carried


def notice_at(keys: Sequence[str], *, is_past_end: bool = False) -> tuple[Notice | None, int]:
    """The notice, and before which of the cards with these keys it stands.

    ``is_past_end``: a later page was asked for than there is. Without a notice ``(None, 0)``.
    """
    flashed: list[Any] = get_flashed_messages(category_filter=[CATEGORY])
    if not flashed:
        return None, 0
    notice: Notice = flashed[-1]
    beside = notice["place"]["beside"]
    if notice["key"] in keys:
        return notice, keys.index(notice["key"])
    if is_past_end:
        return notice, len(keys)
    return notice, keys.index(beside) + 1 if beside in keys else 0
