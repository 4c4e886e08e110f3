"""Whom a draft would meet: by words, within what the author may see, and nothing else."""

import datetime as dt

import pytest
from sqlalchemy import select

from matchmaker.policies.actor import Actor, Role
from matchmaker.services import listing_search, writing_help
from matchmaker.services.disclosure import DisclosedText
from matchmaker.services.writing_peers import COUNTERPARTS, about, peers
from matchmaker.services.writing_texts import Draft, draft_of
from matchmaker.services.writing_words import MOST, candidates, least_weight, weigh
from models import KINDS, Listing
from tests.factories.listings import (
    NOW,
    make_capability,
    make_need,
    make_offer,
    make_organization,
)
from tests.factories.matches import make_match

TEXT = {
    "title": "Electric heating of a lime kiln",
    "teaser": "Plasma torches replace gas burners in a rotary kiln for lime.",
}


@pytest.fixture
def session(sessions):
    with sessions.writing() as session:
        yield session


@pytest.fixture
def author(session):
    """The organization that writes, and its representative."""
    return make_organization(session)


def actor_of(*organizations):
    roles = tuple(Role(o.id, o.name, o.type, "representative") for o in organizations)
    return Actor("user", 1, "A", "a@example.org", roles)


def index(session):
    """Put every published listing in the word search."""
    session.flush()
    for listing in session.scalars(select(Listing).where(Listing.state == "published")):
        listing_search.put(session, listing)


def draft(owner, kind="need", **values):
    return Draft(kind, {**TEXT, "disclosure": "open", **values}, owner)


def look(session, owner, written=None, actor=None):
    index(session)
    return peers(session, actor or actor_of(owner), written or draft(owner), now=NOW)


def counts(found):
    return {counted.kind: counted.about for counted in found.counterparts}


def named(found):
    return [peer.listing.title for counted in found.counterparts for peer in counted.nearest]


def test_counterparts_are_counted_by_kind_and_the_nearest_named_first(session, author):
    make_offer(
        session, title="Plasma torches for a rotary lime kiln", teaser="Replace gas burners."
    )
    make_offer(session, title="Rotary kiln with burners", teaser="For lime.")
    make_capability(session, title="Plasma laboratory", teaser="Torches for a lime kiln.")
    make_offer(session, title="Gas fermentation", teaser="Bacteria make ethanol.")
    make_need(session, title="Torches for a rotary kiln wanted", teaser="Plasma instead of gas.")

    found = look(session, author)
    assert counts(found) == {"offer": 2, "capability": 1}
    assert named(found)[0] == "Plasma torches for a rotary lime kiln"
    assert [peer.listing.title for peer in found.similar] == ["Torches for a rotary kiln wanted"]
    assert {"Plasma", "torches"} <= set(found.counterparts[0].nearest[0].words)
    assert set(found.counterparts[0].nearest[0].words) <= set(found.words)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_meets_its_counterparts_and_its_own_kind_only_as_similar(session, author, kind):
    for make in (make_offer, make_need, make_capability):
        make(session, **TEXT, trl=6)

    found = look(session, author, draft(author, kind, trl=6))
    assert counts(found) == dict.fromkeys(COUNTERPARTS[kind], 1)
    assert [peer.listing.kind for peer in found.similar] == [kind]


def test_nothing_comes_up_that_the_author_may_not_see_or_that_is_not_live(session, author):
    make_offer(session, **TEXT, hidden_from=[author])
    make_offer(session, **TEXT, state="draft")
    make_offer(session, **TEXT, state="withdrawn")
    make_offer(session, **TEXT, valid_until=NOW.date() - dt.timedelta(days=1))

    found = look(session, author)
    assert (counts(found), found.words) == ({"offer": 0, "capability": 0}, ())


def test_a_listing_that_is_hidden_changes_neither_words_nor_order(session, author):
    for number in range(3):
        make_offer(session, title=f"Plasma kiln {number}", teaser="Torches for lime.")
    before = look(session, author)
    make_offer(session, title="Rotary gas plasma", teaser="Heating.", hidden_from=[author])
    make_offer(session, title="Replace burners", teaser="Electric torches.", hidden_from=[author])

    assert look(session, author) == before


def test_of_a_blind_listing_only_title_and_teaser_count(session, author):
    blind = {"disclosure": "blind", "description": f"{TEXT['title']} {TEXT['teaser']}"}
    make_offer(session, title="Something else", teaser="About ethanol.", **blind)
    assert counts(look(session, author))["offer"] == 0

    make_offer(session, **TEXT, disclosure="blind")
    [peer] = look(session, author).counterparts[0].nearest
    assert peer.listing.organization is None


def test_of_a_blind_draft_only_title_and_teaser_count(session, author):
    make_offer(session, title="Ethanol by fermentation", teaser="Bacteria eat carbon monoxide.")
    problem = "Ethanol by fermentation with bacteria from carbon monoxide"

    assert counts(look(session, author, draft(author, problem=problem)))["offer"] == 1
    blind = draft(author, problem=problem, disclosure="blind")
    assert counts(look(session, author, blind))["offer"] == 0


@pytest.mark.parametrize(
    ("mine", "theirs", "count"),
    [
        ({"lowest_trl": 6}, {"trl": 5}, 0),
        ({"lowest_trl": 6}, {"trl": 6}, 1),
        ({"lowest_trl": 6}, {"trl": None}, 1),
        ({"countries": ["IN"]}, {"countries": ["SE"]}, 0),
        ({"countries": ["IN"]}, {"countries": ["SE"], "disclosure": "blind"}, 1),
        ({"countries": ["IN"], "disclosure": "blind"}, {"countries": ["SE"]}, 1),
        ({"countries": ["IN"]}, {"countries": []}, 1),
        ({"deadline": NOW.date() - dt.timedelta(days=1)}, {}, 0),
        ({"valid_until": NOW.date() - dt.timedelta(days=1)}, {}, 0),
    ],
)
def test_hard_constraints_are_respected_as_far_as_they_are_shown(
    session, author, mine, theirs, count
):
    make_offer(session, **TEXT, **theirs)

    assert counts(look(session, author, draft(author, **mine)))["offer"] == count


