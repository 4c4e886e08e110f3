"""What a reader chooses to be told, and the links that end mails."""

import pytest

from matchmaker.errors import InvalidFields
from matchmaker.services import (
    notification_settings,
    unsubscribing,
)
from matchmaker.services.sign_in import actor_of
from tests.factories.listings import NOW
from tests.functional.conftest import SECRET
from tests.functional.stories import PostOffice
from tests.functional.test_notifications import MONDAY, choose, send_weekly, tell, told


@pytest.fixture
def post(app, sessions):
    return PostOffice(app, sessions, NOW)


def test_each_kind_is_turned_on_and_off_by_its_reader(cast, sessions, post, sign_in):
    page = sign_in(cast.asker).get("/account/notifications")
    page.submit("/account/notifications", listing="off", invitation="at_once")
    assert "Your choice is saved" in page.text

    tell(sessions, cast, cast.asker, "listing_published")
    assert told(sessions, cast.asker) == []

    tell(sessions, cast, cast.asker)
    assert len(post.deliver().to(cast.asker)) == 1


def test_only_on_the_site_means_no_mail_at_all(cast, sessions, post):
    choose(sessions, cast.asker, listing="site", invitation="site")
    tell(sessions, cast, cast.asker, "listing_published")
    tell(sessions, cast, cast.asker)

    assert post.deliver().to(cast.asker) == []
    assert send_weekly(sessions, post, MONDAY).to(cast.asker) == []
    assert len(told(sessions, cast.asker)) == 2


def test_turning_a_kind_off_takes_what_waits_out_of_the_weekly_mail(cast, sessions, post):
    tell(sessions, cast, cast.answerer)
    choose(sessions, cast.answerer, invitation="site")

    assert send_weekly(sessions, post, MONDAY).to(cast.answerer) == []


def test_members_are_not_asked_about_what_only_the_secretariat_is_told(cast, sign_in):
    assert "audit log" not in sign_in(cast.asker).get("/account/notifications").text
    assert "audit log" in sign_in(cast.officer).get("/account/notifications").text


def test_a_channel_that_is_none_is_refused_and_nothing_is_changed(cast, sessions, sign_in):
    page = sign_in(cast.asker).get("/account/notifications")
    page.submit("/account/notifications", listing="pigeon", invitation="off")

    assert page.status == 422
    assert "Choose one of the ways" in page.text
    with sessions.reading() as session:
        held = notification_settings.channels(session, actor_of(session.merge(cast.asker)))
        assert held["invitation"] == "weekly"
        who = actor_of(session.merge(cast.asker))
    with sessions.writing() as session, pytest.raises(InvalidFields, match="pigeon_post"):
        notification_settings.choose(session, who, {"pigeon_post": "off"})


def test_a_mail_carries_the_link_that_ends_such_mails_and_opening_it_ends_nothing(
    cast, sessions, post, browser
):
    tell(sessions, cast, cast.asker, "listing_published")
    post.deliver()
    ((_, link),) = post.mailer.links
    path = link.removeprefix("https://matchmaker.example")
    assert link in post.mailer.sent[0][2]

    page = browser().get(path)
    assert "Your listings: published" in page.text
    assert cast.asker.name not in page.text
    tell(sessions, cast, cast.asker, "listing_expired")
    assert len(post.deliver().to(cast.asker)) == 2

    assert "These mails have ended" in page.submit("").text
    tell(sessions, cast, cast.asker, "listing_changes_requested")
    assert len(post.deliver().to(cast.asker)) == 2
    assert len(told(sessions, cast.asker)) == 3


def test_a_mail_program_ends_mails_by_one_click_without_a_page(cast, sessions, app):
    path = f"/unsubscribe/{unsubscribing.make(SECRET, cast.asker.id, 'listing')}"

    answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    with sessions.reading() as session:
        held = notification_settings.channels(session, actor_of(session.merge(cast.asker)))
        assert (held["listing"], held["introduction"]) == ("site", "at_once")


def test_ending_the_weekly_mail_leaves_what_comes_at_once(cast, sessions, app):
    path = f"/unsubscribe/{unsubscribing.make(SECRET, cast.asker.id, unsubscribing.WEEKLY)}"
    app.test_client().post(path)

    with sessions.reading() as session:
        held = notification_settings.channels(session, actor_of(session.merge(cast.asker)))
        assert "weekly" not in held.values()
        assert held["message"] == "at_once"


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "A" + t, lambda t: "x", lambda t: t + "="]
)
def test_a_link_that_was_touched_ends_nothing(cast, app, change):
    token = unsubscribing.make(SECRET, cast.asker.id, "listing")
    client = app.test_client()

    assert client.get(f"/unsubscribe/{change(token)}").status_code == 404
    assert client.post(f"/unsubscribe/{change(token)}").status_code == 404


def test_each_kind_is_a_group_of_named_ways_on_a_row_of_its_own(cast, sign_in):
    page = sign_in(cast.asker).get("/account/notifications").page
    ways = [way.get_text() for way in page.select(".channel-head span")]

    groups = page.select("fieldset.channel")
    assert len(groups) > 5
    for group in groups:
        assert group.legend.get_text(strip=True)
        names = [label.select_one(".visually-hidden").get_text() for label in group("label")]
        assert names == ways
        assert [label["for"] for label in group("label")] == [box["id"] for box in group("input")]
