"""A need that no single listing answers, and listings that answer it together."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from models import Capability, Need, Offer, Organization
from tests.factories.exchange import TOPICS
from tests.factories.listings import make_capability, make_need, make_offer, make_organization

TREATMENT = "The hot treatment removes free lime, so that concrete does not swell."
TESTING = "We certify cement blends for soundness and leaching by national standards."
GRINDING = "Our vertical mill grinds two thousand tonnes of blended cement a week."
#: What all of them say, so that each goes with the need.
AIM = "Steel slag becomes blended cement."
_FIELD: dict[str, Any] = {"sectors": ["steel", "cement"], "technologies": ["slag_scm"]}


@dataclass(frozen=True, slots=True)
class SlagCase:
    """``treatment``, ``testing`` and ``grinding`` answer a part each, ``copy`` what treatment does.

    Five organizations in three countries: India (need, testing), Sweden, Germany.
    """

    need: Need
    treatment: Offer
    testing: Capability
    grinding: Offer
    copy: Offer


def make_slag_case(session: Session, **of_the_need: Any) -> SlagCase:
    """All open and published, among offers of other fields; nothing is indexed or matched yet."""
    for topic in ("kiln", "capture", "hydrogen", "heat", "anode"):
        for title in ("Pilot", "Plant"):
            make_offer(session, title=f"{title} for {topic}", teaser=TOPICS[topic].capitalize())
    supplier, maker, rival = (
        make_organization(session, country=country, type="supplier")
        for country in ("SE", "DE", "DE")
    )
    return SlagCase(
        need=_need(session, **of_the_need),
        treatment=_offer(session, supplier, "Hot treatment of steel slag", TREATMENT),
        testing=make_capability(
            session,
            make_organization(session, country="IN", type="institute"),
            title="Tests of steel slag and cement",
            teaser="A laboratory for blended cement with slag.",
            description=f"{AIM} {TESTING}",
            **_FIELD,
        ),
        grinding=_offer(session, maker, "Mill for blended cement", GRINDING, "supply"),
        copy=_offer(session, rival, "Steel slag without free lime", TREATMENT),
    )


def _need(session: Session, **fields: Any) -> Need:
    texts = {
        "title": "Steel slag in blended cement",
        "teaser": "Steel slag should become blended cement.",
        "problem": "Free lime in steel slag makes concrete swell.",
        "done_means": "Two thousand tonnes of blended cement are ground in a mill each week.",
        "must_haves": "Soundness and leaching of cement blends certified by standards.",
    }
    works = make_organization(session, country="IN", type="company", sectors=_FIELD["sectors"])
    return make_need(session, works, **{**_FIELD, **texts, **fields})


def _offer(
    session: Session, owner: Organization, title: str, text: str, wants: str = "co_development"
) -> Offer:
    texts = {"title": title, "teaser": f"{title}.", "description": f"{AIM} {text}"}
    return make_offer(session, owner, **texts, **_FIELD, collaborations=[wants])
