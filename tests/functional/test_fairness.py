"""The secretariat weighs the order of lists, readers see it, and the operator measures it."""

import json
import math
import random

import pytest
from sqlalchemy import select

from embeddings.hashing import HashingEncoder
from matchmaker.errors import Conflict, InvalidFields, NotPermitted
from matchmaker.jobs import listings as listing_jobs
from matchmaker.jobs.context import Context
from matchmaker.jobs.worker import Worker
from matchmaker.policies.actor import Actor
from matchmaker.services import audit, fairness
from matchmaker.services.indexing import index_listings
from matchmaker.services.matching import MatchingEngine, match_listings
from matchmaker.services.sign_in import actor_of
from models import AuditEvent, Match, RankingSetting
from tests.factories.exchange import TOPICS, make_exchange
from tests.factories.listings import NOW, make_need, make_offer, make_organization, make_user
from tests.functional.console import Console

PAGE = "/secretariat/ranking/fairness"
ENCODER = HashingEncoder()
TEXTS = {"title": "Kiln", "teaser": TOPICS["kiln"].capitalize() + "."}


@pytest.fixture
def administrator(cast, sessions):
    with sessions.writing() as session:
        organization = session.merge(cast.officer.memberships[0].organization)
        return make_user(session, organization, role="administrator", name="Ada Admin")


@pytest.fixture
def market(cast, sessions):
    """A need of the asker's with two offers that fit alike: from Sweden, and from India."""
    with sessions.writing() as session:
        need = make_need(session, session.merge(cast.need.organization), **TEXTS)
        offers = [
            make_offer(session, make_organization(session, country=country), **TEXTS)
            for country in ("SE", "IN")
        ]
        index_listings(session, ENCODER, [need.id, *(o.id for o in offers)], now=NOW)
        match_listings(session, MatchingEngine(ENCODER.info), ENCODER, None, now=NOW)
        return need, *offers


def work(sessions) -> None:
    """The worker puts the lists in order."""
    context = Context(
        clock=lambda: NOW,
        mailer=None,
        render=lambda _name, **_values: "",
        base_url="https://matchmaker.example",
        engine=MatchingEngine(ENCODER.info),
        encoder=ENCODER,
    )
    Worker(sessions, context, {"match_listings": listing_jobs.MATCH}).drain()


def order_of(sessions, need):
    with sessions.reading() as session:
        query = select(Match.counterpart_id).where(Match.listing_id == need.id)
        return list(session.scalars(query.order_by(Match.rank)))


# the page


def test_without_a_decision_the_page_says_that_there_is_no_weight(cast, sign_in):
    officer = sign_in(cast.officer).get(PAGE)

    for text in ("no weight is set", "IMF World Economic Outlook", "Nobody has set a weight"):
        assert text in officer.text


def test_an_officer_sets_the_weight_and_the_lists_follow(cast, sign_in, sessions, market):
    need, swedish, indian = market
    before = order_of(sessions, need)
    assert before.index(swedish.id) < before.index(indian.id)
    officer = sign_in(cast.officer).get(PAGE)

    officer.submit("/fairness", weight="0.25", note="The summit's call.")

    assert officer.status == 200
    for text in ("The weight is set", "are being put in order", "by 0.25", "The summit's call."):
        assert text in officer.text
    work(sessions)
    after = order_of(sessions, need)
    assert after.index(indian.id) < after.index(swedish.id)
    assert "being put in order." not in officer.get(PAGE).text


def test_a_reader_sees_on_the_card_that_the_weight_moved_it(cast, sign_in, sessions, market):
    need, _, indian = market
    asker = sign_in(cast.asker)
    page = f"/listings/{need.reference}/matches"
    line = "some weight in the order. It has moved this one up"
    assert line not in asker.get(page).text
    with sessions.writing() as session:
        _set(session, cast.officer, 0.25)
    work(sessions)

    asker.get(page)

    assert asker.text.count(line) == 1
    card = asker.page.find(id=indian.reference)
    assert line in " ".join(card.get_text(" ").split())
    assert "The order takes into account" in asker.text


def test_the_reason_is_asked_for_and_what_was_chosen_is_kept(cast, sign_in, sessions):
    officer = sign_in(cast.officer).get(PAGE)

    officer.submit("/fairness", weight="0.5", note=" ")

    assert officer.status == 422
    assert "Say why" in officer.text
    assert officer.page.select_one("option[selected]")["value"] == "0.5"
    assert _settings(sessions) == []


@pytest.mark.parametrize("weight", ["2", "-1", "nan", "", "much"])
def test_a_weight_that_is_not_offered_is_refused(cast, sign_in, sessions, weight):
    officer = sign_in(cast.officer).get(PAGE)

    officer.submit("/fairness", weight=weight, note="Why not.")

    assert officer.status == 422
    assert _settings(sessions) == []


def test_the_weight_that_holds_already_is_no_new_decision(cast, sign_in, sessions):
    officer = sign_in(cast.officer).get(PAGE)

    officer.submit("/fairness", weight="0.0", note="As before.")

    assert officer.status == 409
    assert "holds already" in officer.text
    assert _settings(sessions) == []


