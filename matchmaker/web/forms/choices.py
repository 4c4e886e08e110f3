"""A vocabulary as the choices of a field."""

from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from models.vocabulary import Vocabulary


def choices_of(vocabulary: Vocabulary, *, blank: str = "") -> list[SelectChoice]:
    """Its codes in order; ``blank`` is what stands first for no choice."""
    first = [SelectChoice("", blank)] if blank else []
    return [*first, *(SelectChoice(code, label) for code, label in vocabulary.choices())]
