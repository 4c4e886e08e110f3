"""What can go wrong, in the domain's words. The web room translates each once into HTTP."""


class MatchmakerError(Exception):
    """The root: its text is one sentence for the person who caused it."""


class ConfigurationError(MatchmakerError):
    """A setting is unknown, malformed or does not fit the machine."""


class NotFound(MatchmakerError):
    """Absent, or not for this actor: the two look the same on purpose."""


class NotPermitted(MatchmakerError):
    """The actor may see the thing but not do this with it."""


class IllegalTransition(MatchmakerError):
    """The action is not possible in the state that the thing is in."""


class Conflict(MatchmakerError):
    """Somebody else was faster, or a rule allows only one of these."""


class InvalidFields(MatchmakerError):
    """Values that cannot be taken: ``problems`` holds field → reason."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{field}: {reason}" for field, reason in problems.items()))
