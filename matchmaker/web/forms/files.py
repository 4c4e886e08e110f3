"""The form with which a file is attached, as it comes back when a file was refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from matchmaker.services.attachments import MAX_FILES
from matchmaker.services.stored_files import ENDINGS
from models.attachment import CAPTION_MAX


@dataclass(frozen=True, slots=True)
class FileForm:
    """``problems``: of ``file`` and ``caption``. ``reference``: of the file whose caption it is.

    Empty for a new file.
    """

    caption: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    reference: str = ""

    most = MAX_FILES
    longest_caption = CAPTION_MAX
    endings = ",".join(ending for endings in ENDINGS.values() for ending in endings)
