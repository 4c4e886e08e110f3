"""Drafts become listings once, whatever the file, and leave a trace."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from matchmaker.importers.drafts import ListingDraft, OrganizationDraft, Refusal
from matchmaker.importers.formats import FORMATS
from matchmaker.policies.actor import Actor
from matchmaker.services import audit
from matchmaker.services.importing import import_drafts
from models import AuditEvent, Job, Listing, Need, Offer, Organization
from tests.factories.listings import make_organization

SPONSOR = OrganizationDraft("ktn", "Innovate UK KTN", "GB", "government", "https://ktn.example")
FIELDS = {
    "title": "Slag as binder",
    "teaser": "Slag becomes cement.",
    "sectors": "steel",
    "collaborations": "licence",
    "type": "know_how",
}


def offer(row=2, source_id="", **fields):
    return ListingDraft(row, source_id, "offer", {**FIELDS, **fields})


def need(row=1, source_id="n1", **fields):
    base = {"title": "Fuel switch", "teaser": "Burn less.", "problem": "Too much gas."}
    return ListingDraft(row, source_id, "need", {**base, **fields}, SPONSOR)


@pytest.fixture
def owner(sessions):
    with sessions.writing() as session:
        return make_organization(session, name="Example Steel AB")


@pytest.fixture
def run(sessions, now):
    def run(*drafts, source="listings", now=now, **options):
        return import_drafts(
            sessions, drafts, source=source, actor=Actor.operator(), now=now, **options
        )

    return run


def counts(report):
    return report.added, report.updated, report.unchanged, report.rows_refused


def rows(sessions, model):
    with sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def only(sessions, model):
    with sessions.reading() as session:
        return session.scalars(select(model)).one()


def test_a_listing_is_added_published_queued_and_logged(sessions, owner, run, now):
    report = run(offer(trl="7"), organization_id=owner.id)

    assert (report.rows_read, *counts(report)) == (1, 1, 0, 0, 0)
    listing = only(sessions, Offer)
    assert (listing.state, listing.published_at, listing.trl) == ("published", now, 7)
    assert listing.reference.startswith("OF-")
    assert listing.valid_until == dt.date(2027, 9, 1)
    job = only(sessions, Job)
    assert (job.kind, job.key) == ("index_listing", f"index_listing:{listing.id}")
    assert job.payload == {"listing_id": listing.id}
    with sessions.reading() as session:
        assert audit.verify(session).broken_id is None
        assert only(sessions, AuditEvent).details["added"] == [listing.reference]


def test_the_same_file_again_adds_nothing_and_touches_nothing(sessions, owner, run, now):
    drafts = (offer(), need())
    run(*drafts, organization_id=owner.id)
    before = only(sessions, Offer)

    report = run(*drafts, organization_id=owner.id, now=now + dt.timedelta(days=3))

    assert counts(report) == (0, 0, 2, 0)
    after = only(sessions, Offer)
    assert (after.updated_at, after.version) == (before.updated_at, before.version)
    assert after.valid_until == before.valid_until
    assert (rows(sessions, Job), rows(sessions, AuditEvent)) == (2, 1)


def test_changed_content_updates_the_listing_and_queues_it_again(sessions, owner, run, now):
    run(offer(source_id="7"), organization_id=owner.id)
    reference = only(sessions, Offer).reference

    later = now + dt.timedelta(days=3)
    report = run(offer(source_id="7", title="New"), organization_id=owner.id, now=later)

    assert counts(report) == (0, 1, 0, 0)
    listing = only(sessions, Offer)
    assert (listing.title, listing.reference, listing.version) == ("New", reference, 2)
    assert (listing.updated_at, listing.published_at) == (later, now)
    assert rows(sessions, AuditEvent) == 2


def test_without_an_id_kind_and_title_tell_rows_apart(sessions, owner, run):
    need_of_same_title = ListingDraft(3, "", "need", {**FIELDS, "type": "", "problem": "x"})

    assert run(offer(), need_of_same_title, organization_id=owner.id).added == 2
    assert run(offer(title="Other"), organization_id=owner.id).added == 1
    assert run(offer(teaser="Changed."), organization_id=owner.id).updated == 1
    assert rows(sessions, Listing) == 3


def test_two_members_and_two_kinds_may_use_the_same_id(sessions, owner, run):
    with sessions.writing() as session:
        other = make_organization(session)
    same_id = ListingDraft(3, "1", "need", {**FIELDS, "type": "", "problem": "x"})

    assert run(offer(source_id="1"), same_id, organization_id=owner.id).added == 2
    assert run(offer(source_id="1"), organization_id=other.id).added == 1


def test_a_double_within_a_file_is_refused_with_both_row_numbers(owner, run):
    report = run(
        offer(2, "a"),
        offer(3, "a", title="b"),
        offer(4),
        offer(5),
        organization_id=owner.id,
        chunk=1,
    )

    assert counts(report) == (2, 0, 0, 2)
    assert [str(refusal) for refusal in report.refused] == [
        'row 3, field id: rows 2 and 3 have the same id "a"',
        "row 5, field title: rows 4 and 5 have the same kind and title, and no id",
    ]


def test_every_problem_of_a_row_is_told_and_the_good_rows_are_kept(sessions, owner, run):
    broken = Refusal(4, "", "is not valid JSON")

    report = run(
        offer(2, trl="ten", sectors="steal"), offer(3, "b"), broken, organization_id=owner.id
    )

    assert (report.rows_read, *counts(report)) == (3, 1, 0, 0, 2)
    assert [str(refusal) for refusal in report.refused] == [
        'row 2, field sectors: unknown code "steal"; did you mean "steel"?',
        'row 2, field trl: must be a whole number from 1 to 9, not "ten"',
        "row 4: is not valid JSON",
    ]


def test_a_row_names_its_owner_by_reference_or_name(sessions, owner, run):
    with sessions.writing() as session:
        for _ in range(2):
            make_organization(session, name="Twin")
    drafts = [
        replace(offer(row, title=f"t{row}"), owner=name)
        for row, name in enumerate([owner.reference, "Example Steel AB", "Nobody", "Twin"], 2)
    ]

    report = run(*drafts, offer(9))

    assert report.added == 2
    assert [(r.row, r.field) for r in report.refused] == [
        (4, "organization"),
        (5, "organization"),
        (9, "organization"),
    ]
    assert "give the reference" in report.refused[1].reason


def test_a_public_source_brings_its_organizations_once(sessions, run):
    institute = OrganizationDraft("i", "Institute", "SE", "institute")

    first = run(need(), need(2, "n2", title="b"), institute, source="challenges", chunk=1)
    again = run(need(), institute, source="challenges")

    assert (first.rows_read, first.added, first.organizations_added) == (2, 2, 2)
    assert (again.unchanged, again.organizations_added) == (1, 0)
    assert rows(sessions, Organization) == 2


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"country": "XH"}, 'unknown country code "XH"'),
        ({"name": "x" * 201}, "201 characters"),
        ({"type": "club"}, 'unknown type "club"'),
    ],
)
def test_an_organization_that_cannot_be_stored_refuses_its_listing(sessions, run, bad, words):
    sponsor = replace(SPONSOR, **bad)

    report = run(replace(need(), organization=sponsor), sponsor, source="challenges")

    assert counts(report) == (0, 0, 0, 1)
    assert words in report.refused[0].reason
    assert str(report.refused[1]).startswith("challenges, field organization: ")
    assert rows(sessions, Organization) == 0


def test_an_owner_that_is_given_takes_the_place_of_the_sponsor(sessions, owner, run):
    run(need(), source="challenges", organization_id=owner.id)

    assert only(sessions, Need).organization_id == owner.id
    assert rows(sessions, Organization) == 1


def test_a_dry_run_reports_the_same_and_keeps_nothing(sessions, run):
    drafts = (need(), need(2, "n2"), need(3, "n1"))

    dry = run(*drafts, source="challenges", dry_run=True, chunk=1)

    assert (rows(sessions, Listing), rows(sessions, Organization), rows(sessions, Job)) == (0, 0, 0)
    assert dry == run(*drafts, source="challenges", chunk=1)


def test_an_expired_listing_comes_back_with_new_content_a_withdrawn_one_does_not(sessions, run):
    run(need(), need(2, "n2"), source="topics")
    with sessions.writing() as session:
        first, second = session.scalars(select(Need).order_by(Need.id))
        first.state, second.state = "expired", "withdrawn"

    run(need(timeline="later"), need(2, "n2", timeline="later"), source="topics")

    with sessions.reading() as session:
        states = session.scalars(select(Need.state).order_by(Need.id)).all()
    assert states == ["published", "withdrawn"]


def test_a_kind_cannot_change_and_an_id_cannot_be_endless(run):
    run(need(), source="topics")
    as_offer = ListingDraft(1, "n1", "offer", FIELDS, SPONSOR)

    report = run(as_offer, need(2, "x" * 301), source="topics")

    assert sorted((refusal.row, refusal.field) for refusal in report.refused) == [
        (1, "kind"),
        (2, "id"),
    ]


def test_progress_is_told_how_many_rows_each_chunk_held(owner, run):
    told = []

    run(
        *(offer(row, str(row)) for row in range(2, 7)),
        organization_id=owner.id,
        chunk=2,
        progress=told.append,
    )

    assert told == [2, 2, 1]


def test_chunks_that_are_done_stay_when_a_later_one_fails(sessions, owner, now):
    def drafts():
        yield offer(2, "a")
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError):
        import_drafts(
            sessions,
            drafts(),
            source="listings",
            organization_id=owner.id,
            actor=Actor.operator(),
            now=now,
            chunk=1,
        )

    assert rows(sessions, Offer) == 1


@pytest.mark.data
def test_the_real_horizon_set_is_imported_whole_and_once(sessions, run, horizon, now):
    def again():
        return run(*FORMATS["horizon"](horizon, now.date()).drafts, source="horizon")

    first, second = again(), again()

    assert (first.rows_read, first.added, first.organizations_added) == (1_088, 1_088, 2_083)
    assert counts(second) == (0, 0, 1_088, 0)
    with sessions.reading() as session:
        assert audit.verify(session).broken_id is None
