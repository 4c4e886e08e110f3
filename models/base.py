"""The declarative base: one naming convention, so that every constraint has a name to drop."""

import datetime as dt
import secrets

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from models.types import Codes, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: Crockford's base 32 without vowels-like letters: no word, no 0/O or 1/I to mistake.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dt.datetime: UtcDateTime, list[str]: Codes}


def new_reference(prefix: str) -> str:
    """A random public reference such as ``ND-7K3F9Q2X``: about 38 bits, never sequential."""
    return f"{prefix}-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))
