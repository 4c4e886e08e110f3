"""What is stored. Importing this package registers every table."""

from models.audit_event import AuditEvent
from models.base import Base
from models.embedding import Embedding, Passage
from models.introduction import Consent, Introduction, IntroductionParty, Outcome
from models.job import Job
from models.listing import KINDS, Attachment, Capability, Listing, Need, Offer
from models.listing_code import ListingCode
from models.match import Feedback, Match
from models.organization import Organization
from models.user import Membership, SignInFailure, User, UserSession

__all__ = [
    "KINDS",
    "Attachment",
    "AuditEvent",
    "Base",
    "Capability",
    "Consent",
    "Embedding",
    "Feedback",
    "Introduction",
    "IntroductionParty",
    "Job",
    "Listing",
    "ListingCode",
    "Match",
    "Membership",
    "Need",
    "Offer",
    "Organization",
    "Outcome",
    "Passage",
    "SignInFailure",
    "User",
    "UserSession",
]
