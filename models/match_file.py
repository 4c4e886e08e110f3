"""A list of matches that a member has asked for as a file, made by the worker."""

import datetime as dt
from functools import partial
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.attachment import StoredFile
from models.base import Base, new_reference
from models.user import User


class MatchFile(StoredFile, Base):
    """One for each person: who asks anew takes the place of what was asked before.

    ``wanted`` are the tab and its filters, ``told`` the same in words of ``language``, as pairs.
    ``organizations`` are the ids of those for which the person asked; who has left one does not
    get the file. ``listings`` are the ids of what is printed, as of ``version`` of the listings.
    While it waits, ``sha256`` is empty and ``size`` 0.
    """

    __tablename__ = "match_files"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'ready')", name="state_is_known"),
        CheckConstraint("(state = 'ready') = (sha256 <> '')", name="bytes_if_ready"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "ML")
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    organizations: Mapped[list[int]] = mapped_column(JSON)
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    told: Mapped[list[list[str]]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    rows: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    listings: Mapped[list[int]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=0)
    ends_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()
