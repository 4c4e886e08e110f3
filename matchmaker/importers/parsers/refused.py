"""The one thing that a parser says instead of an answer."""


class Refused(Exception):
    """Why a file cannot be taken. ``code`` is for programs; the text is a sentence's end.

    The text reads on from the name of the file: "holds macros".
    """

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        super().__init__(reason)
