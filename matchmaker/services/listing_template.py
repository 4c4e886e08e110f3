"""A table to fill in, and the manual of its columns, both written from the table of fields."""

import csv
import io

from matchmaker.services.listing_columns import CAPABILITY, COMMON, FIELDS, NEED, OFFER, Field

_SECTIONS = (
    ("All three kinds", COMMON),
    ("Offers", OFFER),
    ("Needs", NEED),
    ("Capabilities", CAPABILITY),
)


def template(kind: str) -> str:
    """A CSV file with every column of ``kind`` and one row that can be imported as it stands."""
    fields = FIELDS[kind]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "kind", *(field.name for field in fields)])
    writer.writerow(["example-1", kind, *(field.example for field in fields)])
    return out.getvalue()


def manual() -> str:
    """The columns as Markdown tables, one for each kind of listing and one for what all share."""
    return "\n\n".join(f"### {title}\n\n{_table(fields)}" for title, fields in _SECTIONS) + "\n"


def _table(fields: tuple[Field, ...]) -> str:
    head = "| column | what it means | takes |\n| --- | --- | --- |"
    return "\n".join([head, *map(_row, fields)])


def _row(field: Field) -> str:
    mark = " **(required)**" if field.required else ""
    return f"| `{field.name}`{mark} | {field.help} | {field.value.describe()} |"
