"""The introduction pack: after the last key, for the parties and the secretariat alone."""

import io

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from matchmaker.errors import NotFound
from matchmaker.services import introduction_requests, introductions, listing_search
from matchmaker.services.introduction_pack import pack_of
from matchmaker.services.introduction_requests import Request
from matchmaker.services.sign_in import actor_of
from matchmaker.workflow import introductions as workflow
from models import AuditEvent, Introduction, Listing, Organization, Screening, User
from models.introduction import OPEN_STATES
from tests.factories.cast import ASKING_CANARY, OTHER_CANARY, TICKED
from tests.factories.listings import NOW, make_organization, make_user

CANARIES = (ASKING_CANARY, OTHER_CANARY)
REQUEST = Request(("licence", "pilot_host"), "How warm is it?", "A steelworks.")
FACTS = {
    "band": "strong",
    "fits": ["Same sector: Iron and steel"],
    "misses": ["Another region"],
    "sentences": ["A plant looks for a use of carbon monoxide.", "Bacteria turn it into ethanol."],
}
CONFIDENTIAL = tuple(f"description with {canary}" for canary in CANARIES)


def actor(session, user):
    return actor_of(session.get_one(User, user.id))


@pytest.fixture
def approved(cast, sessions):
    """The reference of an introduction that waits for the last key."""
    with sessions.writing() as session:
        need, offer = session.merge(cast.need), session.merge(cast.offer)
        asker = actor(session, cast.asker)
        made = introduction_requests.request(
            session, asker, need, offer, REQUEST, now=NOW, facts=FACTS
        )
        officer = actor(session, cast.officer)
        introductions.decide(session, officer, made, "approve", checklist=TICKED, now=NOW)
        return made.reference


def consent(cast, sessions, reference):
    with sessions.writing() as session:
        found = session.scalar(select(Introduction).where(Introduction.reference == reference))
        introductions.consent(session, actor(session, cast.answerer), found, now=NOW)
    return reference


@pytest.fixture
def released(cast, sessions, approved):
    return consent(cast, sessions, approved)


def downloaded(browser, reference):
    return browser.client.get(f"/introductions/{reference}/pack.pdf")


def text_of(content):
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def squeezed(text):
    """Without white space: lines break elsewhere on paper."""
    return "".join(text.split())


@pytest.mark.parametrize("state", [*OPEN_STATES, *sorted(workflow.CLOSED_STATES)])
def test_nobody_opens_the_pack_in_any_state_but_introduced(cast, sessions, approved, state):
    with sessions.writing() as session:
        found = session.scalar(select(Introduction).where(Introduction.reference == approved))
        found.state, found.introduced_at = state, NOW
        session.flush()
        for user in (cast.officer, cast.auditor):
            try:
                opened = pack_of(session, actor(session, user), found).reference
            except NotFound:
                opened = ""
            assert opened == (approved if state == "introduced" else "")


@pytest.mark.parametrize("end", ["pack", "pack.pdf"])
def test_before_the_last_key_it_is_not_there_for_anybody(cast, sign_in, approved, end):
    for user in cast.people:
        assert sign_in(user).get(f"/introductions/{approved}/{end}").status == 404


def test_after_it_the_parties_and_the_secretariat_open_it(cast, sessions, sign_in, released):
    with sessions.writing() as session:
        stranger = make_user(session)
        owner = session.get_one(Organization, cast.need.organization_id)
        writer = make_user(session, owner, role="contributor")
        administrator = make_user(
            session, make_organization(session, type="secretariat"), role="administrator"
        )
    for user in (*cast.people, writer):
        assert sign_in(user).get(f"/introductions/{released}/pack").status == 200
    for user in (stranger, administrator):
        for end in ("pack", "pack.pdf"):
            assert sign_in(user).get(f"/introductions/{released}/{end}").status == 404


def test_each_side_reads_names_contacts_and_all_of_both_listings(cast, sign_in, released):
    for user in (cast.asker, cast.answerer, cast.officer):
        page = sign_in(user).get(f"/introductions/{released}/pack")
        for person in (cast.asker, cast.answerer):
            assert person.email in page.text
            assert person.phone in page.text
        for text in (*CONFIDENTIAL, "EPplover", "How warm is it?", "Same sector: Iron and steel"):
            assert text in page.text


def test_an_auditor_reads_the_case_and_no_contact(cast, sign_in, released):
    browser = sign_in(cast.auditor)
    page = browser.get(f"/introductions/{released}/pack")
    written = text_of(downloaded(browser, released).data)
    for person in (cast.asker, cast.answerer):
        assert person.email not in page.html
        assert person.phone not in page.html
        assert person.email not in written
    assert "Plover Works" in page.text


