"""A member keeps a search, is told of what is new in it, and learns no more than the page says."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update

from matchmaker.jobs import mail, search_alerts
from matchmaker.jobs.context import Context
from matchmaker.jobs.worker import Worker
from matchmaker.services import job_queue, listing_search, saved_searches
from matchmaker.services.browse import Search
from matchmaker.services.matching_engine import MatchingEngine
from matchmaker.services.sign_in import actor_of
from models import Listing, Membership, SavedSearch, User
from models.session import Sessions
from tests.factories.cast import Cast
from tests.factories.listings import NOW, make_offer, make_organization
from tests.functional.stories import MemoryMailer
from tests.helpers import Browser

SignIn = Callable[[User], Browser]
DAY = dt.timedelta(days=1)


class Clockwork:
    """A worker with a clock of its own that tells of new listings and sends mail."""

    def __init__(self, app, sessions: Sessions) -> None:
        self.now, self.mailer, self.sessions = NOW, MemoryMailer(), sessions
        context = Context(
            clock=lambda: self.now,
            mailer=self.mailer,
            render=lambda name, **values: app.jinja_env.get_template(name).render(**values),
            base_url="https://matchmaker.example",
            engine=MatchingEngine(None),
            encoder=None,
            link_key=app.config["SECRET_KEY"],
        )
        handlers = {"send_mail": mail.HANDLER, "alert_searches": search_alerts.ROUND}
        self.worker = Worker(sessions, context, handlers)
        with sessions.writing() as session:
            job_queue.enqueue(session, "alert_searches", key="alert_searches", payload={}, now=NOW)

    def after(self, days: float) -> None:
        self.now = NOW + days * DAY
        self.worker.drain()

    def alerts(self, user: User) -> list[str]:
        return [text for text in self.mailer.to(user) if "search that you keep" in text]


@pytest.fixture
def clockwork(app, sessions: Sessions) -> Clockwork:
    return Clockwork(app, sessions)


def publish(sessions: Sessions, title: str, days: float = 0.5, **fields) -> Listing:
    with sessions.writing() as session:
        if "hidden_from" in fields:
            fields["hidden_from"] = [session.merge(o, load=False) for o in fields["hidden_from"]]
        owner = make_organization(session, name="Whose name is closed")
        listing = make_offer(session, owner, title=title, published_at=NOW + days * DAY, **fields)
        listing_search.put(session, listing)
    return listing


def keep(page: Browser, address: str, name: str, alert: str = "daily") -> Browser:
    page.get(address)
    link = page.page.find("a", string="Keep this search")
    return page.get(link["href"]).submit("/searches/new", name=name, alert=alert)


def test_a_search_is_kept_run_renamed_and_removed(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    publish(sessions, "Kiln for lime")
    page = sign_in(cast.asker)
    keep(page, "/listings?q=kiln&sector=steel&trl=7-9&sort=title", "Kilns")
    assert page.url == "/searches"
    assert "every day" in page.text

    page.get(page.page.find("a", string="Kilns")["href"])
    assert "Kiln for lime" in page.text
    page.get("/searches")
    page.get(page.page.select_one(".kept-search-actions a")["href"])
    page.submit(page.url, name="Lime kilns", alert="off")
    assert "Lime kilns" in page.text
    assert "not told" in page.text

    page.submit("/remove")
    assert "You keep no searches yet" in page.text


def test_new_listings_are_told_once_and_with_their_links(
    cast: Cast, sessions: Sessions, sign_in: SignIn, clockwork: Clockwork
) -> None:
    publish(sessions, "Kiln of old", days=-1)
    keep(sign_in(cast.asker), "/listings?q=kiln", "Kilns")
    found = publish(sessions, "Kiln of today")
    publish(sessions, "Something else")

    clockwork.after(0.9)
    assert clockwork.alerts(cast.asker) == []
    clockwork.after(1.1)
    clockwork.after(2.5)
    (told,) = clockwork.alerts(cast.asker)
    assert "Kiln of today" in told
    assert f"https://matchmaker.example/listings/{found.reference}" in told
    assert "listings?q=kiln" in told
    assert "Kiln of old" not in told
    assert "Something else" not in told
    assert "Kilns" not in told.splitlines()[0]


def change(sessions: Sessions, days: float, **fields: str) -> dt.datetime | None:
    """Save the form of the only search; returns when its next alert is due."""
    with sessions.writing() as session:
        row = session.scalars(select(SavedSearch)).one()
        given = {"name": row.name, "alert": row.alert, **fields}
        saved_searches.change(session, row, **given, now=NOW + days * DAY)
        return row.due_at


def test_another_name_does_not_put_the_next_alert_off(
    cast: Cast, sessions: Sessions, sign_in: SignIn, clockwork: Clockwork
) -> None:
    keep(sign_in(cast.asker), "/listings?q=kiln", "Kilns", alert="weekly")
    publish(sessions, "Kiln of today")
    for day in range(1, 7):
        assert change(sessions, day, name=f"Kilns {day}") == NOW + 7 * DAY
    clockwork.after(7.1)
    assert len(clockwork.alerts(cast.asker)) == 1


def test_another_rhythm_counts_from_the_last_alert(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    keep(sign_in(cast.asker), "/listings?q=kiln", "Kilns", alert="weekly")
    assert change(sessions, 3, alert="daily") == NOW + DAY  # past: with the next round
    assert change(sessions, 3, alert="weekly") == NOW + 7 * DAY
    assert change(sessions, 4, alert="off") is None
    assert change(sessions, 5, alert="daily") == NOW + 6 * DAY  # nothing of the time between


def test_a_listing_that_is_indexed_late_is_told_with_the_next_alert(
    cast: Cast, sessions: Sessions, sign_in: SignIn, clockwork: Clockwork
) -> None:
    keep(sign_in(cast.asker), "/listings?q=kiln", "Kilns")
    late = publish(sessions, "Kiln late in the index", days=0.9)
    with sessions.writing() as session:
        listing_search.remove(session, late.id)
    clockwork.after(1.1)
    with sessions.writing() as session:
        listing_search.put(session, session.get_one(Listing, late.id))
    clockwork.after(2.5)
    assert len(clockwork.alerts(cast.asker)) == 1


def test_an_alert_tells_of_nothing_that_its_reader_may_not_see(
    cast: Cast, sessions: Sessions, sign_in: SignIn, clockwork: Clockwork
) -> None:
    keep(sign_in(cast.asker), "/listings?sector=steel", "Steel")
    asker = cast.need.organization
    publish(sessions, "Hidden canary", hidden_from=[asker])
    publish(sessions, "Blind but seen", disclosure="blind")
    publish(sessions, "Draft canary", state="draft")
    clockwork.after(1.1)
    (told,) = clockwork.alerts(cast.asker)
    assert "Blind but seen" in told
    assert "canary" not in told
    assert "Whose name is closed" not in told


def test_what_is_hidden_between_the_alert_and_its_mail_is_not_mailed(
    cast: Cast, sessions: Sessions, sign_in: SignIn, clockwork: Clockwork, app
) -> None:
    keep(sign_in(cast.asker), "/listings?q=kiln", "Kilns")
    gone = publish(sessions, "Kiln withdrawn in time")
    with sessions.reading() as session:
        planned = search_alerts._plan(session, clockwork.worker._context, [])
    assert planned == []  # not yet due
    clockwork.now = NOW + 1.1 * DAY
    with sessions.reading() as session:
        planned = search_alerts._plan(session, clockwork.worker._context, [])
    with sessions.writing() as session:
        search_alerts._tell(session, clockwork.worker._context, [], planned)
    with sessions.writing() as session:
        session.execute(update(Listing).where(Listing.id == gone.id).values(state="withdrawn"))
    clockwork.after(1.2)
    assert clockwork.alerts(cast.asker) == []


def test_a_search_by_a_confidential_code_tells_of_no_blind_listing(
    cast: Cast, sessions: Sessions, sign_in: SignIn, clockwork: Clockwork
) -> None:
    keep(sign_in(cast.asker), "/listings?country=SE", "Sweden")
    publish(sessions, "Blind canary", disclosure="blind")
    clockwork.after(1.1)
    assert clockwork.alerts(cast.asker) == []


def test_whoever_is_not_active_any_more_is_told_nothing(
    cast: Cast, sessions: Sessions, sign_in: SignIn, clockwork: Clockwork
) -> None:
    keep(sign_in(cast.asker), "/listings?q=kiln", "Kilns")
    publish(sessions, "Kiln of today")
    with sessions.writing() as session:
        session.execute(update(User).where(User.id == cast.asker.id).values(is_active=False))
    clockwork.after(1.1)
    assert clockwork.mailer.sent == []


def test_who_belongs_to_no_member_any_more_is_told_nothing(
    cast: Cast, sessions: Sessions, sign_in: SignIn, clockwork: Clockwork
) -> None:
    """Nothing is hidden from nobody: what was hidden from the organization least of all."""
    keep(sign_in(cast.asker), "/listings?q=kiln", "Kilns")
    publish(sessions, "Kiln of today")
    publish(sessions, "Kiln, hidden canary", hidden_from=[cast.need.organization])
    with sessions.writing() as session:
        session.execute(delete(Membership).where(Membership.user_id == cast.asker.id))
    clockwork.after(1.1)
    assert clockwork.mailer.sent == []


def test_nobody_reads_or_changes_the_search_of_another(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    keep(sign_in(cast.asker), "/listings?q=secret+plan", "Secret plan")
    with sessions.reading() as session:
        reference = session.scalars(select(SavedSearch.reference)).one()
    other = sign_in(cast.answerer)
    assert "Secret plan" not in other.get("/searches").text
    assert other.get(f"/searches/{reference}").status == 404
    other.get("/searches/new?q=slag")
    assert other.post(f"/searches/{reference}", name="Mine", alert="off").status == 404
    other.get("/searches/new?q=slag")
    assert other.post(f"/searches/{reference}/remove").status == 404


def test_the_address_of_a_search_shows_each_reader_what_they_may_see(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    publish(sessions, "Kiln hidden from the asker", hidden_from=[cast.need.organization])
    address = "/listings?q=kiln&sector=steel"
    assert "Kiln hidden" not in sign_in(cast.asker).get(address).text
    assert "hidden from the asker" in sign_in(cast.answerer).get(address).text


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "alert": "daily"},
        {"name": " \u200b\n", "alert": "daily"},
        {"name": "x" * 81, "alert": "daily"},
        {"name": "Kilns", "alert": "every second"},
        {"name": "Taken", "alert": "off"},
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field(
    cast: Cast, sign_in: SignIn, fields: dict[str, str]
) -> None:
    page = sign_in(cast.asker)
    keep(page, "/listings?q=slag", "Taken")
    page.get("/searches/new?q=kiln&sector=steel")
    page.submit("/searches/new", **fields)
    assert page.status == 422
    assert page.page.find("input", {"name": "q"})["value"] == "kiln"


def test_hostile_questions_are_kept_as_what_can_be_asked(
    cast: Cast, sessions: Sessions, sign_in: SignIn
) -> None:
    page = sign_in(cast.asker)
    page.get('/searches/new?q="*)(+NEAR+<script>&sector=nonsense&trl=99&sort=x&page=-4')
    page.submit("/searches/new", name="<b>Bold</b>", alert="off")
    assert page.status == 200
    assert "<b>Bold</b>" in page.text
    page.get(page.page.select_one(".kept-search a")["href"])
    assert page.status == 200


def test_a_code_that_leaves_its_list_drops_out_of_a_kept_search(
    cast: Cast, sessions: Sessions
) -> None:
    with sessions.writing() as session:
        row = saved_searches.save(
            session,
            actor_of(session.merge(cast.asker)),
            Search(codes={"sector": ("steel", "alchemy"), "colour": ("red",)}, sort="gone"),
            name="Old",
            alert="off",
            now=NOW,
        )
        assert saved_searches.search_of(row) == Search(codes={"sector": ("steel",)})


def test_there_is_an_end_to_how_many_are_kept(
    cast: Cast, sessions: Sessions, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_searches, "MOST", 1)
    page = sign_in(cast.asker)
    keep(page, "/listings?q=slag", "One")
    keep(page, "/listings?q=kiln", "Two")
    assert page.status == 409
    assert "Remove one that you no longer need" in page.text


def test_searches_go_with_their_person(cast: Cast, sessions: Sessions, sign_in: SignIn) -> None:
    keep(sign_in(cast.asker), "/listings?q=slag", "One")
    with sessions.writing() as session:
        session.execute(delete(User).where(User.id == cast.asker.id))
    with sessions.reading() as session:
        assert session.scalars(select(SavedSearch)).all() == []
