"""What is stored. Importing this package registers every table."""

from models.api_token import ApiToken
from models.attachment import Attachment, AttachmentText
from models.audit_checkpoint import AuditCheckpoint
from models.audit_event import AuditEvent
from models.base import Base
from models.consortium import Consortium, ConsortiumMember
from models.cpc import CpcCode
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
from models.listing_touch import ListingTouch
from models.listing_version import ListingChange, ListingReminder, ListingVersion
from models.match import Feedback, Match, MatchShare
from models.match_file import MatchFile
from models.member_invitation import MemberInvitation
from models.message import Message, MessageFile, MessageReading
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
from models.saved_search import SavedSearch, SearchAlertListing
from models.screening import DeclaredInterest, Screening
from models.unsaved import UnsavedListing
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
    "CpcCode",
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
    "ListingChange",
    "ListingCode",
    "ListingReminder",
    "ListingTouch",
    "ListingVersion",
    "Match",
    "MatchFile",
    "MatchShare",
    "MemberInvitation",
    "Membership",
    "Message",
    "MessageFile",
    "MessageReading",
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
    "SavedSearch",
    "Screening",
    "SearchAlertListing",
    "SignInFailure",
    "Unit",
    "UnsavedListing",
    "User",
    "UserSession",
]
