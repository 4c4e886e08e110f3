"""The catalogues of translations: brought up to date with the program, checked, compiled.

One ``messages.po`` a language lies below ``locales.FOLDER``. Nothing in it depends on the day, on
line numbers or on the tool's version, so that writing it again changes nothing.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from matchmaker.importers.messages import Message
from matchmaker.locales import DOMAIN, ENGLISH, FOLDER, OFFERED, PREPARED

LANGUAGES: Final = tuple(sorted({*OFFERED, *PREPARED} - {ENGLISH}))
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sd]")
_WIDTH: Final = 100


def path_of(language: str, folder: Path = FOLDER) -> Path:
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str, folder: Path = FOLDER) -> Catalog:
    """The catalogue as it lies there; an empty one where there is none yet."""
    path = path_of(language, folder)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(found: Sequence[Message], language: str, folder: Path = FOLDER) -> bool:
    """Give the catalogue exactly the messages ``found``; whether the file has changed.

    Translations stay with their messages. What is not found any more is left out: git remembers.
    """
    old, new = read(language, folder), Catalog(locale=language)
    for message in found:
        kept = old.get(message.text, message.context or None)
        entry = new.add(
            (message.text, message.plural) if message.plural else message.text,
            locations=[(message.place, 0)],
            context=message.context or None,
        )
        if kept is not None and bool(kept.pluralizable) == bool(message.plural):
            entry.string, entry.user_comments = kept.string, kept.user_comments
            entry.flags |= kept.flags & {"fuzzy"}
    text, path = _written(new), path_of(language, folder)
    if path.exists() and path.read_bytes() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return True


def differences(found: Iterable[Message], catalogue: Catalog) -> list[str]:
    """The messages that the catalogue lacks, and those that it has for nothing."""
    wanted = {(message.text, message.plural, message.context) for message in found}
    held = {(*_texts(entry), entry.context or "") for entry in _entries(catalogue)}
    lacking = [f"not in the catalogue: {_named(*key)}" for key in sorted(wanted - held)]
    return lacking + [f"not in the program: {_named(*key)}" for key in sorted(held - wanted)]


def gaps(catalogue: Catalog) -> list[str]:
    """What has no translation, or one that somebody has still to look at."""
    return [
        _named(*_texts(entry), entry.context or "")
        for entry in _entries(catalogue)
        if entry.fuzzy or not all(_strings(entry))
    ]


def misfits(catalogue: Catalog) -> list[str]:
    """The messages of which a translation has other placeholders than the English text."""
    return [_texts(entry)[0] for entry in _entries(catalogue) if not _fits(entry)]


def compile_all(folder: Path = FOLDER) -> list[str]:
    """Compile what is newer than its compiled file; the languages that were compiled."""
    done = []
    for language in LANGUAGES:
        source = path_of(language, folder)
        target = source.with_suffix(".mo")
        if not source.exists() or _is_newer(target, source):
            continue
        compiled = BytesIO()
        write_mo(compiled, read(language, folder))
        partial = target.with_suffix(f".{os.getpid()}")  # tests may start several at once
        partial.write_bytes(compiled.getvalue())
        partial.replace(target)
        done.append(language)
    return done


def _is_newer(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns


def _fits(entry: Entry) -> bool:
    """The form for one alone may leave the number out: “one listing”."""
    texts = [text for text in _texts(entry) if text]
    may, must = _names(" ".join(texts)), _names(texts[-1])
    wanted = [must - {"num"} if entry.pluralizable and form == 0 else must for form in (0, 1)]
    return all(
        wanted[min(form, 1)] <= _names(string) <= may
        for form, string in enumerate(_strings(entry))
        if string
    )


def _names(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _entries(catalogue: Catalog) -> Iterator[Entry]:
    """Without the header, which is the entry of the empty message."""
    return (entry for entry in catalogue if entry.id)


def _named(text: str, _plural: str, context: str) -> str:
    return f"{text} ({context})" if context else text


def _texts(entry: Entry) -> tuple[str, str]:
    return (entry.id, "") if isinstance(entry.id, str) else (entry.id[0], entry.id[1])


def _strings(entry: Entry) -> Sequence[str]:
    string = entry.string or ""
    return [string] if isinstance(string, str) else list(string)


def _written(catalogue: Catalog) -> bytes:
    """With a header that says the language and its plurals, and nothing that changes by itself."""
    header = {
        "Content-Type": "text/plain; charset=utf-8",
        "Language": str(catalogue.locale_identifier),
        "Plural-Forms": catalogue.plural_forms,
    }
    lines = [f'"{name}: {value}\\n"' for name, value in header.items()]
    out = BytesIO()
    write_po(out, catalogue, omit_header=True, sort_output=True, width=_WIDTH, include_lineno=False)
    return "\n".join(['msgid ""', 'msgstr ""', *lines, "", ""]).encode() + out.getvalue()
