"""The names of everything that can be permitted. What is not named here is denied."""

from enum import StrEnum


class Permission(StrEnum):
    """``NOUN_VERB``; the table says who has it on which row."""

    LISTING_READ = "listing.read"  # title, teaser and codes
    LISTING_READ_FULL = "listing.read_full"  # organization, description, files
    LISTING_CREATE = "listing.create"  # on an organization
    LISTING_EDIT = "listing.edit"
    LISTING_PUBLISH = "listing.publish"
    LISTING_REVIEW = "listing.review"
    LISTING_HISTORY = "listing.history"  # every version that was ever saved
    MATCH_READ = "match.read"  # on the listing whose matches they are
    MATCH_ANSWER = "match.answer"
    MATCH_SHARE = "match.share"  # with colleagues; on the listing whose match it is
    CONSORTIUM_READ = "consortium.read"
    INTRODUCTION_REQUEST = "introduction.request"  # on the asking listing
    INTRODUCTION_READ = "introduction.read"
    INTRODUCTION_DECIDE = "introduction.decide"
    INTEREST_DECLARE = "interest.declare"  # an own interest in an organization
    INTRODUCTION_ANSWER = "introduction.answer"  # consent, decline, withdraw, report
    MESSAGE_READ = "message.read"  # on the introduction whose thread it is
    MESSAGE_WRITE = "message.write"
    OUTCOMES_READ = "outcomes.read"  # what came of all introductions, counted
    QUESTION_ASK = "question.ask"  # on the asking listing
    QUESTION_READ = "question.read"
    QUESTION_MEND = "question.mend"  # mend, withdraw, follow up: the asking side's own
    QUESTION_ANSWER = "question.answer"
    QUESTION_RELAY = "question.relay"
    EXCHANGE_SET = "exchange.set"  # how questions travel
    SECRETARIAT_VIEW = "secretariat.view"
    SANCTIONS_DECIDE = "sanctions.decide"  # on a possible match with the list
    DESK_READ = "desk.read"  # figures of the whole network, and the lists behind them
    DESK_ORGANIZATIONS = "desk.organizations"  # figures of each organization
    DESK_INVITE = "desk.invite"  # ask an organization to list something
    RANKING_READ = "ranking.read"  # how good the matches are, and which version ranks
    RANKING_SET = "ranking.set"  # which version ranks, and by which weight
    SEARCH_KEEP = "search.keep"  # a search of one's own
    AUDIT_READ = "audit.read"
    ORGANIZATION_READ = "organization.read"  # what it tells every member of itself
    ORGANIZATION_OWN = "organization.own"  # its listings in every state, its people, its milestones
    ORGANIZATION_EDIT = "organization.edit"
    ORGANIZATION_MEMBERS = "organization.members"  # invite colleagues, set roles, end memberships
    INSTITUTE_EDIT = "institute.edit"  # on an organization: units, facilities, people
    PERSON_READ = "person.read"
    PARTNERSHIP_READ = "partnership.read"
    PARTNERSHIP_EDIT = "partnership.edit"
    MILESTONE_READ = "milestone.read"
    MILESTONE_EDIT = "milestone.edit"
    MILESTONE_REPORT = "milestone.report"  # on an organization
    REPORT_READ = "report.read"
    REPORT_MAKE = "report.make"
    PARTNERSHIP_REPORT_READ = "partnership_report.read"
    COUNTRY_READ = "country.read"  # aggregates of a country; the service asks whose