def test_the_pdf_holds_what_the_page_holds(cast, sign_in, released):
    browser = sign_in(cast.asker)
    page = browser.get(f"/introductions/{released}/pack").page.select_one("div.pack")
    written = squeezed(text_of(downloaded(browser, released).data))
    for part in page.select("h2, h3, h4, p, dt, dd, li, blockquote"):
        for line in part.stripped_strings:
            assert squeezed(line) in written, line


def test_the_pdf_is_tagged_named_by_its_reference_and_the_same_twice(cast, sign_in, released):
    browser = sign_in(cast.asker)
    first, second = (downloaded(browser, released) for _ in range(2))
    assert first.data == second.data
    assert first.headers["Content-Disposition"] == (
        f'attachment; filename="introduction-{released}.pdf"'
    )
    reader = PdfReader(io.BytesIO(first.data))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == f"Introduction {released}"
    for number, page in enumerate(reader.pages, 1):
        assert f"{number} / {len(reader.pages)}" in page.extract_text()
        assert f"Introduction {released} · confidential to its parties" in page.extract_text()


def test_every_download_is_logged(cast, sessions, sign_in, released):
    downloaded(sign_in(cast.asker), released)
    downloaded(sign_in(cast.officer), released)
    with sessions.reading() as session:
        query = select(AuditEvent).where(AuditEvent.action == "introduction.pack")
        rows = session.scalars(query.order_by(AuditEvent.id)).all()
    assert [(row.actor, row.subject_reference) for row in rows] == [
        (f"user:{cast.asker.id}", released),
        (f"user:{cast.officer.id}", released),
    ]


def test_the_mail_of_the_release_carries_contacts_and_the_pdf_once(
    cast, sessions, approved, post_office
):
    before = post_office.deliver()
    assert before.enclosed == []
    consent(cast, sessions, approved)
    mailer = post_office.deliver()
    post_office.deliver()
    assert sorted(to for to, _file in mailer.enclosed) == sorted(
        (cast.asker.email, cast.answerer.email)
    )
    for to, file in mailer.enclosed:
        assert file.file_name == f"introduction-{approved}.pdf"
        written = text_of(file.content)
        assert all(text in written for text in CONFIDENTIAL), to
    assert cast.answerer.phone in mailer.to(cast.asker)[-1]
    assert f"/introductions/{approved}/pack" in mailer.to(cast.asker)[-1]


def test_the_pack_in_the_mail_speaks_its_readers_language(cast, sessions, approved, post_office):
    with sessions.writing() as session:
        session.get_one(User, cast.asker.id).language = "sv"
    consent(cast, sessions, approved)
    files = {to: file.content for to, file in post_office.deliver().enclosed}
    for user, language, title in (
        (cast.asker, "sv", "Introduktionspaket."),
        (cast.answerer, "en", "Introduction pack."),
    ):
        content = files[user.email]
        assert PdfReader(io.BytesIO(content)).trailer["/Root"]["/Lang"] == language
        assert title in text_of(content)
        assert all(text in text_of(content) for text in CONFIDENTIAL)


def test_the_parties_read_the_blind_listings_only_after_the_release(
    cast, sessions, sign_in, approved
):
    address = f"/listings/{cast.offer.reference}"
    assert OTHER_CANARY not in sign_in(cast.asker).get(address).html.lower()
    consent(cast, sessions, approved)
    assert CONFIDENTIAL[1] in sign_in(cast.asker).get(address).text
    with sessions.writing() as session:
        stranger = make_user(session)
    assert OTHER_CANARY not in sign_in(stranger).get(address).html.lower()


def test_search_and_counts_still_use_what_every_member_may_see(cast, sessions, sign_in, released):
    with sessions.writing() as session:
        for listing in (cast.need, cast.offer):
            listing_search.put(session, session.get_one(Listing, listing.id))
    page = sign_in(cast.asker)
    assert "Nothing fits all of that" in page.get(f"/listings?q={OTHER_CANARY}").text
    assert cast.offer.title not in page.get("/listings?type=patent&country=SE").text


def test_a_listing_that_has_left_the_exchange_is_a_title_again(cast, sessions, sign_in, released):
    with sessions.writing() as session:
        session.get_one(Listing, cast.offer.id).state = "withdrawn"
    page = sign_in(cast.asker).get(f"/introductions/{released}/pack")
    assert cast.offer.title in page.text
    assert CONFIDENTIAL[1] not in page.text
    assert "not published any more" in page.text


def test_stricter_rules_stand_where_the_checklist_was_flagged(cast, sessions, released):
    with sessions.writing() as session:
        found = session.scalar(select(Introduction).where(Introduction.reference == released))
        asker = actor(session, cast.asker)
        clear = [group.title for group in pack_of(session, asker, found).rules]
        (look,) = session.scalars(select(Screening))
        look.findings = {**look.findings, "competition": {"status": "flag"}}
        session.flush()
        flagged = [group.title for group in pack_of(session, asker, found).rules]
    assert set(flagged) - set(clear) == {"Between businesses of the same sector"}
