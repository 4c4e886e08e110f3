"""The messages of the interface, found in the program's own files: what translators are given.

In Python these are the marked texts, and the constants that fields of forms, their validators and
the errors of the house take; in templates what Jinja's own extractor finds, and the nouns of
``{{ n | plural("party", "parties") }}``; in TOML every text that is no code.
"""

import ast
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from jinja2 import Environment, nodes
from jinja2.ext import GETTEXT_FUNCTIONS, extract_from_ast

ROOT: Final = Path(__file__).resolve().parents[2]
#: Rooms whose files are read; what an operator types and programs get stays English.
_PYTHON: Final = ("web", "services", "policies", "ranking", "workflow", "importers", "jobs")
_TEMPLATES: Final = "templates"
_TOML: Final = ("models/vocabularies.toml", "matchmaker/services/introduction_pack.toml")
#: Calls whose first argument is read by people.
_FIRST: Final = (
    *("_", "gettext", "lazy_gettext", "N_", "phrase"),
    *("Conflict", "IllegalTransition", "NotFound", "NotPermitted"),
    *("DataRequired", "InputRequired", "ValidationError", "Invalid", "Refused"),
)
_PLURAL: Final = ("ngettext", "counted")
_WITH_CONTEXT: Final = "pgettext"
_ASKED: Final = ("Ask",)  # the questions of the listing form: label and help
_AFTER_FIRST: Final = ("EqualTo", "_Rule")  # the other field; the field of a rule of writing
#: Keys of TOML tables whose value is no text for readers.
_CODES: Final = frozenset({"nace", "isic", "sector", "countries", "url", "when", "for", "kinds"})


class Message(NamedTuple):
    """``plural`` is empty where the message has one form; ``place`` is the file that it is in.

    ``context`` tells two senses of one English text apart: “Open” on a button, “Open” of a listing.
    """

    text: str
    plural: str
    place: str
    context: str = ""


def messages(root: Path = ROOT) -> list[Message]:
    """Every message once for each file that it is in, sorted."""
    found = {
        Message(text, plural, path.relative_to(root).as_posix(), *context)
        for path, read in _files(root)
        for text, plural, *context in read(path.read_text("utf-8"))
        if text.strip()
    }
    return sorted(found)


#: Text and plural; of a text with a context, that as a third.
Found = Iterable[tuple[str, str] | tuple[str, str, str]]


def _files(root: Path) -> Iterator[tuple[Path, Callable[[str], Found]]]:
    for room in _PYTHON:
        for path in (root / "matchmaker" / room).rglob("*.py"):
            yield path, of_python
    for path in (root / _TEMPLATES).rglob("*.*"):
        if path.suffix in (".html", ".txt"):
            yield path, of_template
    for name in _TOML:
        yield root / name, of_toml


def of_python(source: str) -> Found:
    """What is marked, and the constant texts of forms, of their validators and of errors."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in _PLURAL and len(node.args) > 1:
                one, many = (next(_constants([arg]), "") for arg in node.args[:2])
                yield one, many
            elif name == _WITH_CONTEXT:
                context, text = (next(_constants([arg]), "") for arg in node.args[:2])
                yield text, "", context
            else:
                yield from ((text, "") for text in _constants(_told(name, node)))


def _told(name: str, call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that people read."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if name in _FIRST or name.endswith("Field"):
        yield from call.args[:1]
    elif name in _ASKED:
        yield from call.args
    elif name in _AFTER_FIRST:
        yield from call.args[1:]
    elif name == "InvalidFields":
        yield from (value for arg in call.args for value in getattr(arg, "values", ()))
    yield from (named[key] for key in ("message", "label", "description") if key in named)


def _constants(found: Iterable[ast.expr]) -> Iterator[str]:
    """Constant texts, both ways where a condition chooses between two."""
    for node in found:
        if isinstance(node, ast.IfExp):
            yield from _constants([node.body, node.orelse])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def of_template(source: str) -> Found:
    """What is in ``_()`` and its kin and in ``trans``, and the nouns of the filter ``plural``."""
    tree = _jinja().parse(source)
    for _line, _name, found in extract_from_ast(tree, GETTEXT_FUNCTIONS):
        texts = [text for text in ([found] if isinstance(found, str) else found or ()) if text]
        if _name == _WITH_CONTEXT and texts:
            yield texts[1], "", texts[0]
        elif texts:
            yield texts[0], texts[1] if _name == "ngettext" else ""
    for used in tree.find_all(nodes.Filter):
        texts = [arg.value for arg in used.args if isinstance(arg, nodes.Const)]
        if used.name == "plural" and texts:
            yield plural_of(*texts)
        elif used.name == "t" and isinstance(used.node, nodes.Const):
            yield str(used.node.value), ""


def plural_of(one: str, many: str = "") -> tuple[str, str]:
    """The two messages behind ``{{ n | plural(one, many) }}``; see ``web/formats.plural``."""
    return f"%(num)s {one}", f"%(num)s {many or one + 's'}"


def _jinja() -> Environment:
    """As the pages' and the mails' environments read a template: blocks trimmed, gettext known."""
    return Environment(
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,  # nothing is rendered here
    )


def of_toml(source: str) -> Found:
    """Every text below the top that is no code."""
    return ((text, "") for text in _texts(tomllib.loads(source)))


def _texts(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, list):
        for part in entry:
            yield from _texts(part)
    elif isinstance(entry, Mapping):
        for key, part in entry.items():
            if key not in _CODES:
                yield from _texts(part)
