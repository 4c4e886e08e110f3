"""Notifications: told once, in the chosen way; read on the site, gathered weekly, ended."""

import datetime as dt

import pytest
from sqlalchemy import delete, select

from matchmaker.jobs.digest import next_round
from matchmaker.services import (
    job_queue,
    match_news,
    notices,
    notification_settings,
)
from matchmaker.services.notice_kinds import KINDS, NOTICES
from matchmaker.services.sign_in import actor_of
from models import Job, Listing, Membership, Notification
from models import vocabulary as v
from tests.factories.listings import NOW, make_offer, make_organization, make_user
from tests.factories.matches import make_match
from tests.functional.stories import PostOffice

MONDAY = dt.datetime(2026, 11, 30, 7, tzinfo=dt.UTC)


@pytest.fixture
def post(app, sessions):
    return PostOffice(app, sessions, NOW)


def tell(sessions, cast, user, template="invitation", now=NOW, **ids):
    with sessions.writing() as session:
        given = ids or {"listing_id": cast.need.id}
        notices.to_user(session, user.id, template, given, now=now)


def choose(sessions, user, **channels):
    with sessions.writing() as session:
        notification_settings.choose(session, actor_of(session.merge(user)), channels)


def told(sessions, user):
    with sessions.reading() as session:
        query = select(Notification).where(Notification.user_id == user.id)
        return session.scalars(query.order_by(Notification.id)).all()


def send_weekly(sessions, post, at):
    with sessions.writing() as session:
        payload = {"is_due": 1}
        job_queue.enqueue(session, "weekly_digests", payload=payload, now=at, run_at=at)
    post.now = at
    return post.deliver()


def test_every_kind_and_channel_has_a_label_and_every_notice_a_kind():
    assert set(KINDS) == set(v.NOTIFICATION_KINDS)
    assert {kind.channel for kind in KINDS.values()} <= set(v.NOTIFICATION_CHANNELS)
    assert {notice.kind for notice in NOTICES.values()} <= set(KINDS)


def test_what_somebody_waits_for_is_mailed_at_once_and_stands_on_the_site(
    cast, sessions, post, sign_in
):
    tell(sessions, cast, cast.asker, "listing_published")

    (mail,) = post.deliver().to(cast.asker)
    page = sign_in(cast.asker).get("/notifications")

    assert mail.startswith(f"Your need {cast.need.reference} is published")
    assert f"Your need {cast.need.reference} is published" in page.text
    assert cast.need.title in page.text
    assert "1 unread notification" in str(page.page)


def test_an_item_is_mailed_once_although_its_job_comes_twice(cast, sessions, post):
    tell(sessions, cast, cast.asker, "listing_published")
    post.deliver()
    (notice,) = told(sessions, cast.asker)
    payload = {"user_id": cast.asker.id, "notification_id": notice.id, "template": notice.template}
    with sessions.writing() as session:
        job_queue.enqueue(session, "send_mail", payload=payload, now=NOW)

    assert len(post.deliver().to(cast.asker)) == 1


def test_the_same_is_not_told_twice_while_it_waits(cast, sessions):
    for _ in range(3):
        tell(sessions, cast, cast.asker)

    assert len(told(sessions, cast.asker)) == 1


def test_following_one_marks_it_as_read_and_leads_to_its_page(cast, sessions, sign_in):
    tell(sessions, cast, cast.asker, "listing_published")
    (notice,) = told(sessions, cast.asker)

    page = sign_in(cast.asker).get("/notifications").submit(f"/notifications/{notice.reference}")

    assert page.url == f"/listings/{cast.need.reference}"
    assert "unread notification" not in str(page.page)
    assert told(sessions, cast.asker)[0].read_at == NOW


def test_all_are_marked_as_read_and_the_unread_ones_are_a_view(cast, sessions, sign_in):
    tell(sessions, cast, cast.asker, "listing_published")
    page = sign_in(cast.asker).get("/notifications?show=unread")
    assert "is published" in page.text

    page.submit("/notifications/read")

    assert "Nothing unread" in page.get("/notifications?show=unread").text


