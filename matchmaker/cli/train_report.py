"""A version of the ranking for people at a terminal, and for programs."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from models import RankerVersion

_MEASURES: Final = {"log_loss": "log-loss", "ndcg": "nDCG@10", "ece": "ECE"}


def as_json(version: RankerVersion) -> dict[str, Any]:
    """Everything that is stored of it."""
    return {
        "version": version.id,
        "made_at": version.made_at.isoformat(),
        "origin": version.origin,
        "encoder": version.encoder,
        "parameters": version.parameters,
        "report": version.report,
    }


def as_text(version: RankerVersion) -> str:
    """Of a version that was learnt from answers: what from, how good, what changed."""
    return "\n".join([*_compared(version), "", *_learnt(version.parameters["learned"])])


def _compared(version: RankerVersion) -> Iterator[str]:
    report = version.report
    counts = report["labels"]
    yield (
        f"Version {version.id} is learnt from {counts['pairs']} answered pairs of "
        f"{counts['needs']} needs: {counts['relevant']} fit, {counts['irrelevant']} do not."
    )
    if left_out := counts["answered"] - counts["pairs"]:
        yield f"{left_out} more are left out, because they cannot be matched at present."
    champion = report["champion_version"]
    yield f"On needs that it was not fitted to, against {_name(champion)}:"
    yield f"{'':<10}{'champion':>10}{'challenger':>12}{'difference':>12}   95 % of resamples"
    for name, label in _MEASURES.items():
        gap = report["differences"][name]
        yield (
            f"{label:<10}{report['champion'][name]:>10.3f}{report['challenger'][name]:>12.3f}"
            f"{gap['mean']:>+12.3f}   {gap['low']:+.3f} to {gap['high']:+.3f}"
        )
    yield report["verdict"]
    if report["is_better"]:
        yield f"`matchmaker train promote {version.id}` lets it rank."


def _learnt(learned: Mapping[str, Any]) -> Iterator[str]:
    weights = ", ".join(f"{name} {weight:.2f}" for name, weight in learned["weights"].items())
    yield f"Weights: {weights}."
    bend = f", bent at {len(learned['curve'])} knots" if learned["curve"] else ""
    yield f"Recalibration: {learned['slope']:.2f} × log-odds {learned['bias']:+.2f}{bend}."


def _name(version: int | None) -> str:
    return f"version {version}" if version else "the shipped ranking"
