"""What all shapes share: answers whose every field is there, and codes that are known."""

import difflib
from collections.abc import Iterable
from typing import Any, Final

from apiflask import Schema
from marshmallow import ValidationError, fields, validate

from models.vocabulary import Vocabulary

_TOLD: Final = 40  # characters of a wrong code that are repeated


class Answer(Schema):
    """What the API sends: a field is always there; one without a value is ``null`` or empty."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        field_obj.required = True


class Code(Answer):
    """A code of a vocabulary, and what people read for it."""

    code = fields.String()
    label = fields.String()


class KnownCode(validate.OneOf):
    """One of a vocabulary's codes; a wrong one is told the nearest."""

    def __call__(self, value: Any) -> Any:
        if value in self.choices:
            return value
        near = difflib.get_close_matches(str(value)[:_TOLD], map(str, self.choices), n=1)
        hint = f', the nearest is "{near[0]}"' if near else ""
        raise ValidationError(f'"{str(value)[:_TOLD]}" is not a known code{hint}')


def code(vocabulary: Vocabulary, description: str, **options: Any) -> fields.String:
    """A field that holds one code."""
    known = KnownCode(tuple(vocabulary))
    return fields.String(validate=known, metadata={"description": description}, **options)


def codes(known: Iterable[str], description: str) -> fields.List[str]:
    """A filter that can be given several times; its codes widen the search."""
    item = fields.String(validate=KnownCode(tuple(known)))
    return fields.List(item, metadata={"description": description})