def test_an_auditor_reads_and_members_do_not_even_that(cast, administrator, sign_in):
    assert sign_in(cast.auditor).get(PAGE).page.find("form", action=PAGE) is None
    assert sign_in(cast.auditor).get(PAGE).status == 200
    assert sign_in(administrator).get(PAGE).page.find("form", action=PAGE) is not None
    assert sign_in(cast.asker).get(PAGE).status == 404


# the service


def test_a_decision_is_added_logged_and_never_changed(cast, sessions):
    with sessions.writing() as session:
        _set(session, cast.officer, 0.25)
        _set(session, cast.officer, 0.1)
        panel = fairness.panel(session, actor_of(session.merge(cast.auditor)))

    assert _settings(sessions) == [0.25, 0.1]
    assert panel.weight == 0.1
    assert [(d.weight, d.by) for d in panel.decisions] == [
        (0.1, cast.officer.name),
        (0.25, cast.officer.name),
    ]
    assert panel.reordering
    with sessions.reading() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        logged = [e.details for e in events if e.action == "ranking.set_weight"]
        assert [(d["before"], d["weight"]) for d in logged] == [(0.0, 0.25), (0.25, 0.1)]
        assert audit.verify(session).broken_id is None


@pytest.mark.parametrize("weight", [-0.01, 1.01, math.nan, math.inf])
@pytest.mark.parametrize("note", ["", "x" * 301])
def test_what_is_wrong_is_named_field_by_field(sessions, weight, note):
    with sessions.writing() as session, pytest.raises(InvalidFields) as error:
        fairness.set_weight(session, Actor.operator(), weight=weight, note=note, now=NOW)
    assert set(error.value.problems) == {"weight", "note"}


def test_who_may_not_weigh_is_refused(cast, sessions):
    with sessions.writing() as session:
        for person in (cast.asker, cast.auditor):
            with pytest.raises(NotPermitted):
                _set(session, person, 0.5)
        with pytest.raises(NotPermitted):
            fairness.panel(session, actor_of(session.merge(cast.asker)))


def test_the_operator_may_weigh_too_and_stands_in_the_list(cast, sessions):
    with sessions.writing() as session:
        fairness.set_weight(session, Actor.operator(), weight=0.5, note="Set up.", now=NOW)
        with pytest.raises(Conflict):
            fairness.set_weight(session, Actor.operator(), weight=0.5, note="Again.", now=NOW)
        assert fairness.panel(session, actor_of(session.merge(cast.officer))).decisions[0].by == ""


# the command


def test_the_command_measures_both_sides_with_and_without(sessions, database):
    console = Console(database.parent)
    with sessions.writing() as session:
        made = make_exchange(session, needs=30, offers=30, capabilities=5, topics=2)
        for listing in made.all:
            listing.valid_until = listing.valid_until.replace(year=2999)
    console("match", "run")

    report = json.loads(console("fairness", "--json"))
    text = console("fairness")

    assert report["weight"] == 0.0
    for side in report["sides"]:
        assert 0 < side["as_ordered"]["gini"] <= side["by_score"]["gini"] < 1
        assert sum(part["of_listings"] for part in side["regions"]) == pytest.approx(1)
        assert sum(part["as_ordered"] for part in side["regions"]) == pytest.approx(1)
    assert "Gini of attention" in text
    assert "Northern Europe (100%)" in text


def test_the_command_speaks_of_an_empty_market_in_a_sentence(database):
    text = Console(database.parent)("fairness")

    assert "No list shows offers and capabilities yet." in text
    assert "No list shows needs yet." in text


def test_the_cost_in_quality_is_measured_on_a_judged_set(database, tmp_path):
    folder = tmp_path / "judged"
    folder.mkdir()
    chance = random.Random(1)

    def words(number: int) -> str:
        topic = TOPICS[("slag", "kiln", "heat")[number % 3]]
        return " ".join(chance.sample(topic.split(), 6))

    documents = [{"_id": f"d{n}", "title": f"Project {n}", "text": words(n)} for n in range(60)]
    queries = [{"_id": f"q{n}", "text": words(n)} for n in range(8)]
    judgements = [f"q{n}\td{n}\t1" for n in range(8)]
    for name, rows in (("corpus", documents), ("queries", queries)):
        lines = "\n".join(json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text(lines)
    (folder / "qrels.tsv").write_text("\n".join(["query\tdocument\tgrade", *judgements]))
    console = Console(database.parent)

    report = json.loads(console("fairness", "--judged", str(folder), "--json"))["judged"]
    text = console("fairness", "--judged", str(folder))

    trials = report["trials"]
    assert [trial["strength"] for trial in trials] == [0.0, 0.1, 0.2, 0.3, 0.5]
    assert all(0 <= trial["sharing"]["gini"] <= 1 for trial in trials)
    assert report["chosen"] in [trial["strength"] for trial in trials]
    assert "judged: nDCG@10" in text
    assert f"chosen: {report['chosen']:g}; in use: {report['in_use']:g}" in text


def _set(session, user, weight):
    actor = actor_of(session.merge(user))
    fairness.set_weight(session, actor, weight=weight, note="Because.", now=NOW)


def _settings(sessions):
    with sessions.reading() as session:
        rows = session.scalars(select(RankingSetting).order_by(RankingSetting.id))
        return [row.emerging_weight for row in rows]
