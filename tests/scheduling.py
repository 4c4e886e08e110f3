"""Which tests stay in one process, and which of them begin.

xdist's own groups (``--dist=loadgroup`` of 3.8) write into a field that pytest 9.2 does not read:
every test went its own way, and both processes built all that is shared.
"""

from pathlib import PurePosixPath
from typing import Final

import pytest
from xdist.scheduler import LoadScopeScheduling

#: They share a network that is embedded by the model.
NETWORKED: Final = frozenset({"test_listing_form.py", "test_story.py", "test_writing.py"})
#: Longest first. Begun last, they would keep one process busy while the others have no work.
LONGEST: Final = (
    "test_accessibility.py",
    "test_hostile_texts.py",
    *sorted(NETWORKED),
    "test_faithful.py",
)


class ByFile(LoadScopeScheduling):
    """What a file builds is built once; so is what the networked files share."""

    def _split_scope(self, nodeid: str) -> str:
        file = PurePosixPath(nodeid.partition("::")[0])
        is_networked = file.parent.name == "browser" and file.name in NETWORKED
        return "networked" if is_networked else str(file)


def turn(item: pytest.Item) -> int:
    """Among the longest its place; all others keep the order that chance gave them."""
    name = item.path.name
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)
