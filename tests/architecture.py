"""The house rules that import-linter cannot say, as functions from a file to its offences."""

import ast
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
ROOMS: Final = ("matchmaker", "models", "embeddings")

FILE_MAX, FILE_P95, FILE_MEDIAN = 300, 250, 90
FUNCTION_MAX, FUNCTION_P95, FUNCTION_MEDIAN = 40, 28, 8
VIEW_MAX: Final = 20

_COMMIT: Final = frozenset({"matchmaker/web/db.py", "models/session.py"})
_ENVIRON: Final = frozenset({"matchmaker/config.py"})
_CURRENT_USER: Final = frozenset({"matchmaker/web/actor.py"})
_CLOCK: Final = frozenset({"matchmaker/app.py", "matchmaker/cli/context.py"})
_LATE_IMPORT: Final = frozenset({"embeddings/sentence.py"})
_QUERY_METHODS: Final = frozenset({"execute", "scalars", "scalar", "flush", "get"})


@dataclass(frozen=True)
class Source:
    """A module of the house: its path from the root, and its tree."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def walk(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree)


Rule = Callable[[Source], list[str]]


def sources() -> list[Source]:
    """Every module of the rooms; migrations are records of the past and stand aside."""
    found = [
        path
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "versions" not in path.parts
    ]
    return [Source(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in found]


def _calls(source: Source, name: str) -> list[int]:
    return [
        node.lineno
        for node in source.walk()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
    ]


def commits_only_at_the_edges(source: Source) -> list[str]:
    if source.path in _COMMIT:
        return []
    return [f"{source.path}:{line} commits" for line in _calls(source, "commit")]


def settings_are_read_in_one_place(source: Source) -> list[str]:
    if source.path in _ENVIRON:
        return []
    return [
        f"{source.path}:{node.lineno} reads the environment"
        for node in source.walk()
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv"))
        or (isinstance(node, ast.alias) and node.name in ("environ", "getenv"))
    ]


def the_person_is_known_in_one_place(source: Source) -> list[str]:
    if source.path in _CURRENT_USER:
        return []
    return [
        f"{source.path}:{node.lineno} uses current_user"
        for node in source.walk()
        if (isinstance(node, ast.Name) and node.id == "current_user")
        or (isinstance(node, ast.alias) and node.name == "current_user")
    ]


def time_comes_in_at_the_edges(source: Source) -> list[str]:
    if source.path in _CLOCK:
        return []
    return [
        f"{source.path}:{line} asks for the time"
        for name in ("now", "utcnow", "today")
        for line in _calls_on_dates(source, name)
    ]


def _calls_on_dates(source: Source, name: str) -> list[int]:
    """``datetime.now()``, ``dt.date.today()``; not a method of ours that has the same name."""
    return [
        node.lineno
        for node in source.walk()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
        and ast.unparse(node.func.value).split(".")[-1] in ("datetime", "date")
    ]


def imports_stand_at_the_top(source: Source) -> list[str]:
    if source.path in _LATE_IMPORT:
        return []
    return [
        f"{source.path}:{inner.lineno} imports inside {node.name}"
        for node in source.walk()
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def policies_run_no_query(source: Source) -> list[str]:
    if not source.path.startswith("matchmaker/policies/"):
        return []
    return [
        f"{source.path}:{node.lineno} runs a query"
        for node in source.walk()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _QUERY_METHODS
        and ast.unparse(node.func.value) in ("session", "db()")
    ]


def there_is_no_utils(source: Source) -> list[str]:
    stem = Path(source.path).stem
    return [f"{source.path} is nobody's room"] if stem in ("utils", "util", "helpers") else []


def files_are_small(source: Source) -> list[str]:
    lines = len(source.text.splitlines())
    return [f"{source.path} has {lines} lines"] if lines > FILE_MAX else []


def functions_are_small(source: Source) -> list[str]:
    return [
        f"{source.path}:{name} has {lines} lines"
        for name, lines, is_view in functions(source)
        if lines > (VIEW_MAX if is_view else FUNCTION_MAX)
    ]


def functions(source: Source) -> list[tuple[str, int, bool]]:
    """``(name, lines of its body, whether it is a view)`` of every function.

    Signature, docstring and decorators do not count: they are what a reader reads first.
    """
    return [
        (node.name, _body_lines(node), _is_view(node))
        for node in source.walk()
        if isinstance(node, ast.FunctionDef)
    ]


def _body_lines(node: ast.FunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def _is_view(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(d).startswith(("pages.", "endpoints.")) for d in node.decorator_list)


RULES: Final[tuple[Rule, ...]] = (
    commits_only_at_the_edges,
    settings_are_read_in_one_place,
    the_person_is_known_in_one_place,
    time_comes_in_at_the_edges,
    imports_stand_at_the_top,
    policies_run_no_query,
    there_is_no_utils,
    files_are_small,
    functions_are_small,
)


def percentile(values: list[int], share: float) -> float:
    return statistics.quantiles(values, n=100)[round(share * 100) - 1]
