"""The Cooperative Patent Classification: codes with titles.

CPC titles say little alone ("by adsorption"): what stands above them belongs to them.
"""

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class CpcCode(Base):
    """One code. ``parent`` is a code or empty; ``edition`` is the scheme's date, or ``curated``.

    ``above`` are the titles from the class down to the parent, with " › " between them. A subclass
    that comes from a scheme is there in full, so that a code below it that is unknown is none.
    """

    __tablename__ = "cpc_codes"
    __table_args__ = (
        CheckConstraint("level BETWEEN 2 AND 20", name="level_is_of_the_scheme"),
        CheckConstraint("code <> '' AND title <> ''", name="says_something"),
        Index("ix_cpc_codes_parent", "parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[str] = mapped_column(Text)
    parent: Mapped[str] = mapped_column(String(16), default="")
    level: Mapped[int]
    above: Mapped[str] = mapped_column(Text, default="")
    edition: Mapped[str] = mapped_column(String(40))
    loaded_at: Mapped[dt.datetime]
