"""The people of a story: two members that may be introduced, and the secretariat's."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from matchmaker.services.screening import Checklist
from models import Need, Offer, Organization, User
from models import vocabulary as v
from tests.factories.listings import make_need, make_offer, make_organization, make_user
from tests.factories.matches import make_match

#: Stands in every confidential field of the two blind listings and their organizations.
ASKING_CANARY = "kestrel"
OTHER_CANARY = "plover"
#: Every point of the secretariat's checklist ticked, with a note on those that may be flagged.
TICKED = Checklist(
    frozenset(v.SCREENING_POINTS), dict.fromkeys(v.SCREENING_POINTS, "Ground rules are agreed.")
)


@dataclass(frozen=True, slots=True)
class Cast:
    """``asker`` and ``answerer`` are representatives; both listings are blind and published."""

    need: Need
    offer: Offer
    asker: User
    answerer: User
    officer: User
    approver: User
    auditor: User

    @property
    def people(self) -> tuple[User, ...]:
        return (self.asker, self.answerer, self.officer, self.approver, self.auditor)


def make_cast(session: Session, password_hash: str = "") -> Cast:
    """Two members with a blind listing each that match, and the secretariat."""
    asking = _member(session, ASKING_CANARY, "company", "IN")
    other = _member(session, OTHER_CANARY, "supplier", "SE")
    secretariat = make_organization(session, name="Secretariat", type="secretariat")
    need, offer = make_blind_need(session, asking), make_blind_offer(session, other)
    make_match(session, need, offer)
    make_match(session, offer, need)

    def person(organization: Organization, role: str, name: str) -> User:
        return make_user(
            session,
            organization,
            role=role,
            name=name,
            email=f"{name.replace(' ', '.').lower()}@example.org",
            phone=f"+00 {name}",
            password_hash=password_hash,
        )

    return Cast(
        need=need,
        offer=offer,
        asker=person(asking, "representative", f"Asha {ASKING_CANARY}"),
        answerer=person(other, "representative", f"Anders {OTHER_CANARY}"),
        officer=person(secretariat, "officer", "Olga Officer"),
        approver=person(secretariat, "approver", "Piet Approver"),
        auditor=person(secretariat, "auditor", "Ada Auditor"),
    )


def _member(session: Session, canary: str, kind: str, country: str) -> Organization:
    return make_organization(
        session,
        name=f"{canary.title()} Works",
        type=kind,
        country=country,
        sectors=["steel"] if kind == "company" else ["machinery"],  # no competitors
        website=f"https://{canary}.example",
        summary=f"Summary with {canary}.",
        ror=f"ror-{canary}",
    )


def make_blind_need(session: Session, owner: Organization) -> Need:
    """A need with a canary in every confidential field."""
    texts = ("description", "problem", "done_means", "must_haves", "nice_to_haves")
    more = ("site_constraints", "tried", "we_bring", "timeline", "partnership", "attribution")
    return make_need(
        session,
        owner,
        title="Use for carbon monoxide in off-gas",
        teaser="A plant looks for a use of carbon monoxide.",
        disclosure="blind",
        source_url=f"https://{ASKING_CANARY}.example/need",
        **{name: f"{name} with {ASKING_CANARY}" for name in (*texts, *more)},
    )


def make_blind_offer(session: Session, owner: Organization) -> Offer:
    """An offer with a canary in every confidential field."""
    texts = ("description", "problem_solved", "incumbent", "energy_needs", "streams_in")
    more = ("streams_out", "patent_family", "patent_co_owners", "timeline", "partnership")
    return make_offer(
        session,
        owner,
        title="Gas fermentation to ethanol",
        teaser="Bacteria turn carbon monoxide into ethanol.",
        disclosure="blind",
        type="patent",
        patent_number=f"EP{OTHER_CANARY}",
        source_url=f"https://{OTHER_CANARY}.example/offer",
        **{name: f"{name} with {OTHER_CANARY}" for name in (*texts, *more)},
    )
