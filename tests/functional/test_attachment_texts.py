"""The text of attached files: read by the worker, found by those who may open the file."""

import datetime as dt
import io
import os

import pytest
from sqlalchemy import delete, select

from embeddings.hashing import HashingEncoder
from matchmaker.jobs.context import Context
from matchmaker.jobs.registry import HANDLERS
from matchmaker.jobs.worker import Worker
from matchmaker.services import attachment_texts, listing_search, listings, stored_files
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.sign_in import actor_of
from models import Attachment, AttachmentText, Job, Listing, Match, Passage, User
from tests.factories.files import docx, pdf, picture
from tests.factories.hostile_files import encrypted
from tests.factories.listings import NOW, make_need, make_offer, make_organization, make_user

WORD = "ouzelvane"  # stands in files only
CAPTION = "wrynecktower"


@pytest.fixture
def work(sessions, tmp_path):
    """Does all that waits, but for mail."""
    encoder = HashingEncoder()
    context = Context(
        clock=lambda: NOW,
        mailer=None,
        render=None,
        base_url="",
        engine=MatchingEngine(encoder.info),
        encoder=encoder,
        data_dir=tmp_path,
    )
    kinds = ("extract_attachment", "index_listing", "match_listings")
    return Worker(sessions, context, {kind: HANDLERS[kind] for kind in kinds}).drain


def attach(page, listing, content, name="trial.pdf", caption=CAPTION):
    address = f"/listings/{listing.reference}"
    page.get(address).post(
        f"{address}/attachments", file=(io.BytesIO(content), name), caption=caption
    )
    assert page.status == 200
    return page


def hits(sessions, word):
    with sessions.reading() as session:
        return [row.listing_id for row in session.execute(listing_search.hits(word))]


def passages(sessions, listing):
    with sessions.reading() as session:
        query = select(Passage.text).where(Passage.listing_id == listing.id)
        return "\n".join(session.scalars(query))


def open_offer(sessions, cast):
    with sessions.writing() as session:
        owner = session.merge(cast.answerer.memberships[0].organization, load=False)
        return make_offer(session, owner, title="Waste heat boiler")


def test_words_of_an_open_listings_file_find_it(cast, sessions, sign_in, work):
    offer = open_offer(sessions, cast)
    page = attach(sign_in(cast.answerer), offer, pdf(f"The {WORD} recovers slag heat at 1 400 C."))
    assert "Its text is being read" in page.text
    work()

    assert "Its text is read: 1 page" in page.get(f"/listings/{offer.reference}").text
    reader = sign_in(cast.asker)
    for word in (WORD, CAPTION):
        assert "Waste heat boiler" in reader.get(f"/listings?q={word}").text
        assert word in passages(sessions, offer)


def test_an_open_file_is_compared_with_needs_and_quoted_from(cast, sessions, sign_in, work):
    said = "Granulated blast furnace slag gives its sensible heat to a moving bed of pebbles."
    asked = (
        "Who takes the sensible heat out of granulated blast furnace slag, with a bed of pebbles?"
    )
    with sessions.writing() as session:
        asking = session.merge(cast.asker.memberships[0].organization, load=False)
        need = make_need(session, asking, title="Heat", teaser="Heat", description=asked)
        for number in range(6):
            make_offer(session, title=f"Something else {number}", teaser="Kiln burner control")
    offer = open_offer(sessions, cast)
    attach(sign_in(cast.answerer), offer, docx(said), "trial.docx", "")
    with sessions.writing() as session:
        for listing in session.scalars(select(Listing)):
            listings.text_changed(session, listing, narrower=False, now=NOW)
    work()
    with sessions.reading() as session:
        match = session.scalars(
            select(Match).where(Match.listing_id == need.id, Match.counterpart_id == offer.id)
        ).one()
    assert "sensible heat" in str(match.evidence)
    page = sign_in(cast.asker).get(f"/listings/{need.reference}/matches/{offer.reference}")
    assert "trial.docx" in page.text


def test_words_of_a_blind_listings_file_are_nowhere(cast, sessions, sign_in, work):
    page = attach(
        sign_in(cast.answerer), cast.offer, pdf(f"The {WORD} recovers heat."), f"{WORD}.pdf"
    )
    work()
    assert "Its text is read: 1 page" in page.get(f"/listings/{cast.offer.reference}").text

    assert hits(sessions, WORD) == hits(sessions, CAPTION) == []
    with sessions.reading() as session:
        stored = [
            str(row)
            for table in (Passage.text, Match.evidence)
            for row in session.scalars(select(table))
        ]
    assert not any(word in text for text in stored for word in (WORD, CAPTION))
    link = page.page.select_one(".files a")["href"]
    reader = sign_in(cast.asker)
    addresses = (
        f"/listings/{cast.offer.reference}",
        f"/listings?q={WORD}",
        f"/listings/{cast.need.reference}/matches",
        f"/listings/{cast.need.reference}/matches/{cast.offer.reference}",
        link,
    )
    for address in addresses:
        reader.get(address)
        main = reader.html.replace(f'value="{WORD}"', "").replace(f"“{WORD}”", "")
        assert CAPTION not in main, address
        assert WORD not in main or address.endswith(WORD), address
    assert reader.status == 404


