"""Every action that the program can record in the audit log, read from its source.

``audit.record`` takes the action as its third argument. Where that is a parameter of the function
around it, or a word put before one (``f"introduction.{action}"``), the calls of that function
are followed, and so on.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent


@dataclass
class Found:
    """``actions`` are known by name; ``open`` are "prefix at file:line" that end in a variable."""

    actions: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)


class Door(NamedTuple):
    """A function that records: its module, which argument is the action, what stands before it."""

    module: str
    name: str
    position: int
    keyword: str
    prefix: str = ""


class Call(NamedTuple):
    """A call as the module that makes it means it: the module and the name that are called."""

    at: str
    module: str
    name: str
    node: ast.Call
    around: ast.FunctionDef | None


def recorded_actions(folder: Path = ROOT / "matchmaker") -> Found:
    calls = [call for path in sorted(folder.rglob("*.py")) for call in _calls(path)]
    found, todo = Found(), [Door("audit", "record", 2, "action")]
    seen: set[Door] = set()
    while todo:
        door = todo.pop()
        if door not in seen:
            seen.add(door)
            todo += _follow(calls, door, found)
    return found


def _calls(path: Path) -> Iterator[Call]:
    tree = ast.parse(path.read_text("utf-8"))
    meant: dict[str, str] = {}  # a name of this module → "module.name", or the module itself
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            home = (node.module or "").rpartition(".")[2]
            meant |= {alias.asname or alias.name: f"{home}.{alias.name}" for alias in node.names}
    for node, around in _inside(tree, None):
        if isinstance(node, ast.Call):
            module, name = _called(node.func, path.stem, meant)
            yield Call(f"{path.name}:{node.lineno}", module, name, node, around)


def _inside(
    node: ast.AST, around: ast.FunctionDef | None
) -> Iterator[tuple[ast.AST, ast.FunctionDef | None]]:
    for child in ast.iter_child_nodes(node):
        yield child, around
        yield from _inside(child, child if isinstance(child, ast.FunctionDef) else around)


def _called(function: ast.expr, home: str, meant: dict[str, str]) -> tuple[str, str]:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        module = meant.get(function.value.id, "").rpartition(".")[2]
        return module, function.attr
    if isinstance(function, ast.Name):
        module, _, name = meant.get(function.id, f"{home}.{function.id}").rpartition(".")
        return module, name
    return "", ""


def _follow(calls: list[Call], door: Door, found: Found) -> Iterator[Door]:
    for call in calls:
        if (call.module, call.name) != (door.module, door.name):
            continue
        value = _argument(call.node, door)
        for text, variable in _values(value) if value is not None else ():
            position = _parameter(call.around, variable)
            if not variable:
                found.actions.add(door.prefix + text)
            elif position is None or call.around is None:
                found.open.add(f"{door.prefix}{text} at {call.at}")
            else:
                home = call.at.partition(".py")[0]
                yield Door(home, call.around.name, position, variable, door.prefix + text)


def _argument(call: ast.Call, door: Door) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == door.keyword:
            return keyword.value
    plain = call.args[: door.position + 1]
    is_there = len(plain) > door.position and not any(isinstance(a, ast.Starred) for a in plain)
    return plain[door.position] if is_there else None


def _values(value: ast.expr) -> Iterator[tuple[str, str]]:
    """``(text, "")`` for a whole action, ``(prefix, name)`` for one that ends in a variable."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value, ""
    elif isinstance(value, ast.IfExp):
        yield from _values(value.body)
        yield from _values(value.orelse)
    elif isinstance(value, ast.JoinedStr):
        texts = [part.value for part in value.values if isinstance(part, ast.Constant)]
        names = [part.value for part in value.values if isinstance(part, ast.FormattedValue)]
        if isinstance(value.values[-1], ast.FormattedValue) and len(names) == 1:
            yield "".join(map(str, texts)), ast.unparse(names[0])
        else:  # the variable stands before or between: nothing that could be followed
            yield "", ast.unparse(value)
    else:
        yield "", ast.unparse(value)


def _parameter(function: ast.FunctionDef | None, name: str) -> int | None:
    """Where the function takes ``name``; far behind the others when by its name alone."""
    if function is None or not name:
        return None
    names = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    alone = [arg.arg for arg in function.args.kwonlyargs]
    return names.index(name) if name in names else 1_000 if name in alone else None
