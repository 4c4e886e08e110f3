"""The mail that invites a colleague. Whom it reaches may be no member yet, so it is no notice that
could be switched off, collected or read elsewhere: the link stands in this mail alone.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.jobs.context import Context, Handler, Work
from matchmaker.services import member_links
from models import MemberInvitation

_TEMPLATE: Final = "member_invited"


def send(session: Session, context: Context, works: Sequence[Work], _prepared: object) -> None:
    """Nothing for an invitation that was taken back, and nothing for a user who is disabled."""
    invitation = session.get(MemberInvitation, works[0].payload["member_invitation_id"])
    if invitation is None or not invitation.user.is_active:
        return
    text = context.render(
        f"mail/{_TEMPLATE}.txt",
        invitation=invitation,
        token=member_links.make(context.link_key, invitation),
        base_url=context.base_url,
    )
    subject, _, body = text.partition("\n")
    context.mailer.send(
        f"job-{works[0].id}", invitation.email, subject.strip(), body.strip() + "\n"
    )


INVITE: Final = Handler(send)