def test_a_listing_that_becomes_blind_takes_its_files_words_with_it(cast, sessions, sign_in, work):
    offer = open_offer(sessions, cast)
    attach(sign_in(cast.answerer), offer, pdf(f"The {WORD} recovers heat."))
    work()
    assert hits(sessions, WORD) == [offer.id]
    with sessions.writing() as session:
        row, owner = session.get_one(Listing, offer.id), session.get_one(User, cast.answerer.id)
        narrower = {"disclosure": "blind"}
        listings.update(session, actor_of(owner), row, narrower, version=row.version, now=NOW)
    assert hits(sessions, WORD) == []
    assert WORD not in passages(sessions, offer)
    work()
    assert hits(sessions, WORD) == []
    assert WORD not in passages(sessions, offer)


def test_a_removed_file_takes_its_words_along_at_once(cast, sessions, sign_in, work):
    offer = open_offer(sessions, cast)
    page = attach(sign_in(cast.answerer), offer, pdf(f"The {WORD} recovers heat."))
    work()
    page.get(f"/listings/{offer.reference}").submit("/remove")
    assert hits(sessions, WORD) == []
    assert passages(sessions, offer) == ""
    work()
    assert WORD not in passages(sessions, offer)
    with sessions.reading() as session:
        assert session.scalars(select(AttachmentText)).all() == []


def test_who_a_listing_is_hidden_from_does_not_find_its_file(cast, sessions, sign_in, work):
    offer = open_offer(sessions, cast)
    with sessions.writing() as session:
        stranger = make_user(session, make_organization(session, name="Rival"))
        row = session.get_one(Listing, offer.id)
        row.hidden_from.append(stranger.memberships[0].organization)
    page = attach(sign_in(cast.answerer), offer, pdf(f"The {WORD} recovers heat."))
    work()
    link = page.page.select_one(".files a")["href"]
    reader = sign_in(stranger)
    assert "Waste heat boiler" not in reader.get(f"/listings?q={WORD}").text
    assert reader.get(link).status == 404


@pytest.mark.parametrize(
    ("content", "reason"),
    [(encrypted(), "protected by a password"), (pdf(""), "holds no text")],
)
def test_a_file_that_cannot_be_read_says_why_and_stays(
    cast, sessions, sign_in, work, content, reason
):
    page = attach(sign_in(cast.answerer), cast.offer, content)
    work()
    page.get(f"/listings/{cast.offer.reference}")
    assert f"could not be read: {reason}" in page.text
    assert page.page.select_one(".files a")


def test_a_lost_file_and_a_removed_one_do_not_trouble_the_worker(
    cast, sessions, sign_in, work, tmp_path
):
    page = attach(sign_in(cast.answerer), cast.offer, pdf("one"))
    attach(page, cast.offer, pdf("two"))
    with sessions.reading() as session:
        first, second = session.scalars(select(Attachment).order_by(Attachment.id))
    (tmp_path / "attachments" / first.sha256).unlink()
    page.post(f"/attachments/{second.reference}/remove")
    work()
    assert "the file is lost" in page.get(f"/listings/{cast.offer.reference}").text


def test_a_picture_is_matched_by_what_is_said_of_it(cast, sessions, sign_in, work):
    offer = open_offer(sessions, cast)
    page = attach(sign_in(cast.answerer), offer, picture(), "rig.png", f"Rig with {CAPTION}")
    assert "text" not in [part.get("class") for part in page.page.select(".file-state")]
    work()
    assert hits(sessions, CAPTION) == [offer.id]
    page.get(f"/listings/{offer.reference}").submit("/caption", caption="Another rig")
    assert hits(sessions, CAPTION) == []
    work()
    assert CAPTION not in passages(sessions, offer)


def test_the_nightly_round_sweeps_what_nobody_has_and_reads_what_nobody_read(
    cast, sessions, sign_in, work, tmp_path
):
    page = attach(sign_in(cast.answerer), cast.offer, pdf("one"))
    folder = tmp_path / "attachments"
    (kept,) = folder.iterdir()
    for name, age in (("a" * 64, 2), ("tmp-left", 2), ("b" * 64, 0)):
        (folder / name).write_bytes(b"left behind")
        then = (NOW - dt.timedelta(days=age)).timestamp()
        os.utime(folder / name, (then, then))
    os.utime(kept, (0, 0))
    with sessions.writing() as session:
        session.execute(delete(AttachmentText))
        session.execute(delete(Job))
        assert stored_files.sweep(session, folder, now=NOW) == 2
        assert attachment_texts.queue_unread(session, now=NOW) == 1
    assert {path.name for path in folder.iterdir()} == {kept.name, "b" * 64}
    work()
    assert "Its text is read: 1 page" in page.get(f"/listings/{cast.offer.reference}").text


def test_nobody_waits_for_the_lock_while_a_file_is_checked(cast, sessions, sign_in, monkeypatch):
    """Somebody else writes at the very moment at which the file is looked at."""
    page = sign_in(cast.answerer).get(f"/listings/{cast.offer.reference}")
    check, wrote = stored_files.check, []

    def while_another_writes(*given):
        with sessions.writing() as session:
            wrote.append(session.get_one(Listing, cast.need.id).reference)
        return check(*given)

    monkeypatch.setattr(stored_files, "check", while_another_writes)
    attach(page, cast.offer, pdf("x"))
    assert wrote == [cast.need.reference]
