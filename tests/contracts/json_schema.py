"""Holds a value against the part of JSON Schema 2020-12 that the API's description uses."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_FORMATS = {"date": dt.date.fromisoformat, "date-time": dt.datetime.fromisoformat}
_UNDERSTOOD = {
    *("$ref", "anyOf", "type", "enum", "format", "properties", "required", "items"),
    *("minimum", "maximum", "maxLength", "pattern", "additionalProperties"),
    *("description", "default", "example"),
}


def offences(value: Any, schema: dict[str, Any], spec: dict[str, Any], at: str = "$") -> list[str]:
    """Every place where the value breaks the schema; ``AssertionError`` for an unknown keyword."""
    assert set(schema) <= _UNDERSTOOD, set(schema) - _UNDERSTOOD
    if "$ref" in schema:
        return offences(value, resolve(schema["$ref"], spec), spec, at)
    if "anyOf" in schema:
        each = [offences(value, one, spec, at) for one in schema["anyOf"]]
        return [] if [] in each else min(each, key=len)
    return [f"{at}: {reason}" for reason in _own(value, schema)] + [
        offence
        for name, inner, part in _parts(value, schema)
        for offence in offences(inner, part, spec, f"{at}.{name}")
    ]


def resolve(reference: str, spec: dict[str, Any]) -> dict[str, Any]:
    """What ``#/components/…`` leads to."""
    found: Any = spec
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def _own(value: Any, schema: dict[str, Any]) -> Iterator[str]:
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind) for kind in kinds):
        yield f"{value!r} is no {kinds}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value!r} is not in the list"
    if "format" in schema and isinstance(value, str):
        _FORMATS[schema["format"]](value)
    if isinstance(value, dict) and "properties" in schema:
        yield from (
            f"{name} is missing" for name in schema.get("required", ()) if name not in value
        )
        if schema.get("additionalProperties") is False:
            yield from (
                f"{name} is not named" for name in value if name not in schema["properties"]
            )


def _is(value: Any, kind: str) -> bool:
    is_flag = isinstance(value, bool)
    return isinstance(value, _TYPES[kind]) and (not is_flag or kind == "boolean")


def _parts(value: Any, schema: dict[str, Any]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    if isinstance(value, dict):
        named = schema.get("properties", {})
        yield from ((name, value[name], named[name]) for name in value if name in named)
    if isinstance(value, list) and "items" in schema:
        yield from ((str(place), inner, schema["items"]) for place, inner in enumerate(value))
