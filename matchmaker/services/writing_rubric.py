"""What makes a listing find partners, in words: met or missing, with one sentence of advice each.

The points are those on which matching and its readers rest: a title that a stranger understands,
a teaser with figures, the facts that hard constraints compare. Nothing here is a score.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from matchmaker.phrases import phrase
from matchmaker.services.writing_measure import has_measure, is_shouted, length, phrases, words

Values = Mapping[str, Any]
_TEASER, _TEASER_BLIND, _PROBLEM, _STATEMENTS = 150, 250, 80, 3  # characters; of sentences


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the rubric. ``field``: where it is mended."""

    field: str
    title: str
    advice: str
    met: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    field: str
    title: str
    advice: str
    is_met: Callable[[Values], bool]


def rubric(kind: str, values: Values) -> list[Point]:
    """Every point for a listing of this kind, in the order of the form.

    Of a blind listing title and teaser are judged where readers see nothing else.
    """
    rules = _BLIND[kind] if values.get("disclosure") == "blind" else _OPEN[kind]
    return [Point(r.field, r.title, r.advice, r.is_met(values)) for r in rules]


def _given(*names: str) -> Callable[[Values], bool]:
    """Any of these was filled in."""
    return lambda values: any(values.get(name) not in (None, "", []) for name in names)


def _long(name: str, least: int) -> Callable[[Values], bool]:
    return lambda values: length(values.get(name) or "") >= least


def _measured(*names: str) -> Callable[[Values], bool]:
    return lambda values: any(has_measure(_text(values, name)) for name in names)


def _text(values: Values, name: str) -> str:
    value = values.get(name) or ""
    return value if isinstance(value, str) else "\n".join(value)


def _title_tells(values: Values) -> bool:
    title = values.get("title") or ""
    return words(title) >= 4 and not phrases(title) and not is_shouted(title)


def _is_plain(values: Values) -> bool:
    text = f"{values.get('title') or ''}\n{values.get('teaser') or ''}"
    return length(text) > 0 and not is_shouted(text) and len(phrases(text)) < 2


def _statements(values: Values) -> bool:
    told = [statement for statement in values.get("expertise") or () if words(statement) >= 3]
    return len(told) >= _STATEMENTS


_TITLE: Final = _Rule(
    "title",
    "The title names process and material",
    "Name the process, the material and what is special in four words or more.",
    _title_tells,
)
_PLAIN: Final = _Rule(
    "teaser",
    "Plain words",
    "Say what it does instead of “innovative” or “world-leading”, and avoid capitals throughout.",
    _is_plain,
)
_COLLABORATION: Final = _Rule(
    "collaborations",
    "The collaboration wanted is named",
    "Choose every kind that you would say yes to: it decides who is proposed.",
    _given("collaborations"),
)
_ROUTE: Final = _Rule(
    "technologies",
    "A technology route is chosen",
    "Choose the routes that a specialist would look under, so that other words are found too.",
    _given("technologies"),
)


def _teaser(least: int) -> _Rule:
    return _Rule(
        "teaser",
        "The teaser says enough",
        phrase(
            "Write two to four sentences, at least %(least)s characters: "
            "matches are found by them.",
            least=least,
        ),
        _long("teaser", least),
    )


def _figures(*names: str) -> _Rule:
    return _Rule(
        "teaser",
        "Figures with units",
        "Give temperatures, tonnes, megawatts or per cent; ranges where a figure tells too much.",
        _measured(*names),
    )


_OFFER: Final = (
    _Rule(
        "problem_solved",
        "The problem that it solves is stated",
        "Say it in the words of the plant that has the problem: needs are matched with it.",
        _long("problem_solved", _PROBLEM // 2),
    ),
    _Rule(
        "incumbent",
        "It is compared with what it replaces",
        "Name what a plant uses today instead, such as a coke-fired cupola.",
        _given("incumbent", "abatement_baseline"),
    ),
    _Rule(
        "trl",
        "The readiness level is given, with evidence",
        "Choose the TRL that is reached today and what supports it; without it no need can tell "
        "whether it is ready enough.",
        lambda values: bool(values.get("trl") and values.get("evidence_level")),
    ),
    _COLLABORATION,
    _ROUTE,
)
_NEED: Final = (
    _Rule(
        "problem",
        "The problem is stated",
        "Say what goes wrong or is missing today, in two sentences or more.",
        _long("problem", _PROBLEM),
    ),
    _Rule(
        "done_means",
        "What “done” means can be measured",
        "Name a result with a figure, such as 24 hours at 1,250 °C with NOx below 100 mg/m³.",
        _measured("done_means"),
    ),
    _Rule(
        "must_haves",
        "What rules a solution out is named",
        "List the must-haves, or what was tried: it spares both sides a meeting.",
        _given("must_haves", "tried"),
    ),
    _Rule(
        "lowest_trl",
        "The lowest readiness level is given",
        "Choose the lowest TRL that you accept, so that nothing too early is proposed.",
        _given("lowest_trl"),
    ),
    _Rule(
        "we_bring",
        "What you bring is named",
        "Say what a partner gets from you: a site, data, material, people, a funding band.",
        _given("we_bring"),
    ),
    _COLLABORATION,
    _ROUTE,
)
_CAPABILITY: Final = (
    _Rule(
        "expertise",
        "Three statements of expertise or more",
        "Write one thing that you can do on each line: each is matched on its own.",
        _statements,
    ),
    _Rule(
        "facilities",
        "Facilities are named with their scale",
        "Name the equipment with a figure, such as a rotary kiln for 100 kg a day.",
        _measured("facilities"),
    ),
    _Rule(
        "facility_trl_max",
        "The readiness levels that you serve are given",
        "Choose from which TRL to which your facilities serve.",
        _given("facility_trl_min", "facility_trl_max", "trl"),
    ),
    _Rule(
        "access_terms",
        "Terms of access are given",
        "Say who may use it and how one applies.",
        _given("access_terms"),
    ),
    _COLLABORATION,
    _ROUTE,
)
_FIGURES_IN: Final = {
    "offer": ("teaser", "description", "problem_solved", "energy_needs"),
    "need": ("teaser", "description", "problem", "done_means", "must_haves", "site_constraints"),
    "capability": ("teaser", "description", "expertise", "facilities"),
}
_OWN: Final = {"offer": _OFFER, "need": _NEED, "capability": _CAPABILITY}
_OPEN: Final = {
    kind: (_TITLE, _teaser(_TEASER), _PLAIN, _figures(*_FIGURES_IN[kind]), *own)
    for kind, own in _OWN.items()
}
_BLIND: Final = {
    kind: (_TITLE, _teaser(_TEASER_BLIND), _PLAIN, _figures("title", "teaser"), *own)
    for kind, own in _OWN.items()
}
