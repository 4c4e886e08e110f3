"""Every step of a listing is kept, compared in words, and read by its owner and the secretariat."""

import datetime as dt
import io

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from matchmaker.services import listing_versions, listings
from matchmaker.services.listing_versions import digest, snapshot
from matchmaker.services.sign_in import actor_of
from models import Listing, ListingVersion, User
from tests.factories.files import pdf
from tests.factories.listings import NOW, make_organization, make_user

MINUTE = dt.timedelta(minutes=1)
VALUES = {
    "title": "Slag as a binder",
    "teaser": "Slag replaces seventy parts of clinker in every cement that we have tried.",
    "problem": "Too much clinker.",
    "sectors": ["steel"],
    "collaborations": ["licence"],
    "valid_until": NOW.date() + dt.timedelta(days=200),
}


@pytest.fixture
def written(cast, sessions):
    """An open need of the asker with four steps: written, changed, published, changed."""
    with sessions.writing() as session:
        actor = actor_of(session.get_one(User, cast.asker.id))
        owner = session.get_one(Listing, cast.need.id).organization
        made = listings.create(session, actor, "need", owner, VALUES, now=NOW)
        change(session, actor, made, NOW + 40 * MINUTE, trl=4)
        listings.submit(session, actor, made, now=NOW + 50 * MINUTE)
        more = {
            "teaser": VALUES["teaser"].replace("seventy", "fifty"),
            "sectors": ["cement", "steel"],
            "hidden_from": [session.get_one(Listing, cast.offer.id).organization],
        }
        change(session, actor, made, NOW + 90 * MINUTE, **more)
        return made


def change(session, actor, listing, now, **values):
    listings.update(session, actor, listing, values, version=listing.version, now=now)


def steps_of(sessions, listing):
    with sessions.reading() as session:
        return steps_of_listing(session, listing)


def steps_of_listing(session, listing):
    query = select(ListingVersion).where(ListingVersion.listing_id == listing.id)
    return list(session.scalars(query.order_by(ListingVersion.id)))


def test_each_step_is_one_version_with_all_that_it_said(cast, sessions, written):
    rows = steps_of(sessions, written)
    said = [(row.number, row.action, row.state) for row in rows]
    assert said == [
        (1, "created", "draft"),
        (2, "changed", "draft"),
        (3, "submit", "submitted"),
        (4, "publish", "published"),
        (5, "changed", "published"),
    ]
    assert {row.by_id for row in rows} == {cast.asker.id}
    assert rows[0].content["teaser"] == VALUES["teaser"]
    assert rows[-1].content["hidden_from"] == [cast.offer.organization.reference]
    with sessions.reading() as session:
        present = snapshot(session.get_one(Listing, written.id))
    assert (rows[-1].content, rows[-1].digest) == (present, digest(present))


def test_the_saves_of_one_sitting_are_one_version(cast, sessions):
    with sessions.writing() as session:
        actor = actor_of(session.get_one(User, cast.asker.id))
        owner = session.get_one(Listing, cast.need.id).organization
        colleague = actor_of(make_user(session, owner, name="A colleague"))
        made = listings.create(session, actor, "need", owner, VALUES, now=NOW)
        for minutes in (5, 30, 59):  # never a pause of more than half an hour
            change(session, actor, made, NOW + minutes * MINUTE, tried=f"After {minutes}")
        change(session, colleague, made, NOW + 60 * MINUTE, tried="By another")
        change(session, colleague, made, NOW + 100 * MINUTE, tried="After a long pause")
        steps = listing_versions.history(session, actor, made)
    assert [(s.number, s.name, s.content["tried"]) for s in reversed(steps)] == [
        (1, cast.asker.name, "After 59"),
        (2, "A colleague", "By another"),
        (3, "A colleague", "After a long pause"),
    ]


