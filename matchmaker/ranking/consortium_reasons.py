"""Why a consortium is proposed, in phrases that every reader of it may see."""

from collections.abc import Iterable, Sequence
from typing import Final

from matchmaker.ranking import wording as say
from matchmaker.ranking.candidate import Codes
from matchmaker.ranking.consortium import Partner, Task
from matchmaker.ranking.consortium_search import Found
from matchmaker.ranking.coverage import Part
from matchmaker.ranking.finding import Finding, Verdict, listed

_QUOTED: Final = 160  # characters of a part that nobody answers


def set_reasons(
    task: Task,
    partners: Sequence[Partner],
    parts: Sequence[Part],
    found: Found,
    *,
    own_role: str,
    roles: Codes,
    countries: Codes,
) -> list[dict[str, str]]:
    """In the form of ``Match.reasons``: what fits, what does not, what is unknown.

    ``roles`` and ``countries`` hold the labels. The parts that nobody answers are unknown, since a
    text that is silent denies nothing.
    """
    members = [partners[at] for at in found.members]
    findings = [
        _answers(parts, found),
        _roles_filled(members, own_role, roles),
        *_roles_missing(found, roles),
        *_places(task, members, found, countries),
        *(_unanswered(part) for part, by in zip(parts, found.by, strict=True) if by < 0),
    ]
    order: dict[Verdict, int] = {"fits": 0, "misses": 1, "unknown": 2}
    findings.sort(key=lambda finding: order[finding.verdict])
    return [{"verdict": f.verdict, "feature": f.feature, "phrase": f.phrase} for f in findings]


def _answers(parts: Sequence[Part], found: Found) -> Finding:
    answered = sum(by >= 0 for by in found.by)
    phrase = say.PARTS_ANSWERED % {"answered": answered, "parts": len(parts)}
    return _said("fits", "coverage", phrase)


def _roles_filled(members: Sequence[Partner], own: str, roles: Codes) -> Finding:
    filled = dict.fromkeys(m.role.code for m in members if m.role.code != own)
    labels = [roles[code] for code in filled]
    if own:
        labels.insert(0, say.OWN_SIDE % {"role": roles[own]})
    return _said("fits", "role", say.ROLES_FILLED % {"roles": listed(labels)})


def _roles_missing(found: Found, roles: Codes) -> Iterable[Finding]:
    if found.missing:
        labels = (roles[code] for code in found.missing)
        yield _said("misses", "role", say.ROLES_MISSING % {"roles": listed(labels)})


def _places(
    task: Task, members: Sequence[Partner], found: Found, countries: Codes
) -> Iterable[Finding]:
    """Of a blind listing the country is unknown, here and in the value of the set."""
    known = sorted({task.country, *(member.country for member in members)} - {""})
    names = {"countries": listed(countries[code] for code in known)}
    if found.is_international:
        yield _said("fits", "country", say.SEVERAL_COUNTRIES % names)
    elif task.two_countries and known:
        yield _said("misses", "country", say.ONE_COUNTRY % names)
    if not task.country or not all(member.country for member in members):
        yield _said("unknown", "country", say.PLACE_BLIND)


def _unanswered(part: Part) -> Finding:
    text = part.text if len(part.text) <= _QUOTED else part.text[: _QUOTED - 1].rstrip() + "…"
    return _said("unknown", "part", say.UNANSWERED % {"text": text})


def _said(verdict: Verdict, feature: str, phrase: str) -> Finding:
    return Finding(feature, verdict, 0.0, phrase)
