"""Briefs and candidates that fit one another until a test says otherwise."""

import datetime as dt
from typing import Any

from matchmaker.ranking.candidate import Brief, Candidate, Limits

TODAY = dt.date(2026, 9, 1)
STEEL = {"steel": "Iron and steel"}
CEMENT = {"cement": "Cement and concrete"}


def limits(organization: int = 1, **facts: Any) -> Limits:
    return Limits(organization=organization, **{"valid_until": dt.date(2027, 8, 31), **facts})


def brief(key: int = 1, **facts: Any) -> Brief:
    return Brief(key=key, **{"limits": limits(1), **facts})


def candidate(key: int = 101, **facts: Any) -> Candidate:
    return Candidate(key=key, **{"kind": "offer", "limits": limits(2), **facts})
