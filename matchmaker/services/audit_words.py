"""What each action of the log is called: one line for each, read by people.

Whoever records a new action adds a line here (a test finds the one that was forgotten), and to
``audit_details`` if its details need more than "name: value".
"""

from collections.abc import Mapping
from typing import Final

from matchmaker.phrases import N_

#: The groups by which the log is filtered, in the order in which they are offered.
GROUPS: Final[Mapping[str, str]] = {
    "sign_in": N_("Signing in and access"),
    "organization": N_("People and organizations"),
    "listing": N_("Listings"),
    "question": N_("Questions and answers"),
    "match": N_("Answers to matches"),
    "introduction": N_("Introductions"),
    "screening": N_("Screening and own interests"),
    "outcome": N_("Outcomes"),
    "secretariat": N_("Secretariat's settings"),
    "ranking": N_("Ranking"),
    "audit": N_("Audit log"),
}
#: Action → its group, and the sentence without its full stop.
WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "user.signed_in": ("sign_in", N_("%(who)s signed in")),
    "user.password_set": ("sign_in", N_("%(who)s set a password for %(subject)s")),
    "user.added": ("organization", N_("%(who)s added %(subject)s")),
    "api_token.created": ("sign_in", N_("%(who)s made an access token")),
    "api_token.revoked": ("sign_in", N_("%(who)s revoked an access token")),
    "organization.changed": ("organization", N_("%(who)s changed the profile of %(subject)s")),
    "institute.added": (
        "organization",
        N_("%(who)s added a unit, facility or person to %(subject)s"),
    ),
    "institute.changed": (
        "organization",
        N_("%(who)s changed a unit, facility or person of %(subject)s"),
    ),
    "institute.removed": (
        "organization",
        N_("%(who)s removed a unit, facility or person from %(subject)s"),
    ),
    "member.invited": ("organization", N_("%(who)s invited %(subject)s to join")),
    "member.invitation_ended": (
        "organization",
        N_("%(who)s took back the invitation of %(subject)s"),
    ),
    "member.joined": (
        "organization",
        N_("%(who)s accepted the invitation of %(subject)s by its link"),
    ),
    "member.role_set": ("organization", N_("%(who)s changed the role of %(subject)s")),
    "member.ended": ("organization", N_("%(who)s ended the membership of %(subject)s")),
    "listing.created": ("listing", N_("%(who)s began %(subject)s")),
    "listing.changed": ("listing", N_("%(who)s changed %(subject)s")),
    "listing.submit": ("listing", N_("%(who)s handed in %(subject)s")),
    "listing.publish": ("listing", N_("%(who)s published %(subject)s")),
    "listing.request_changes": ("listing", N_("%(who)s asked for changes of %(subject)s")),
    "listing.withdraw": ("listing", N_("%(who)s withdrew %(subject)s")),
    "listing.make_blind": (
        "listing",
        N_("%(who)s made %(subject)s blind, which is checked first"),
    ),
    "listing.renew": ("listing", N_("%(who)s renewed %(subject)s")),
    "listing.expire": ("listing", N_("%(who)s ended %(subject)s, which was past its date")),
    "listing.propose_change": ("listing", N_("%(who)s handed in a change of %(subject)s")),
    "listing.publish_change": ("listing", N_("%(who)s published a change of %(subject)s")),
    "listing.return_change": ("listing", N_("%(who)s returned a change of %(subject)s")),
    "listing.replace_change": (
        "listing",
        N_("%(who)s replaced the change of %(subject)s that waited"),
    ),
    "listing.take_back_change": ("listing", N_("%(who)s took back a change of %(subject)s")),
    "listing.lapse_change": (
        "listing",
        N_("%(who)s ended a change of %(subject)s with the listing"),
    ),
    "listing.remind": ("listing", N_("%(who)s reminded the owner that %(subject)s ends soon")),
    "listing.file_added": ("listing", N_("%(who)s added a file to %(subject)s")),
    "listing.file_described": ("listing", N_("%(who)s said anew what a file shows of %(subject)s")),
    "listing.file_removed": ("listing", N_("%(who)s removed a file from %(subject)s")),
    "listings.imported": ("listing", N_("%(who)s imported listings of %(subject)s")),
    "cpc.loaded": ("listing", N_("%(who)s loaded CPC codes: %(subject)s")),
    "match.answered": ("match", N_("%(who)s answered a match of %(subject)s")),
    "match.answer_undone": ("match", N_("%(who)s took an answer to a match of %(subject)s back")),
    "match.shared": ("match", N_("%(who)s shared a match of %(subject)s with colleagues")),
    "introduction.request": ("introduction", N_("%(who)s requested %(subject)s")),
    "introduction.give_information": ("introduction", N_("%(who)s completed %(subject)s")),
    "introduction.ask_information": (
        "introduction",
        N_("%(who)s asked for more information on %(subject)s"),
    ),
    "introduction.pass_on": (
        "screening",
        N_("%(who)s passed %(subject)s, which is flagged, on to a second officer"),
    ),
    "introduction.approve": ("introduction", N_("%(who)s approved %(subject)s")),
    "introduction.refuse": ("introduction", N_("%(who)s refused %(subject)s")),
    "introduction.appeal": ("introduction", N_("%(who)s appealed the refusal of %(subject)s")),
    "introduction.consent": ("introduction", N_("%(who)s consented to %(subject)s")),
    "introduction.release": (
        "introduction",
        N_("%(who)s turned the last key of %(subject)s; the names were released"),
    ),
    "introduction.decline": ("introduction", N_("%(who)s declined %(subject)s")),
    "message.sent": ("introduction", N_("%(who)s wrote to the other side of %(subject)s")),
    "introduction.withdraw": ("introduction", N_("%(who)s withdrew %(subject)s")),
    "introduction.expire": (
        "introduction",
        N_("%(who)s ended %(subject)s, which was not answered in time"),
    ),
    "introduction.lapse": (
        "introduction",
        N_("%(who)s ended %(subject)s with a change or the end of a listing"),
    ),
    "introduction.remind": (
        "introduction",
        N_("%(who)s reminded who had not answered %(subject)s"),
    ),
    "introduction.pack": ("introduction", N_("%(who)s took the pack of %(subject)s")),
    "question.ask": ("question", N_("%(who)s asked %(subject)s")),
    "question.relay": ("question", N_("%(who)s relayed %(subject)s")),
    "question.pass": (
        "question",
        N_("%(who)s passed on %(subject)s, in which the check found nothing"),
    ),
    "question.return": ("question", N_("%(who)s returned %(subject)s")),
    "question.mend": ("question", N_("%(who)s mended %(subject)s")),
    "question.withdraw": ("question", N_("%(who)s withdrew %(subject)s")),
    "question.answer": ("question", N_("%(who)s answered %(subject)s")),
    "question.decline": ("question", N_("%(who)s declined to answer %(subject)s")),
    "question.relay_answer": ("question", N_("%(who)s relayed the answer to %(subject)s")),
    "question.pass_answer": (
        "question",
        N_("%(who)s passed on the answer to %(subject)s, in which the check found nothing"),
    ),
    "question.return_answer": ("question", N_("%(who)s returned the answer to %(subject)s")),
    "question.mend_answer": ("question", N_("%(who)s mended the answer to %(subject)s")),
    "question.expire": (
        "question",
        N_("%(who)s ended %(subject)s, which was not answered in time"),
    ),
    "question.lapse": ("question", N_("%(who)s ended %(subject)s with the end of a listing")),
    "milestone.report": ("organization", N_("%(who)s reported %(subject)s")),
    "milestone.change": ("organization", N_("%(who)s changed %(subject)s")),
    "milestone.remove": ("organization", N_("%(who)s removed %(subject)s")),
    "report.take": ("secretariat", N_("%(who)s took the snapshot of %(subject)s")),
    "report.download": ("secretariat", N_("%(who)s downloaded %(subject)s")),
    "exchange.set_relay": ("secretariat", N_("%(who)s set how questions travel")),
    "introduction.ask_check_in": ("outcome", N_("%(who)s asked how %(subject)s goes")),
    "introduction.check_in": ("outcome", N_("%(who)s answered how %(subject)s goes")),
    "introduction.report": ("outcome", N_("%(who)s reported an outcome of %(subject)s")),
    "introduction.confirm": ("outcome", N_("%(who)s confirmed an outcome of %(subject)s")),
    "introduction.dispute": ("outcome", N_("%(who)s disputed an outcome of %(subject)s")),
    "introduction.correct": ("outcome", N_("%(who)s corrected an outcome of %(subject)s")),
    "introduction.take_back": ("outcome", N_("%(who)s took back an outcome of %(subject)s")),
    "sanctions.loaded": ("screening", N_("%(who)s loaded %(subject)s")),
    "sanctions.found": (
        "screening",
        N_("%(who)s found a possible match with the sanctions list, %(subject)s"),
    ),
    "sanctions.clear": ("screening", N_("%(who)s cleared %(subject)s")),
    "sanctions.confirm": ("screening", N_("%(who)s confirmed %(subject)s")),
    "partnership.founded": ("organization", N_("%(who)s founded %(subject)s")),
    "partnership.changed": ("organization", N_("%(who)s changed %(subject)s")),
    "invitation.sent": ("organization", N_("%(who)s invited to answer %(subject)s")),
    "interest.declare": ("screening", N_("%(who)s declared an own interest in %(subject)s")),
    "interest.end": ("screening", N_("%(who)s ended an own interest in %(subject)s")),
    "ranking.train": ("ranking", N_("%(who)s trained %(subject)s of the ranking")),
    "ranking.promote": ("ranking", N_("%(who)s switched the ranking to %(subject)s")),
    "ranking.roll_back": ("ranking", N_("%(who)s switched the ranking back to %(subject)s")),
    "ranking.set_weight": ("secretariat", N_("%(who)s set the weight of emerging economies")),
}


def sentence_of(action: str) -> str:
    """The sentence with ``%(who)s`` and mostly ``%(subject)s``; of an action without words what
    its own name says."""
    if action in WORDS:
        return WORDS[action][1]
    _noun, _, verb = action.rpartition(".")
    told = (verb or action).replace("_", " ").replace("%", "%%")
    return f"%(who)s did “{told}” on %(subject)s"


def option_of(sentence: str) -> str:
    """What is done, of a sentence of ``WORDS`` in any language: whoever does it, to whatever."""
    told = sentence % {"who": "…", "subject": "…"}
    return told.removeprefix("… ")


def actions_of(group: str) -> tuple[str, ...]:
    """Every action of a group."""
    return tuple(action for action, (its, _words) in WORDS.items() if its == group)
