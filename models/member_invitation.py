"""A colleague who is asked to join an organization, and has not answered yet."""

import datetime as dt
from functools import partial

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, new_reference
from models.organization import Organization
from models.user import User


class MemberInvitation(Base):
    """``email`` and ``name`` are as they were typed: what is known of the user stays unsaid until
    the invitation is accepted. Accepting or taking it back removes the row; the log keeps both.
    """

    __tablename__ = "member_invitations"
    __table_args__ = (
        UniqueConstraint("organization_id", "user_id"),
        CheckConstraint("role IN ('contributor', 'representative')", name="role_is_a_members"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(
        String(16), unique=True, default=partial(new_reference, "MI")
    )
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    sent_at: Mapped[dt.datetime]

    organization: Mapped[Organization] = relationship()
    user: Mapped[User] = relationship()
