"""A last look before a message goes out, and the file that waits beside it meanwhile.

The same words and figures that the check of a listing names. Only a hint: the parties know one
another, and what they may exchange is theirs to judge.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from matchmaker.errors import InvalidFields
from matchmaker.phrases import N_
from matchmaker.services import signed_links, stored_files
from matchmaker.services.stored_files import CheckedFile
from matchmaker.services.writing_confidential import confidential

_PURPOSE: Final = "message file"
_ASK: Final = N_("Please look once more at what stands below, or send it anyway.")
_GONE: Final = N_("The file that was kept is no longer there. Please choose it again.")


class Hint(NamedTuple):
    """``words`` of a message seem to tell ``topic``."""

    topic: str
    words: str


def hints(text: str) -> list[Hint]:
    """What competition law may have a view on, the first words of each topic."""
    return [Hint(topic, words) for topic, words in confidential(text)]


def digest(found: Sequence[Hint]) -> str:
    """The same hints have the same digest: "send anyway" holds for what was on the screen."""
    return sha256("\x1f".join("=".join(hint) for hint in found).encode()).hexdigest()[:12]


def require_confirmed(text: str, confirmed: str) -> None:
    """``InvalidFields`` on ``confirm`` unless the writer has seen what the text seems to tell."""
    found = hints(text)
    if found and confirmed != digest(found):
        raise InvalidFields({"confirm": _ASK})


def wait(folder: Path, key: str, user_id: int | None, file: CheckedFile) -> str:
    """Keep a file whose message is not sent yet; the token with which its writer claims it.

    It has no row: what nobody claims within a day is swept away.
    """
    stored_files.keep(folder, file)
    values = [user_id, file.file_name, file.media_type, file.sha256]
    return signed_links.make(key, _PURPOSE, values)


def claim(folder: Path, key: str, user_id: int | None, token: str) -> CheckedFile:
    """The file of a token; ``InvalidFields`` on ``file`` where it is not there for this writer."""
    values = signed_links.read(key, _PURPOSE, token)
    if values is None or values[0] != user_id:
        raise InvalidFields({"file": _GONE})
    _, name, media_type, digest_of_file = values
    path = folder / digest_of_file
    if not path.is_file():
        raise InvalidFields({"file": _GONE})
    return CheckedFile(name, media_type, path.read_bytes(), digest_of_file)
