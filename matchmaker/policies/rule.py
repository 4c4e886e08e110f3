"""A rule answers twice: for one row at hand, and for the rows of a query."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.sql.elements import SQLColumnExpression

from matchmaker.policies.actor import Actor

Expression = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """``allows(actor, row)`` and ``where(actor)`` say the same of a row."""

    allows: Callable[[Actor, Any], bool]
    where: Callable[[Actor], Expression]

    def __or__(self, other: "Rule") -> "Rule":
        return Rule(
            lambda actor, row: self.allows(actor, row) or other.allows(actor, row),
            lambda actor: or_(self.where(actor), other.where(actor)),
        )

    def __and__(self, other: "Rule") -> "Rule":
        return Rule(
            lambda actor, row: self.allows(actor, row) and other.allows(actor, row),
            lambda actor: and_(self.where(actor), other.where(actor)),
        )


def actor_rule(test: Callable[[Actor], bool]) -> Rule:
    """A rule that looks at the actor alone."""
    return Rule(
        lambda actor, _row: test(actor),
        lambda actor: true() if test(actor) else false(),
    )


def among(column: SQLColumnExpression[int], ids: frozenset[int]) -> Expression:
    """Whether the column holds one of ``ids``; of none it is false."""
    return column.in_(sorted(ids)) if ids else false()
