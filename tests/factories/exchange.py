"""A small exchange of needs, offers and capabilities whose texts fit by topic."""

import random
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import Listing, Organization
from tests.factories.listings import make_capability, make_need, make_offer, make_organization

#: What listings of a topic speak of; each says most of it, in its own order.
TOPICS = {
    "slag": "electric arc furnace slag grinding carbonation cementitious binder concrete strength",
    "kiln": "lime kiln plasma torch electric heating burner refractory calcination throughput",
    "capture": "carbon dioxide sorbent flue gas regeneration steam absorber column solvent",
    "hydrogen": "hydrogen direct reduction fluidised bed fine iron ore sponge briquette reactor",
    "heat": "waste heat pump compressor paper drying condensate vapour refrigerant temperature",
    "anode": "inert anode aluminium electrolysis cell ceramic wear bath current coating",
}
_CHOICES = {
    "sectors": (["steel"], ["cement"], ["steel", "cement"], ["cross_sector"]),
    "technologies": ([], ["slag_scm"], ["ccus"], ["h2_dri", "ccus"]),
    "countries": ([], [], ["SE", "IN"], ["SE"], ["IN"]),
    "collaborations": (["co_development"], ["licence", "supply"], ["research_service"]),
}


@dataclass(frozen=True, slots=True)
class Exchange:
    needs: list[Listing]
    offers: list[Listing]
    capabilities: list[Listing]

    @property
    def all(self) -> list[Listing]:
        return [*self.needs, *self.offers, *self.capabilities]


def make_exchange(
    session: Session,
    *,
    needs: int,
    offers: int,
    capabilities: int,
    topics: int = len(TOPICS),
    seed: int = 0,
) -> Exchange:
    """The same exchange for the same numbers: topics in turn, facts drawn with ``seed``."""
    chance = random.Random(seed)
    owners = [make_organization(session) for _ in range(max(4, (needs + offers) // 3))]
    names = list(TOPICS)[:topics]

    def text(topic: str) -> str:
        words = TOPICS[topic].split()
        return " ".join(chance.sample(words, 6)).capitalize() + "."

    def facts(number: int, owner: Organization) -> dict[str, object]:
        topic = names[number % len(names)]
        return {
            "organization": owner,
            "title": f"{topic.title()} {number}",
            "teaser": text(topic),
            "description": f"{text(topic)} {text(topic)}",
            **{name: chance.choice(choices) for name, choices in _CHOICES.items()},
        }

    return Exchange(
        [
            make_need(
                session, **facts(n, chance.choice(owners)), lowest_trl=chance.choice([None, 5])
            )
            for n in range(needs)
        ],
        [
            make_offer(session, **facts(n, chance.choice(owners)), trl=chance.choice([4, 6, 9]))
            for n in range(offers)
        ],
        [
            make_capability(session, **facts(n, make_organization(session, type="institute")))
            for n in range(capabilities)
        ],
    )
