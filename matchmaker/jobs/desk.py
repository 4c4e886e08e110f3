"""The figures of the secretariat's desk, every ten minutes and when somebody asks for them."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import desk_figures, desk_store


def _count(session: Session, context: Context, _works: Sequence[Work]) -> dict[str, Any]:
    """The slow half: it reads for seconds where there are very many listings."""
    return desk_figures.count(session, now=context.clock())


def _keep(
    session: Session, context: Context, _works: Sequence[Work], values: dict[str, Any]
) -> None:
    now = context.clock()
    desk_store.write(session, values, now=now)
    desk_figures.go_on(session, now=now)


COUNT: Final = Handler(_keep, _count, batch=8)