def test_however_often_a_draft_is_saved_few_of_the_saves_are_kept(cast, sessions):
    pause, saves = dt.timedelta(seconds=5), 400  # a good half hour
    with sessions.writing() as session:
        actor = actor_of(session.get_one(User, cast.asker.id))
        owner = session.get_one(Listing, cast.need.id).organization
        made = listings.create(session, actor, "need", owner, VALUES, now=NOW)
        opened = 0
        for save in range(saves):
            said = {"tried": f"Save {save}"}
            at = NOW + save * pause
            listings.update(
                session, actor, made, said, version=made.version, now=at, while_writing=True
            )
            opened = made.version if save == saves - 10 else opened
        rows = steps_of_listing(session, made)
        assert len(rows) <= listing_versions.LATEST + 31
        assert [row.content["tried"] for row in rows[-2:]] == ["Save 398", "Save 399"]
        base = listing_versions.at_revision(session, made, opened)
        assert base.content["tried"] == "Save 390"

        listings.submit(session, actor, made, now=NOW + saves * pause + 31 * MINUTE)
        after = [(row.number, row.action) for row in steps_of_listing(session, made)]
        assert after == [(1, "created"), (2, "submit"), (3, "publish")]
        (written, *_) = steps_of_listing(session, made)
        assert written.content["tried"] == "Save 399"


def test_the_database_refuses_to_change_a_version(sessions, written):
    with pytest.raises(DatabaseError, match="append-only"), sessions.writing() as session:
        session.execute(text("UPDATE listing_versions SET content = '{}'"))


def test_the_owner_reads_the_history_and_compares_in_words(cast, sign_in, written):
    page = sign_in(cast.asker).get(f"/listings/{written.reference}")
    page.get(page.page.find("a", string="All versions")["href"])
    assert cast.asker.name in page.text
    assert [number.text for number in page.page.select(".version-number")] == [
        f"Version {number}" for number in (5, 4, 3, 2, 1)
    ]
    page.get(f"/listings/{written.reference}/history/compare?a=5&b=1")
    assert "removed: seventy" in page.text
    assert "added: fifty" in page.text
    assert "added: Cement" in page.text
    assert f"added: {cast.offer.organization.name}" in page.text
    assert "added: 4" in page.text
    assert "fields are unchanged" in page.text
    assert "The problem" in page.page.select_one(".diff-same").text


def test_an_old_version_comes_back_into_the_form_and_counts_when_saved(
    cast, sessions, sign_in, written
):
    page = sign_in(cast.asker).get(f"/listings/{written.reference}/edit?version=1")
    assert "Version 1 stands in the form" in page.text
    page.submit("/edit", intent="save")
    last = steps_of(sessions, written)[-1]
    assert (last.number, last.content["teaser"]) == (6, VALUES["teaser"])


def test_nobody_else_reads_a_version_not_even_by_guessing(cast, sessions, sign_in, written):
    with sessions.writing() as session:
        stranger = make_user(session, make_organization(session))
    pages = ("history", "history/1..5", "history/compare?a=1&b=2")
    for person in (cast.answerer, stranger):
        browser = sign_in(person)
        for listing in (written, cast.need):
            for page in pages:
                assert browser.get(f"/listings/{listing.reference}/{page}").status == 404, page


def test_the_secretariat_reads_no_draft_of_before_the_handing_in(cast, sign_in, written):
    for person in (cast.officer, cast.auditor):
        page = sign_in(person).get(f"/listings/{written.reference}/history")
        assert "Version 3" in page.text
        assert "Version 2" not in page.text
        assert page.get(f"/listings/{written.reference}/history/1..5").status == 404
        assert page.get(f"/listings/{written.reference}/history/3..5").status == 200


def test_a_number_that_does_not_exist_is_no_page(cast, sign_in, written):
    page = sign_in(cast.asker)
    for pair in ("0..5", "1..99", "5..5000000000"):
        assert page.get(f"/listings/{written.reference}/history/{pair}").status == 404


def test_a_file_is_a_step_too_and_is_named_in_the_comparison(cast, sessions, sign_in, written):
    page = sign_in(cast.asker).get(f"/listings/{written.reference}")
    answer = page.client.post(
        f"/listings/{written.reference}/attachments",
        data={
            "csrf_token": page.page.find("input", {"name": "csrf_token"})["value"],
            "file": (io.BytesIO(pdf("Trial")), "trial.pdf"),
        },
    )
    assert answer.status_code == 303
    assert steps_of(sessions, written)[-1].action == "file_added"
    assert "added: trial.pdf" in page.get(f"/listings/{written.reference}/history/5..6").text
