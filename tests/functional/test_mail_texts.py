"""Every mail: a subject, a text, the direct link, and no more than the reader's page says."""

import re
from pathlib import Path

import pytest

from matchmaker.jobs import wording
from matchmaker.services import introduction_requests, introductions
from matchmaker.services.check_ins import check_in_letter
from matchmaker.services.introduction_requests import Request
from matchmaker.services.introduction_views import view_introduction
from matchmaker.services.listing_views import view
from matchmaker.services.sign_in import actor_of
from models import AuditCheckpoint, CheckIn
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY, TICKED
from tests.factories.listings import NOW

ROOT = Path(__file__).resolve().parents[2]
#: Mails about questions are read in their own story (test_questions.py).
TEMPLATES = sorted(
    path.stem
    for path in (ROOT / "templates" / "mail").glob("*.txt")
    if not path.stem.startswith(("question_", "_"))  # a part of others begins with _
)
#: Who gets which mail about an introduction.
READERS = {
    "introduction_requested": ("officer",),
    "introduction_information": ("asker",),
    "introduction_refused": ("asker",),
    "introduction_flagged": ("officer",),
    "introduction_appealed": ("officer",),
    "introduction_approved": ("asker",),
    "introduction_consent": ("answerer",),
    "introduction_reminder": ("answerer",),
    "introduction_declined": ("asker",),
    "introduction_released": ("asker", "answerer"),
    "introduction_withdrawn": ("answerer",),
    "introduction_closed": ("answerer",),
    "introduction_expired": ("asker", "answerer"),
    "introduction_lapsed": ("asker", "answerer"),
    "outcome_reported": ("asker", "answerer"),
    "outcome_corrected": ("asker", "answerer"),
    "outcome_disputed": ("asker", "answerer"),
    "check_in": ("asker", "answerer"),
    "sanctions_open": ("officer",),
    "audit_head": ("auditor",),
    "audit_broken": ("auditor",),
}
CHECKPOINT = AuditCheckpoint(day=NOW.date(), at=NOW, rows=7, head="a" * 64, broken_id=3)
#: Mails that lead to a list, not to one thing.
LISTS = {
    "sanctions_open": "secretariat/sanctions",
    "audit_head": "audit",
    "audit_broken": "audit",
}
#: Mails with values of their own, which the tests of their stories read.
ELSEWHERE = frozenset(
    {
        "invitation",
        "match_shared",
        "member_invited",
        "message_received",
        "new_matches",
        "search_alert",
    }
)


@pytest.fixture
def environment():
    """Strict and plain: a mail needs nothing but its own values."""
    return wording.environment("en")


@pytest.fixture
def values(cast, sessions):
    """What the worker would give the template for this reader, of an approved introduction."""
    with sessions.writing() as session:
        made = introduction_requests.request(
            session,
            actor_of(session.merge(cast.asker)),
            session.merge(cast.need),
            session.merge(cast.offer),
            Request(("licence",), "How warm is it?", "A steelworks."),
            now=NOW,
        )
        introductions.decide(
            session,
            actor_of(session.merge(cast.officer)),
            made,
            "approve",
            checklist=TICKED,
            now=NOW,
        )
        introduction_id = made.id

    def make(who):
        with sessions.reading() as session:
            user = session.merge(getattr(cast, who), load=True)
            actor = actor_of(user)
            introduction = session.get(type(made), introduction_id)
            return {
                "user_name": "Reader",
                "base_url": "https://matchmaker.example",
                "listing": view(actor, introduction.parties[0].listing),
                "reviewer_note": "Please name the gas.",
                "introduction": view_introduction(actor, introduction),
                "checkpoint": CHECKPOINT,
                "check_in": _letter(introduction, introduction.parties[who == "answerer"], user),
            }

    return make


def _letter(introduction, party, user):
    row = CheckIn(introduction=introduction, party=party, day=30, sent_at=NOW, answer="")
    return check_in_letter("a key", row, user.id)


def render(environment, template, values):
    text = environment.get_template(f"mail/{template}.txt").render(**values)
    subject, _, body = text.partition("\n")
    return subject, body


def test_every_mail_that_a_service_sends_has_a_text():
    named = set()
    for path in (ROOT / "matchmaker").rglob("*.py"):
        named.update(re.findall(r'"([a-z]+(?:_[a-z]+)*)"', path.read_text()))
    states = {"listing_published", "listing_changes_requested"}  # named by the listing's state
    states |= {"listing_change_published", "listing_change_returned"}  # by that of the change

    assert (named & set(TEMPLATES)) | states == set(TEMPLATES)
    about_listings = {name for name in TEMPLATES if name.startswith("listing")}
    assert set(READERS) == set(TEMPLATES) - about_listings - set(ELSEWHERE)


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name not in ELSEWHERE])
def test_a_mail_has_a_short_subject_a_greeting_and_the_direct_link(environment, values, template):
    who = READERS.get(template, ("asker",))[0]
    given = values(who)

    subject, body = render(environment, template, given)

    assert 10 < len(subject) <= 78
    assert body.startswith("Hello Reader,\n\n")
    thing = "listing" if template.startswith("listing") else "introduction"
    place = LISTS.get(template, given[thing].reference)
    assert re.search(rf"^https://matchmaker\.example/\S*{place}\S*$", body, re.MULTILINE)
    lines = [line for line in body.splitlines() if "/check-in/" not in line]
    assert max(len(line) for line in lines) <= 110


@pytest.mark.parametrize(
    ("template", "who"), [(name, who) for name, readers in READERS.items() for who in readers]
)
def test_before_the_release_no_mail_names_the_other_side(environment, values, template, who):
    text = "".join(render(environment, template, values(who))).lower()

    if who != "answerer":
        assert OTHER_CANARY not in text
    if who != "asker":
        assert ASKING_CANARY not in text


def test_the_note_of_the_secretariat_stands_in_the_mail(environment, values):
    _, body = render(environment, "listing_changes_requested", values("asker"))

    assert "Please name the gas." in body


def test_a_reminder_says_until_when(environment, values):
    _, body = render(environment, "introduction_reminder", values("answerer"))

    assert "until 15 September 2026" in body
