"""What each action of the log is called: one line for each, read by people.

Whoever records a new action adds a line here (a test finds the one that was forgotten), and to
``NOTES`` if its details need more than "name: value".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from models import vocabulary as v

#: The groups by which the log is filtered, in the order in which they are offered.
GROUPS: Final[Mapping[str, str]] = {
    "sign_in": "Signing in and access",
    "organization": "People and organizations",
    "listing": "Listings",
    "question": "Questions and answers",
    "match": "Answers to matches",
    "introduction": "Introductions",
    "screening": "Screening and own interests",
    "outcome": "Outcomes",
    "secretariat": "Secretariat's settings",
    "ranking": "Ranking",
    "audit": "Audit log",
}
#: Action → its group, and the sentence after the person's name; ``{}`` stands for the subject.
WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "user.signed_in": ("sign_in", "signed in"),
    "user.password_set": ("sign_in", "set a password for {}"),
    "user.added": ("organization", "added {}"),
    "api_token.created": ("sign_in", "made an access token"),
    "api_token.revoked": ("sign_in", "revoked an access token"),
    "organization.changed": ("organization", "changed the profile of {}"),
    "institute.added": ("organization", "added a unit, facility or person to {}"),
    "institute.changed": ("organization", "changed a unit, facility or person of {}"),
    "institute.removed": ("organization", "removed a unit, facility or person from {}"),
    "member.invited": ("organization", "invited {} to join"),
    "member.invitation_ended": ("organization", "took back the invitation of {}"),
    "member.joined": ("organization", "accepted the invitation of {} by its link"),
    "member.role_set": ("organization", "changed the role of {}"),
    "member.ended": ("organization", "ended the membership of {}"),
    "listing.created": ("listing", "began {}"),
    "listing.changed": ("listing", "changed {}"),
    "listing.submit": ("listing", "handed in {}"),
    "listing.publish": ("listing", "published {}"),
    "listing.request_changes": ("listing", "asked for changes of {}"),
    "listing.withdraw": ("listing", "withdrew {}"),
    "listing.make_blind": ("listing", "made {} blind, which is checked first"),
    "listing.renew": ("listing", "renewed {}"),
    "listing.expire": ("listing", "ended {}, which was past its date"),
    "listing.propose_change": ("listing", "handed in a change of {}"),
    "listing.publish_change": ("listing", "published a change of {}"),
    "listing.return_change": ("listing", "returned a change of {}"),
    "listing.replace_change": ("listing", "replaced the change of {} that waited"),
    "listing.take_back_change": ("listing", "took back a change of {}"),
    "listing.lapse_change": ("listing", "ended a change of {} with the listing"),
    "listing.remind": ("listing", "reminded the owner that {} ends soon"),
    "listing.file_added": ("listing", "added a file to {}"),
    "listing.file_described": ("listing", "said anew what a file shows of {}"),
    "listing.file_removed": ("listing", "removed a file from {}"),
    "listings.imported": ("listing", "imported listings of {}"),
    "cpc.loaded": ("listing", "loaded CPC codes: {}"),
    "match.answered": ("match", "answered a match of {}"),
    "match.shared": ("match", "showed a match of {} to colleagues"),
    "introduction.request": ("introduction", "asked for {}"),
    "introduction.give_information": ("introduction", "completed {}"),
    "introduction.ask_information": ("introduction", "asked for more information on {}"),
    "introduction.pass_on": ("screening", "passed {}, which is flagged, on to a second officer"),
    "introduction.approve": ("introduction", "approved {}"),
    "introduction.refuse": ("introduction", "refused {}"),
    "introduction.appeal": ("introduction", "appealed the refusal of {}"),
    "introduction.consent": ("introduction", "consented to {}"),
    "introduction.release": ("introduction", "turned the last key of {}; the names were released"),
    "introduction.decline": ("introduction", "declined {}"),
    "message.sent": ("introduction", "wrote to the other side of {}"),
    "introduction.withdraw": ("introduction", "withdrew {}"),
    "introduction.expire": ("introduction", "ended {}, which was not answered in time"),
    "introduction.lapse": ("introduction", "ended {} with a change or the end of a listing"),
    "introduction.remind": ("introduction", "reminded who had not answered {}"),
    "introduction.pack": ("introduction", "took the pack of {}"),
    "question.ask": ("question", "asked {}"),
    "question.relay": ("question", "relayed {}"),
    "question.pass": ("question", "passed on {}, in which the check found nothing"),
    "question.return": ("question", "returned {}"),
    "question.mend": ("question", "mended {}"),
    "question.withdraw": ("question", "withdrew {}"),
    "question.answer": ("question", "answered {}"),
    "question.decline": ("question", "declined to answer {}"),
    "question.relay_answer": ("question", "relayed the answer to {}"),
    "question.pass_answer": (
        "question",
        "passed on the answer to {}, in which the check found nothing",
    ),
    "question.return_answer": ("question", "returned the answer to {}"),
    "question.mend_answer": ("question", "mended the answer to {}"),
    "question.expire": ("question", "ended {}, which was not answered in time"),
    "question.lapse": ("question", "ended {} with the end of a listing"),
    "milestone.report": ("organization", "reported {}"),
    "milestone.change": ("organization", "changed {}"),
    "milestone.remove": ("organization", "removed {}"),
    "report.take": ("secretariat", "took the snapshot of {}"),
    "report.download": ("secretariat", "downloaded {}"),
    "exchange.set_relay": ("secretariat", "set how questions travel"),
    "introduction.ask_check_in": ("outcome", "asked how {} goes"),
    "introduction.check_in": ("outcome", "answered how {} goes"),
    "introduction.report": ("outcome", "reported an outcome of {}"),
    "introduction.confirm": ("outcome", "confirmed an outcome of {}"),
    "introduction.dispute": ("outcome", "disputed an outcome of {}"),
    "introduction.correct": ("outcome", "corrected an outcome of {}"),
    "introduction.take_back": ("outcome", "took back an outcome of {}"),
    "sanctions.loaded": ("screening", "loaded {}"),
    "sanctions.found": ("screening", "found a possible match with the sanctions list, {}"),
    "sanctions.clear": ("screening", "cleared {}"),
    "sanctions.confirm": ("screening", "confirmed {}"),
    "partnership.founded": ("organization", "founded {}"),
    "partnership.changed": ("organization", "changed {}"),
    "invitation.sent": ("organization", "invited to answer {}"),
    "interest.declare": ("screening", "declared an own interest in {}"),
    "interest.end": ("screening", "ended an own interest in {}"),
    "ranking.train": ("ranking", "trained {} of the ranking"),
    "ranking.promote": ("ranking", "switched the ranking to {}"),
    "ranking.roll_back": ("ranking", "switched the ranking back to {}"),
    "ranking.set_weight": ("secretariat", "set the weight of emerging economies"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """What stands in brackets behind a sentence: ``words`` of a value, none for nothing."""

    words: Callable[[Any], str]


def _labels(vocabulary: v.Vocabulary) -> Callable[[Any], str]:
    def words(codes: Any) -> str:
        several: Iterable[Any] = codes if isinstance(codes, list) else [codes]
        return ", ".join(vocabulary.label(str(code)) for code in several)

    return words


def _after(before: str, words: Callable[[Any], str] | None = None) -> Note:
    return Note(lambda value: f"{before} {words(value) if words else plain(value)}")


def plain(value: Any) -> str:
    """A value of the details as a person would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(plain, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {plain(each)}" for name, each in value.items())
    return str(value).replace("_", " ") if isinstance(value, str) else str(value)


#: Name of a detail → its words. What is not here reads "name: value".
NOTES: Final[Mapping[str, Note]] = {
    "flags": _after("flags:", _labels(v.SCREENING_POINTS)),
    "rules": Note(lambda value: f"rules {value}"),
    "sanctions_list": Note(lambda value: f"sanctions list {value}"),
    "rule": Note(_labels(v.REFUSAL_RULES)),
    "reason": Note(lambda value: f"“{value}”"),
    "note": Note(lambda value: f"“{value}”"),
    "day": Note(lambda value: f"check-in of day {value}"),
    "list": Note(lambda value: f"sanctions list {value}"),
    "stage": Note(_labels(v.OUTCOME_STAGES)),
    "role": Note(_labels(v.ROLES)),
    "answer": Note(_labels(v.FEEDBACK_ANSWERS)),
    "file": Note(lambda value: f"file {value}"),
    "organization": Note(lambda value: f"organization {value}"),
    "counterpart": Note(lambda value: f"with {value}"),
}
#: Details that the sentence says already, or that only a machine reads.
SILENT: Final = frozenset({"from", "to", "sha256"})
#: Details that tell which organization somebody belongs to, or what it does: that two may compete.
TELLING: Final = frozenset({"organization", "organizations", "flags"})


def phrase_of(action: str) -> str:
    """The sentence after the name; of an action without words what its own name says."""
    if action in WORDS:
        return WORDS[action][1]
    _noun, _, verb = action.rpartition(".")
    return f"did “{(verb or action).replace('_', ' ')}” on {{}}"


def notes_of(details: Any, *, closed: bool) -> tuple[str, ...]:
    """The details in words; ``closed`` leaves out those that tell who belongs where."""
    if not isinstance(details, Mapping):
        return ()
    notes = []
    for name, value in details.items():
        if name in SILENT or value in ("", [], {}, None) or (closed and name in TELLING):
            continue
        note = NOTES.get(name)
        notes.append(
            note.words(value) if note else f"{str(name).replace('_', ' ')}: {plain(value)}"
        )
    return tuple(notes)


def actions_of(group: str) -> tuple[str, ...]:
    """Every action of a group."""
    return tuple(action for action, (its, _words) in WORDS.items() if its == group)
