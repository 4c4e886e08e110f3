"""A country as its government sees it: supply, demand, gaps, capacity, partners. Counts only."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.documents.figures import Draft, Figures
from matchmaker.documents.report import CONFIDENTIAL, Report, Row, Section, Table
from matchmaker.documents.suppression import SMALLEST
from matchmaker.errors import NotFound
from matchmaker.phrases import N_, phrase
from matchmaker.policies import rules
from matchmaker.policies.actor import Actor
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import require
from matchmaker.services import country_blind, country_facts, country_told, report_introductions
from matchmaker.services.country_facts import CAPACITY, TRL_BANDS
from matchmaker.services.country_told import Told
from matchmaker.services.dashboard import country_of
from matchmaker.services.report_facts import Period
from matchmaker.services.report_figures import RULES
from matchmaker.services.report_grid import ALL, chain, lines, part
from matchmaker.services.report_introductions import IntroductionFact
from models import Introduction, IntroductionParty, Organization, Outcome
from models import vocabulary as v

_KINDS: Final = tuple(v.LISTING_KINDS.choices())
_WAY: Final = {
    "requested": N_("Introductions requested"),
    "introduced": N_("Introduced"),
    "confirmed": N_("With a confirmed outcome"),
}
_FIRST_DAY: Final = dt.date(2000, 1, 1)


def chosen(session: Session, actor: Actor, code: str) -> str:
    """The country that the actor looks at: the secretariat at any, a focal point at the own.

    ``NotFound`` for a country that is none, or not the actor's; empty while none is chosen.
    """
    require(actor, Permission.COUNTRY_READ)
    if rules.staff_reader.allows(actor, None):
        if code and code not in v.COUNTRIES:
            raise NotFound("There is no such country.")
        return code
    own = country_of(session, actor)
    if not own or code not in ("", own):
        raise NotFound("There is no such page, or it is not for you to see.")
    return own


def countries(session: Session) -> list[tuple[str, str]]:
    """Code and name of the countries with organizations, by name."""
    codes = session.scalars(select(Organization.country).distinct())
    return sorted(((c, v.COUNTRIES.label(c)) for c in codes), key=lambda pair: pair[1])


def view(session: Session, actor: Actor, country: str, *, now: dt.datetime) -> Report:
    """The figures of a country on this day, small ones withheld."""
    own = _told(session, actor, country)
    everywhere = country_facts.offers_everywhere(session, actor)
    sections = (
        Section("supply", N_("Supply and demand"), _LEADS["supply"], (_sectors(own), _bands(own))),
        Section("gaps", N_("Gaps"), _LEADS["gaps"], tuple(_gaps(own, everywhere))),
        Section(
            "capacity", N_("Capacity"), _LEADS["capacity"], (_capacity(session, country, own),)
        ),
        Section(
            "partners", N_("Partners abroad"), _LEADS["partners"], (_partners(session, country),)
        ),
    )
    name, today = v.COUNTRIES.label(country), now.date().isoformat()
    return Report("country", name, country, today, today, today, RULES, sections, _NOTES)


def _told(session: Session, actor: Actor, country: str) -> Told:
    """What may be told of the published listings of a country beside the views of all others."""
    around = country_facts.blind_listings(session, actor, country)
    added = country_blind.told(around, country_facts.countries_around(session, country))
    blind = Counter(place for one in around if one.country == country for place in one.places)
    shown = country_facts.open_listings(session, actor, country)
    return country_told.told(shown, blind, added.get(country, frozenset()))


_LEADS: Final = {
    "supply": N_(
        "Published listings of organizations in the country. A listing may have several sectors."
    ),
    "gaps": N_(
        "Needs that few or no offers and capabilities stand against. A gap is named from the "
        "counts that are told: where a supply is withheld, it is small or kept back for another."
    ),
    "capacity": N_("What can help others to learn, test and build."),
    "partners": N_(
        "Introductions between organizations of the country and partners abroad, by the "
        "partner's region, of all years."
    ),
}
_NOTES: Final = (
    (
        N_("What is withheld"),
        phrase(
            "Counts below %(smallest)s, zero among them, and counts that would tell one by "
            "addition or subtraction are withheld and marked [c]. There are no totals for that "
            "reason.",
            smallest=SMALLEST,
        ),
    ),
    (
        N_("Blind listings"),
        phrase(
            "Blind listings show a region and not a country. They are counted only in cells with "
            "at least %(smallest)s of them that no other figure, in the view of any country of the "
            "region or where listings are browsed, tells apart; elsewhere the count is that of the "
            "open listings. A blind listing counts among the offers in the network by its sector "
            "and not by its technologies, which it does not show.",
            smallest=SMALLEST,
        ),
    ),
)


def _table(code: str, title: str, labels: Sequence[tuple[str, str]], own: Told, by: str) -> Table:
    """The listings of each kind by a dimension; rows of which nothing is told are left out."""
    rows = (
        Row(c, label, tuple(own.value(by, c, kind) for kind, _label in _KINDS))
        for c, label in labels
    )
    told = tuple(row for row in rows if set(row.cells) != {CONFIDENTIAL})
    return Table(code, title, "", _KINDS, told, "need")


def _sectors(own: Told) -> Table:
    return _table("sectors", N_("By sector"), v.SECTORS.choices(), own, "sector")


def _bands(own: Told) -> Table:
    labels = tuple(TRL_BANDS.items())
    return _table("trl", N_("By technology readiness level"), labels, own, "trl")


def _gaps(own: Told, everywhere: Counter[tuple[str, str]]) -> Iterator[Table]:
    lists = (
        ("technology", N_("By technology route"), v.TECHNOLOGIES),
        ("sector", N_("By sector"), v.SECTORS),
    )
    columns = (
        ("need", N_("Needs")),
        ("offers", N_("Offers here")),
        ("capabilities", N_("Capabilities here")),
        ("network", N_("Offers in the network")),
        ("gap", N_("Gap")),
    )
    for by, title, vocabulary in lists:
        rows = (_gap(by, code, label, own, everywhere) for code, label in vocabulary.choices())
        told = tuple(row for row in rows if row.cells[0] != CONFIDENTIAL)
        yield Table(f"gaps-{by}", title, N_("Where at least five needs are told."), columns, told)


def _gap(by: str, code: str, label: str, own: Told, everywhere: Counter[tuple[str, str]]) -> Row:
    need = own.value(by, code, "need")
    here = [own.value(by, code, kind) for kind in ("offer", "capability")]
    number = everywhere[by, code]
    abroad = number if number >= SMALLEST else CONFIDENTIAL
    told = sum(value for value in here if isinstance(value, int))
    if not told:
        gap = N_("Here and in the network") if abroad == CONFIDENTIAL else N_("Here")
    else:
        gap = N_("Little here") if isinstance(need, int) and 2 * told < need else N_("None")
    return Row(code, label, (need, *here, abroad, gap))


def _capacity(session: Session, country: str, own: Told) -> Table:
    figures = Figures()
    institutes = select(func.count()).where(
        Organization.country == country, Organization.type == "institute"
    )
    figures.count("institutes", session.scalar(institutes) or 0)
    line = Draft(
        "", "", (), [("institutes", N_("Research institutes taking part"), ["institutes"])]
    )
    first = figures.table(line, figures.withheld()).rows
    rows = (
        Row(code, label, (own.value("capacity", code, ""),)) for code, label in CAPACITY.items()
    )
    columns = (("count", N_("Count")),)
    return Table(
        "capacity", N_("What the country offers to build capacity"), "", columns, (*first, *rows)
    )


def _partners(session: Session, country: str) -> Table:
    """Introductions that join the country with others, by region and how far they came."""
    period = Period(_FIRST_DAY, dt.date.max - dt.timedelta(days=1))
    here = (
        select(IntroductionParty.introduction_id)
        .join(Organization, Organization.id == IntroductionParty.organization_id)
        .where(Organization.country == country)
    )
    cases = report_introductions.requested(session, period, Introduction.id.in_(here))
    reported = report_introductions.outcomes(session, period, Outcome.introduction_id.in_(here))
    confirmed = {outcome.introduction_id for outcome in reported if outcome.is_confirmed}
    reached = {
        "requested": cases,
        "introduced": [case for case in cases if case.state == "introduced"],
        "confirmed": [case for case in cases if case.id in confirmed],
    }
    return _partner_table(tuple((step, *_regions(own, country)) for step, own in reached.items()))


@lru_cache(maxsize=256)
def _partner_table(counted: tuple[tuple[str, int, tuple[int, ...]], ...]) -> Table:
    """``(step, abroad anywhere, by region)``: kept, because to see what may be told takes a while
    and introductions seldom change."""
    figures = Figures()
    for step, anywhere, by_region in counted:
        figures.count(f"{step}|{ALL}", anywhere)
        for region, number in zip(v.REGIONS, by_region, strict=True):
            part(figures, step, region, number)
        figures.cover(f"{step}|{ALL}", [f"{step}|{region}" for region in v.REGIONS])
    for group in (*v.REGIONS, ALL):
        chain(figures, list(_WAY), group)
    rows = lines([*v.REGIONS.choices(), (ALL, N_("Any region abroad"))], list(_WAY))
    draft = Draft(
        "partners", N_("By the partner's region"), list(_WAY.items()), rows, chart="requested"
    )
    table = figures.table(draft, figures.withheld())
    told = tuple(row for row in table.rows if set(row.cells) != {CONFIDENTIAL})
    return Table(table.code, table.title, table.note, table.columns, told, table.chart)


def _regions(cases: Sequence[IntroductionFact], country: str) -> tuple[int, tuple[int, ...]]:
    """Introductions with any country abroad, and with each region."""
    regions = [{v.region_of(c) for c in case.countries if c != country} for case in cases]
    found = Counter(region for abroad in regions for region in abroad)
    return sum(bool(abroad) for abroad in regions), tuple(found[region] for region in v.REGIONS)