def test_nobody_follows_or_reads_what_another_was_told(cast, sessions, sign_in):
    tell(sessions, cast, cast.asker, "listing_published")
    (notice,) = told(sessions, cast.asker)

    page = sign_in(cast.answerer).get("/notifications")
    assert cast.need.reference not in page.text
    assert page.post(f"/notifications/{notice.reference}").status == 404
    assert told(sessions, cast.asker)[0].read_at is None


def test_what_its_reader_may_not_see_any_more_has_no_title_and_leads_nowhere(
    cast, sessions, sign_in, post
):
    tell(sessions, cast, cast.answerer, listing_id=cast.need.id)
    with sessions.writing() as session:
        session.merge(cast.need).state = "withdrawn"
    (notice,) = told(sessions, cast.answerer)

    page = sign_in(cast.answerer).get("/notifications")

    assert "not open to you any more" in page.text
    page.post(f"/notifications/{notice.reference}")
    assert send_weekly(sessions, post, MONDAY).to(cast.answerer) == []


@pytest.mark.parametrize("loss", ["left", "hidden", "withdrawn"])
def test_what_its_reader_may_not_see_any_more_is_not_mailed(cast, sessions, post, loss):
    choose(sessions, cast.answerer, invitation="at_once")
    tell(sessions, cast, cast.answerer)
    with sessions.writing() as session:
        need = session.get(Listing, cast.need.id)
        if loss == "left":
            session.execute(delete(Membership).where(Membership.user_id == cast.answerer.id))
        elif loss == "hidden":
            need.hidden_from.append(session.merge(cast.offer.organization))
        else:
            need.state = "withdrawn"

    assert post.deliver().sent == []
    with sessions.reading() as session:
        assert set(session.scalars(select(Job.state))) <= {"done"}


def test_the_weekly_mail_gathers_what_is_unread_and_comes_once(cast, sessions, post):
    tell(sessions, cast, cast.answerer)
    assert post.deliver().to(cast.answerer) == []

    (mail,) = send_weekly(sessions, post, MONDAY).to(cast.answerer)
    assert mail.startswith("Your week on LeadIT Matchmaker\n")
    assert "Invitations to list what somebody looks for" in mail
    assert "https://matchmaker.example/organization" in mail
    assert cast.need.reference not in mail

    week_later = MONDAY + dt.timedelta(days=7)
    assert len(send_weekly(sessions, post, week_later).to(cast.answerer)) == 1


def test_what_was_read_on_the_site_is_not_in_the_weekly_mail(cast, sessions, post, sign_in):
    tell(sessions, cast, cast.answerer)
    sign_in(cast.answerer).get("/notifications").submit("/notifications/read")

    assert send_weekly(sessions, post, MONDAY).to(cast.answerer) == []


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (
            dt.datetime(2026, 11, 23, 6, 59, tzinfo=dt.UTC),
            dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC),
        ),
        (dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC), dt.datetime(2026, 11, 30, 7, tzinfo=dt.UTC)),
        (
            dt.datetime(2026, 11, 29, 23, 0, tzinfo=dt.UTC),
            dt.datetime(2026, 11, 30, 7, tzinfo=dt.UTC),
        ),
    ],
)
def test_the_weekly_mail_goes_out_on_monday_morning(now, due):
    assert next_round(now) == due


def test_new_matches_of_yesterday_are_news_for_the_owner_alone(cast, sessions, post, sign_in):
    with sessions.writing() as session:
        supplier = make_organization(session, name="Gannet Supply", type="supplier")
        make_user(session, supplier)
        offer = make_offer(session, supplier, title="A dry slag granulator")
        need = session.merge(cast.need)
        need.published_at = NOW - dt.timedelta(days=30)
        offer.published_at = NOW - dt.timedelta(hours=30)
        make_match(session, need, offer, band="strong", first_seen_at=NOW - dt.timedelta(days=1))
    choose(sessions, cast.asker, match="at_once")
    for _ in range(2):
        with sessions.writing() as session:
            assert match_news.tell(session, now=NOW) == 1

    (mail,) = post.deliver().to(cast.asker)

    assert mail.startswith(f"New matches for your need {cast.need.reference}\n")
    assert "A dry slag granulator" in mail
    page = sign_in(cast.asker).get("/notifications")
    assert page.text.count("New matches for your need") == 1
    assert told(sessions, cast.answerer) == []
