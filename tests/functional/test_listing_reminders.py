"""Owners hear that a listing ends, once at each mark, and renew it with one click."""

import datetime as dt

import pytest

from matchmaker.services import listing_reminders, listings
from matchmaker.services.sign_in import actor_of
from models import Listing, User
from tests.factories.listings import NOW, make_need, make_user

DAY = dt.timedelta(days=1)


@pytest.fixture
def rounds(cast, sessions, post_office):
    """Run the daily round with so many days left; gives the subjects of the mails it caused."""
    last = NOW.date() + 100 * DAY
    with sessions.writing() as session:
        session.get_one(Listing, cast.need.id).valid_until = last

    def run(left, valid_until=last):
        now = dt.datetime.combine(valid_until - left * DAY, NOW.timetz())
        before = len(post_office.mailer.to(cast.asker))
        with sessions.writing() as session:
            listing_reminders.remind_due(session, now=now)
        post_office.now = now
        return len(post_office.deliver().to(cast.asker)) - before

    return run


def test_the_owner_is_told_at_30_and_at_7_days(rounds, cast, post_office):
    assert [rounds(left) for left in (31, 30, 30, 29, 8, 7, 6, 1, 0)] == [0, 1, 0, 0, 0, 1, 0, 0, 0]
    mail = post_office.mailer.to(cast.asker)[0]
    assert cast.need.reference in mail.splitlines()[0]
    assert cast.need.title in mail
    assert f"https://matchmaker.example/listings/{cast.need.reference}/renew" in mail


def test_a_worker_that_was_down_tells_once_and_not_twice(rounds):
    assert [rounds(left) for left in (45, 5, 4)] == [0, 1, 0]


def test_a_new_last_day_starts_anew(rounds, cast, sessions):
    assert rounds(7) == 1
    later = NOW.date() + 500 * DAY
    with sessions.writing() as session:
        session.get_one(Listing, cast.need.id).valid_until = later
    assert [rounds(left, later) for left in (30, 7, 7)] == [1, 1, 0]


def test_a_short_life_is_not_told_of_a_mark_that_it_never_had(cast, sessions):
    with sessions.writing() as session:
        make_need(session, valid_until=NOW.date() + 10 * DAY)
        assert listing_reminders.remind_due(session, now=NOW) == 0
        assert listing_reminders.remind_due(session, now=NOW + 3 * DAY) == 1


def test_the_link_of_the_mail_changes_nothing_until_the_button_is_pressed(
    cast, sessions, sign_in, browser
):
    address = f"/listings/{cast.need.reference}/renew"
    with sessions.writing() as session:
        session.get_one(Listing, cast.need.id).valid_until = NOW.date() + 5 * DAY
    assert browser().get(address).url == "/sign-in"
    for person in (cast.answerer, cast.officer):
        assert sign_in(person).get(address).status == 404
    page = sign_in(cast.asker).get(address)
    assert "Renew until 1 September 2027" in page.text
    with sessions.reading() as session:
        assert session.get_one(Listing, cast.need.id).valid_until == NOW.date() + 5 * DAY
    page.submit("/renew")
    with sessions.reading() as session:
        assert session.get_one(Listing, cast.need.id).valid_until == (NOW + 365 * DAY).date()
    with sessions.writing() as session:
        actor = actor_of(session.get_one(User, cast.asker.id))
        listings.withdraw(session, actor, session.get_one(Listing, cast.need.id), now=NOW)
    assert "nothing to renew" in page.get(address).text


def test_its_owner_reads_that_it_ends_soon_and_others_do_not(cast, sessions, sign_in):
    with sessions.writing() as session:
        need = session.get_one(Listing, cast.need.id)
        need.valid_until = NOW.date() + 29 * DAY
        make_need(session, need.organization, updated_at=NOW + DAY, title="Newer and fine")
    page = sign_in(cast.asker)
    for url in (f"/listings/{cast.need.reference}", "/organization", "/"):
        assert "Ends soon" in page.get(url).text, url
    titles = [one.text for one in page.get("/organization").page.select(".own-title")]
    assert [title.strip() for title in titles] == [cast.need.title, "Newer and fine"]
    assert "Ends soon" not in sign_in(cast.answerer).get(f"/listings/{cast.need.reference}").text


def test_an_expired_listing_says_that_renewing_publishes_it_at_once(cast, sessions, sign_in):
    with sessions.writing() as session:
        session.get_one(Listing, cast.need.id).disclosure = "open"
        session.get_one(Listing, cast.need.id).valid_until = NOW.date() - DAY
        listings.expire_due(session, now=NOW)
    page = sign_in(cast.asker).get(f"/listings/{cast.need.reference}")
    assert "Renew and publish again at once, until 1 September 2027" in page.text
    assert page.page.select_one("[aria-current=step] .step-name").text == "Expired"
    page.submit("/renew")
    assert "The listing is renewed" in page.text
    assert page.page.select_one("[aria-current=step] .step-name").text == "Published"


@pytest.fixture
def expired(cast, sessions):
    """An open need of the asker that has expired, and a contributor who may change it."""
    with sessions.writing() as session:
        owner = session.merge(cast.need.organization)
        need = make_need(session, owner, title="Heat", teaser="Heat of a kiln.", problem="Waste.")
        actor = actor_of(session.get_one(User, cast.asker.id))
        listings.renew(session, actor, need, now=NOW)
        need.valid_until = NOW.date() - DAY
        listings.expire_due(session, now=NOW)
        return need, make_user(session, owner, role="contributor")


def edit(browser, listing, **fields):
    address = f"/listings/{listing.reference}/edit"
    return browser.get(address).submit("/edit", **fields, intent="save")


def test_nobody_renews_what_a_colleague_has_changed_without_having_read_it(
    cast, expired, sessions, sign_in
):
    need, contributor = expired
    page = sign_in(cast.asker).get(f"/listings/{need.reference}")
    colleague = sign_in(contributor)
    edit(colleague, need, teaser="Heat of a furnace.")

    page.submit("/renew")  # the page at hand shows nothing of it
    assert page.url == f"/listings/{need.reference}/renew"
    assert "This listing was changed since it expired" in page.text
    assert "removed: kiln" in page.text
    assert "added: furnace" in page.text
    edit(colleague, need, title="Heat, all of it")
    page.submit("/renew")  # that was not on the page either
    assert len(page.page.select(".diffs dt")) == 2
    assert "All versions" in page.text
    with sessions.reading() as session:
        assert session.get_one(Listing, need.id).state == "expired"
    page.submit("/renew")
    assert "The listing is renewed" in page.text
    assert "Heat of a furnace." in sign_in(cast.answerer).get(f"/listings/{need.reference}").text


def test_what_an_expired_listing_has_lost_is_asked_for_before_it_is_back(
    cast, expired, sessions, sign_in
):
    need, contributor = expired
    edit(sign_in(contributor), need, problem="")
    page = sign_in(cast.asker).get(f"/listings/{need.reference}/renew").submit("/renew")
    assert page.url == f"/listings/{need.reference}/edit"
    assert "still missing" in page.text
    with sessions.reading() as session:
        assert session.get_one(Listing, need.id).state == "expired"
