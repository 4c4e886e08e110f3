"""Who acts: a person with roles in organizations, the operator at the command line, the worker."""

from dataclasses import dataclass
from typing import Literal

STAFF_ROLES = frozenset({"officer", "approver", "auditor", "administrator"})
#: Those who read the cases of others.
STAFF_READERS = frozenset({"officer", "approver", "auditor"})


@dataclass(frozen=True, slots=True)
class Role:
    """One role in one organization."""

    organization_id: int
    organization_name: str
    organization_type: str
    role: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Everything that a rule may ask about who acts; plain values, no rows.

    ``interests`` are the organizations in which an officer has declared an own interest.
    ``introduced`` are the listings of released introductions of the actor's organizations.
    ``across``, of one of the staff, are the listings that face an organization of ``partial_to`` in
    a case without a release: to know whose they are is to know the closed side of that case.
    """

    kind: Literal["anonymous", "user", "operator", "worker"]
    user_id: int | None = None
    name: str = ""
    email: str = ""
    roles: tuple[Role, ...] = ()
    interests: frozenset[int] = frozenset()
    introduced: frozenset[int] = frozenset()
    across: frozenset[int] = frozenset()

    @classmethod
    def anonymous(cls) -> "Actor":
        return cls("anonymous")

    @classmethod
    def operator(cls) -> "Actor":
        """The person at the machine's command line."""
        return cls("operator", name="Operator")

    @classmethod
    def worker(cls) -> "Actor":
        return cls("worker", name="Worker")

    @property
    def is_signed_in(self) -> bool:
        return self.kind == "user"

    @property
    def organization_ids(self) -> frozenset[int]:
        """The member organizations that the actor belongs to, in whatever role."""
        return frozenset(role.organization_id for role in self.roles)

    @property
    def partial_to(self) -> frozenset[int]:
        """The organizations on whose cases the actor may not decide."""
        return self.organization_ids | self.interests

    def has(self, *names: str) -> bool:
        """Whether any role anywhere is one of ``names``."""
        return any(role.role in names for role in self.roles)

    def organizations_as(self, *names: str) -> frozenset[int]:
        """The organizations in which the actor has one of these roles."""
        return frozenset(role.organization_id for role in self.roles if role.role in names)

    @property
    def name_in_log(self) -> str:
        """A pseudonym: the log outlives a person's wish to be forgotten."""
        return f"user:{self.user_id}" if self.kind == "user" else self.kind

    @property
    def role_in_log(self) -> str:
        return self.roles[0].role if self.roles else self.kind
