"""What a party says of a stage, and what has to hold before it is taken."""

import datetime as dt
import math
from dataclasses import dataclass
from typing import Final

from matchmaker.errors import InvalidFields
from matchmaker.services.introductions import TEXT_MAX
from matchmaker.workflow.outcomes import CLOSED, RESULTS
from models import Introduction, Outcome
from models import vocabulary as v
from models.vocabulary import Vocabulary

#: t CO2e a year. More than this is a slip of the unit: it is a fiftieth of what the world emits.
ABATEMENT_MAX: Final = 1e9
_CODES: Final[tuple[tuple[str, Vocabulary], ...]] = (
    ("closing_reason", v.CLOSING_REASONS),
    ("abatement_method", v.ABATEMENT_METHODS),
    ("attribution", v.ATTRIBUTIONS),
)


@dataclass(frozen=True, slots=True)
class Report:
    """One stage as a party tells it; the figure is in t CO2e a year."""

    stage: str
    happened_on: dt.date
    note: str = ""
    closing_reason: str = ""
    abatement_t_per_year: float | None = None
    abatement_method: str = ""
    baseline: str = ""
    attribution: str = ""

    def check(self, introduction: Introduction, stages: list[str], *, now: dt.datetime) -> None:
        """``InvalidFields`` unless it fits the case; ``stages`` are those that may be said."""
        problems = {
            **self._stage_problems(introduction, stages, now),
            **self._text_problems(),
            **self._abatement_problems(),
            **self._reason_problems(),
        }
        if problems:
            raise InvalidFields(problems)

    def same_facts(self, outcome: Outcome) -> bool:
        """Whether this says nothing else than ``outcome`` does; what is left open agrees."""
        return all(
            getattr(self, name) in (None, "", getattr(outcome, name))
            for name in (
                "closing_reason",
                "abatement_t_per_year",
                "abatement_method",
                "attribution",
            )
        )

    def _stage_problems(
        self, introduction: Introduction, stages: list[str], now: dt.datetime
    ) -> dict[str, str]:
        problems = {}
        if self.stage not in stages:
            problems["stage"] = "choose a stage that has not been reported yet"
        introduced = introduction.introduced_at
        if self.happened_on > now.date():
            problems["happened_on"] = "must not lie in the future"
        elif introduced is not None and self.happened_on < introduced.date():
            problems["happened_on"] = (
                f"must not lie before the introduction on {introduced.date().isoformat()}"
            )
        return problems

    def _text_problems(self) -> dict[str, str]:
        problems = {
            name: f"must have at most {TEXT_MAX} characters, not {len(text)}"
            for name, text in (("note", self.note), ("baseline", self.baseline))
            if len(text) > TEXT_MAX
        }
        for name, vocabulary in _CODES:
            code = getattr(self, name)
            if code and code not in vocabulary:
                problems[name] = "choose one of the list"
        return problems

    def _abatement_problems(self) -> dict[str, str]:
        figure, problems = self.abatement_t_per_year, {}
        if figure is None:
            if self.abatement_method or self.baseline.strip():
                problems["abatement_t_per_year"] = (
                    "give the figure that the method and the baseline belong to"
                )
            return problems
        if not math.isfinite(figure) or not 0 <= figure <= ABATEMENT_MAX:
            problems["abatement_t_per_year"] = (
                "give tonnes of CO2e per year, from 0 to 1,000,000,000"
            )
        if self.stage not in RESULTS:
            problems["abatement_t_per_year"] = (
                "belongs to a result, such as a licence, or to a plant in operation"
            )
        if not self.abatement_method:
            problems["abatement_method"] = "say how the figure was found"
        return problems

    def _reason_problems(self) -> dict[str, str]:
        problems = {}
        if self.stage == CLOSED and not self.closing_reason:
            problems["closing_reason"] = "say why the case is closed"
        if self.stage != CLOSED and self.closing_reason:
            problems["closing_reason"] = "belongs to a closed case; leave it out here"
        if self.closing_reason == "other" and not self.note.strip():
            problems["note"] = "say in a few words what the other reason is"
        if self.stage in RESULTS and not self.attribution:
            problems["attribution"] = "say what part the introduction had in this result"
        return problems
