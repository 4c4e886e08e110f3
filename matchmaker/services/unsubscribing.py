"""One-click links that end the mails of one kind, or the weekly mail, for one person.

They do not run out: an old mail has to keep its promise. All that they can do is end mails; what
they end stays to be read on the site, and is turned on again in the account.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.errors import NotFound
from matchmaker.policies.actor import Actor
from matchmaker.services import notification_settings, signed_links
from matchmaker.services.sign_in import actor_of
from models import User
from models import vocabulary as v

_PURPOSE: Final = "matchmaker.unsubscribe"
#: In place of a kind: everything that comes in the weekly mail.
WEEKLY: Final = "weekly"


@dataclass(frozen=True, slots=True)
class Ending:
    """Whose mails of what end; ``label`` says it to the reader."""

    actor: Actor
    kind: str
    label: str


def make(key: str, user_id: int, kind: str) -> str:
    """The token that ends mails of ``kind`` (or ``WEEKLY``) to a person."""
    return signed_links.make(key, _PURPOSE, [user_id, kind])


def read(session: Session, key: str, token: str) -> Ending:
    """What the link ends; ``NotFound``, the same for every reason, when it is none of ours."""
    values = signed_links.read(key, _PURPOSE, token)
    user = session.get(User, values[0]) if values else None
    if values is None or user is None or not user.is_active:
        raise NotFound("This link is no longer valid.")
    kind = str(values[1])
    label = "The weekly mail" if kind == WEEKLY else v.NOTIFICATION_KINDS.label(kind)
    return Ending(actor_of(user), kind, label)


def end(session: Session, ending: Ending) -> None:
    """From now on on the site alone. Done twice it is done."""
    held = notification_settings.channels(session, ending.actor)
    kinds = [
        kind
        for kind, channel in held.items()
        if kind == ending.kind or (ending.kind == WEEKLY and channel == "weekly")
    ]
    to_site = {kind: "site" for kind in kinds if held[kind] != "off"}
    notification_settings.choose(session, ending.actor, to_site)
