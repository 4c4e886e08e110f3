"""What is stored. Importing this package registers every table."""

from models.api_token import ApiToken
from models.attachment import Attachment, AttachmentText
from models.audit_checkpoint import AuditCheckpoint
from models.audit_event import AuditEvent
from models.base import Base
from models.consortium import Consortium, ConsortiumMember
from models.desk import DeskFigure, Invitation
from models.embedding import Embedding, Passage
from models.institute import Facility, ListedPerson, Unit
from models.introduction import (
    Consent,
    Introduction,
    IntroductionPair,
    IntroductionParty,
)
from models.job import Job
from models.listing import KINDS, Capability, Listing, Need, Offer
from models.listing_code import ListingCode
from models.match import Feedback, Match
from models.member_invitation import MemberInvitation
from models.milestone import Milestone
from models.notification import Digest, Notification, NotificationSetting
from models.organization import Organization
from models.outcome import CheckIn, Outcome, OutcomeConfirmation
from models.partnership import Partnership, PartnershipMember
from models.question import BlindQuestion, ExchangeSetting
from models.ranker_version import RankerPromotion, RankerVersion
from models.ranking_setting import RankingSetting
from models.report_snapshot import ReportSnapshot
from models.sanctions import SanctionsCheck, SanctionsEntry, SanctionsHit, SanctionsList
from models.screening import DeclaredInterest, Screening
from models.user import Membership, SignInFailure, User, UserSession

__all__ = [
    "KINDS",
    "ApiToken",
    "Attachment",
    "AttachmentText",
    "AuditCheckpoint",
    "AuditEvent",
    "Base",
    "BlindQuestion",
    "Capability",
    "CheckIn",
    "Consent",
    "Consortium",
    "ConsortiumMember",
    "DeclaredInterest",
    "DeskFigure",
    "Digest",
    "Embedding",
    "ExchangeSetting",
    "Facility",
    "Feedback",
    "Introduction",
    "IntroductionPair",
    "IntroductionParty",
    "Invitation",
    "Job",
    "ListedPerson",
    "Listing",
    "ListingCode",
    "Match",
    "MemberInvitation",
    "Membership",
    "Milestone",
    "Need",
    "Notification",
    "NotificationSetting",
    "Offer",
    "Organization",
    "Outcome",
    "OutcomeConfirmation",
    "Partnership",
    "PartnershipMember",
    "Passage",
    "RankerPromotion",
    "RankerVersion",
    "RankingSetting",
    "ReportSnapshot",
    "SanctionsCheck",
    "SanctionsEntry",
    "SanctionsHit",
    "SanctionsList",
    "Screening",
    "SignInFailure",
    "Unit",
    "User",
    "UserSession",
]