def test_the_constraints_of_a_need_hold_for_the_draft_of_an_offer(session, author):
    make_need(session, **TEXT, lowest_trl=7)
    make_need(session, **TEXT, lowest_trl=9, disclosure="blind")

    assert counts(look(session, author, draft(author, "offer", trl=5)))["need"] == 1
    assert counts(look(session, author, draft(author, "offer", trl=7)))["need"] == 2


def test_neither_the_own_organization_nor_whom_the_draft_hides_from_is_counted(session, author):
    rival = make_organization(session)
    make_offer(session, author, **TEXT)
    make_offer(session, rival, **TEXT)
    blind = make_offer(session, rival, **TEXT, disclosure="blind")

    found = look(session, author, draft(author, hidden_from=[rival]))
    assert named(found) == [blind.title], "that a blind one goes would tell whose it is"
    assert counts(found)["offer"] == 1


def test_a_listing_that_is_edited_is_not_like_itself(session, author):
    mine = make_need(session, author, **TEXT)
    twin = make_need(session, author, **TEXT)

    [peer] = look(session, author, draft_of(mine)).similar
    assert (peer.listing.reference, peer.listing.mine) == (twin.reference, True)


def test_two_forms_of_a_word_count_once(session, author):
    make_offer(session, title="Furnace", teaser="One furnace.")
    written = draft(author, title="Furnace furnaces", teaser="Furnaces.")

    assert look(session, author, written).words == ("Furnace",)


def test_words_that_most_listings_have_tell_nothing_apart(session, author):
    for number in range(12):
        make_offer(session, title=f"Kiln {number}", teaser="Burner." if number < 2 else "Lime.")

    assert look(session, author, draft(author, title="Kiln burner", teaser="")).words == ("burner",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "🔥🔥🔥",
        '"" OR * NEAR( -a {b}: ^c',
        "title: AND NOT teaser",
        "1 2 3 2030 100,000",
        "鉄鉱石の還元 수소 हाइड्रोजन",
        "x" * 100_000,
        "'; DROP TABLE listings; --",
        "a\0b \ud800",
    ],
)
def test_any_text_is_looked_at(session, author, text):
    make_offer(session, **TEXT)
    found = look(session, author, draft(author, title=text, teaser=text, description=text))

    assert counts(found) == {"offer": 0, "capability": 0}


def test_words_in_other_scripts_are_found_where_they_stand_alone(session, author):
    make_offer(session, title="हाइड्रोजन से लोहा", teaser="भट्ठी")
    written = draft(author, title="हाइड्रोजन भट्ठी", teaser="")

    assert counts(look(session, author, written))["offer"] == 1


def test_an_empty_platform_has_an_answer(session, author):
    found = peers(session, actor_of(author), draft(author), now=NOW)

    assert (found.words, found.similar, counts(found)) == ((), (), {"offer": 0, "capability": 0})


def test_counts_are_told_no_finer_than_words_can_count():
    assert [about(n) for n in (0, 7, 19, 21, 23, 98, 104, 106, 1_234)] == [
        *(0, 7, 19, 20, 25, 100, 100, 110, 1_230)
    ]


def test_candidates_leave_out_small_words_numbers_and_all_beyond_the_first():
    shown = DisclosedText("The kiln and der Ofen", "1,600 °C H2 CO2 at TRL 7 kiln", "Kiln lime")
    counts = candidates(shown)

    assert list(counts) == ["kiln", "Ofen", "H2", "CO2", "TRL", "lime"]
    assert counts["Ofen"] > counts["H2"] > counts["lime"]
    assert len(candidates(DisclosedText("", " ".join(f"word{n}" for n in range(500))))) == MOST


def test_rare_words_weigh_more_and_what_nearly_all_have_nothing():
    holders = {0: {1, 2, 3}, 1: {1}, 2: {1, 2}, 3: set(range(40))}

    assert list(weigh(dict.fromkeys("abcd", 1.0), holders, listings=40)) == [1, 2, 0]
    assert list(weigh({"a": 4.0, "b": 1.0, "c": 1.0}, {0: {1, 2}, 1: {3}}, listings=40)) == [0, 1]
    assert weigh({}, {}, listings=0) == {}
    assert least_weight([]) == 0


def test_stored_matches_are_told_while_the_text_is_the_saved_one(session, author):
    mine = make_need(session, author, **TEXT, matched_at=NOW)
    make_match(session, mine, make_offer(session))
    index(session)
    saved = draft_of(mine)

    def matched(values):
        changed = Draft("need", {**saved.values, **values}, author, mine)
        return writing_help.look_at(session, actor_of(author), changed, now=NOW).matched

    assert matched({}) == 1
    assert matched({"tried": "not searched"}) == 1
    assert matched({"teaser": "Another text."}) is None
    mine.matched_at = None
    assert matched({}) is None


def test_only_writers_of_what_is_not_handed_in_are_helped(session, author):
    mine = make_need(session, author, **TEXT, state="draft")
    stranger = actor_of(make_organization(session))

    assert writing_help.before_submitting(session, actor_of(author), mine, now=NOW) is not None
    assert writing_help.before_submitting(session, stranger, mine, now=NOW) is None
    for state in ("submitted", "published", "expired"):
        mine.state = state
        assert writing_help.before_submitting(session, actor_of(author), mine, now=NOW) is None
