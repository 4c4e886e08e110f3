"""From published listings to passages and vectors, and out again when they are no longer public.

The slow half only reads, so that nobody waits for the write lock while texts are encoded; the
short half writes. Nothing but ``disclosed_text`` ever becomes a passage.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session, selectin_polymorphic, selectinload

from embeddings import text
from embeddings.encoder import Encoder
from matchmaker.services.disclosure import DisclosedText, disclosed_text
from matchmaker.services.vectors import (
    Progress,
    chunked,
    encode_new,
    remove_unused,
    store_vectors,
)
from models import (
    Attachment,
    AttachmentText,
    Capability,
    Consortium,
    ConsortiumMember,
    Embedding,
    Listing,
    Match,
    Need,
    Offer,
    Passage,
)


@dataclass(frozen=True, slots=True)
class IndexedText:
    """A listing's passages as of ``version``; ``content_hash`` covers all disclosed text."""

    listing_id: int
    version: int
    content_hash: str
    passages: tuple[text.Passage, ...]


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """What is to be written. ``vectors`` holds only texts that this encoder had not seen."""

    indexed: list[IndexedText] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    encoder: str = ""
    vectors: Mapping[str, bytes] = field(default_factory=dict)  # content hash → float32


def unindexed(session: Session, encoder: Encoder | None, *, now: dt.datetime) -> list[int]:
    """Live listings without passages, or without this encoder's vectors; and what is past."""
    live = (Listing.state == "published") & (Listing.valid_until >= now.date())
    due = or_(and_(live, Listing.content_hash == ""), and_(~live, Listing.content_hash != ""))
    if encoder is not None:
        encoded = exists().where(
            Embedding.content_hash == Passage.content_hash,
            Embedding.encoder == encoder.info.key,
        )
        due |= and_(live, exists().where(Passage.listing_id == Listing.id, ~encoded))
    return list(session.scalars(select(Listing.id).where(due).order_by(Listing.id)))


def index_listings(
    session: Session, encoder: Encoder | None, listing_ids: Sequence[int], *, now: dt.datetime
) -> None:
    """Bring passages and vectors of these listings up to date; both halves at once."""
    write_index(session, plan_index(session, encoder, listing_ids, now=now))


def plan_index(
    session: Session,
    encoder: Encoder | None,
    listing_ids: Sequence[int],
    *,
    now: dt.datetime,
    progress: Progress = lambda _phase, _done, _total: None,
) -> IndexPlan:
    """Cut and encode the texts of published listings; reads only.

    Without an encoder the passages are kept all the same, and vectors follow when there is one.
    """
    indexed: list[IndexedText] = []
    withdrawn: list[int] = []
    for listing in load_listings(session, listing_ids):
        if listing.state == "published" and listing.valid_until >= now.date():
            indexed.append(_indexed_text(listing))
        else:
            withdrawn.append(listing.id)
    if encoder is None:
        return IndexPlan(indexed, withdrawn)
    texts = {p.content_hash: p.text for entry in indexed for p in entry.passages}
    vectors = encode_new(session, encoder, texts, progress)
    return IndexPlan(indexed, withdrawn, encoder.info.key, vectors)


def write_index(session: Session, plan: IndexPlan) -> None:
    """Store what was planned. A listing that was changed since is left for its own next turn."""
    current = _versions(session, [entry.listing_id for entry in plan.indexed])
    indexed = [e for e in plan.indexed if current.get(e.listing_id) == e.version]
    forget(session, plan.withdrawn)
    ids = [entry.listing_id for entry in indexed]
    before = _remove_passages(session, ids)
    rows = [
        {
            "listing_id": entry.listing_id,
            "position": position,
            "part": passage.part,
            "text": passage.text,
            "content_hash": passage.content_hash,
        }
        for entry in indexed
        for position, passage in enumerate(entry.passages)
    ]
    for chunk in chunked(rows):
        session.execute(insert(Passage), chunk)
    store_vectors(session, plan.encoder, plan.vectors)
    for entry in indexed:
        _mark(session, Listing.id == entry.listing_id, content_hash=entry.content_hash)
    remove_unused(session, before | plan.vectors.keys())


def forget(session: Session, listing_ids: Sequence[int]) -> None:
    """Take listings out of index, matches and consortia at once, both ways.

    Whoever had one of them among its matches is to be matched again, so that the next one moves up.
    """
    hashes = _remove_passages(session, listing_ids)
    for chunk in chunked(listing_ids):
        readers = select(Match.listing_id).where(Match.counterpart_id.in_(chunk))
        _mark(session, Listing.id.in_(readers))
        _mark(session, Listing.id.in_(chunk), content_hash="")
        touched = or_(Match.listing_id.in_(chunk), Match.counterpart_id.in_(chunk))
        session.execute(delete(Match).where(touched))
        member = ConsortiumMember.listing_id.in_(chunk)
        joined = select(ConsortiumMember.consortium_id).where(member)
        around = or_(Consortium.need_id.in_(chunk), Consortium.id.in_(joined))
        session.execute(delete(Consortium).where(around))
    remove_unused(session, hashes)


def load_listings(session: Session, listing_ids: Sequence[int]) -> Iterator[Listing]:
    """The listings with the columns of their kind and their files, in the order of their ids."""
    kinds = selectin_polymorphic(Listing, [Offer, Need, Capability])
    texts = selectinload(Listing.attachments).joinedload(Attachment.text)
    files = texts.undefer(AttachmentText.text)
    for chunk in chunked(sorted(set(listing_ids))):
        query = select(Listing).where(Listing.id.in_(chunk)).order_by(Listing.id)
        yield from session.scalars(query.options(kinds, files))


def content_hash(shown: DisclosedText) -> str:
    """The fingerprint of everything that may be searched of a listing."""
    parts = (shown.title, shown.teaser, shown.body, *shown.expertise)
    return text.content_hash("\x1f".join(text.clean(part) for part in parts))


def _indexed_text(listing: Listing) -> IndexedText:
    shown = disclosed_text(listing)
    passages = text.passages(shown.title, shown.teaser, shown.body, shown.expertise)
    return IndexedText(listing.id, listing.version, content_hash(shown), tuple(passages))


def _versions(session: Session, ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for chunk in chunked(ids):
        query = select(Listing.id, Listing.version).where(
            Listing.id.in_(chunk), Listing.state == "published"
        )
        found |= dict(session.execute(query).all())
    return found


def _mark(session: Session, which: ColumnElement[bool], **values: str) -> None:
    """To be matched again. Not an edit: the version counter of the row stays as it is."""
    session.execute(update(Listing).where(which).values(matched_at=None, **values))


def _remove_passages(session: Session, ids: Sequence[int]) -> set[str]:
    """The content hashes of what was removed."""
    hashes: set[str] = set()
    for chunk in chunked(ids):
        mine = Passage.listing_id.in_(chunk)
        hashes.update(session.scalars(select(Passage.content_hash).where(mine)))
        session.execute(delete(Passage).where(mine))
    return hashes
