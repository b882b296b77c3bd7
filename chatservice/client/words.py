"""The client's texts in the language of the user.

The code has them in English: `_("Join a room")`, `n_("{count} line", "{count} lines", count)`, and
`marked("Join")` for a text in a table, which `_` translates when it is shown. Names and numbers are put in
afterwards, by `format`. `languages/de.po` has them in German: a catalogue of gettext, read as text at start,
so that nothing has to be compiled. `docs/catalogues.py` enters what is new into all of them.
"""

import ast
import gettext
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).with_name("languages")
ENGLISH = "en"
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # in the order in which they count


class CatalogueEntry(NamedTuple):
    """A text with its translations: one, or one a plural form. `plural` is empty for a text without forms."""

    text: str
    plural: str
    forms: tuple[str, ...]


class Catalogue:
    """The texts of one language. Those that it lacks stay English."""

    def __init__(self, entries: Iterator[CatalogueEntry]) -> None:
        self.texts: dict[str, tuple[str, ...]] = {}
        head = ""
        for entry in entries:
            if not entry.text:
                head = entry.forms[0]
            elif all(entry.forms):
                self.texts[entry.text] = entry.forms
        self.form = _form(head)

    def get(self, text: str) -> str:
        return self.texts.get(text, (text,))[0]

    def get_plural(self, text: str, plural: str, count: int) -> str:
        forms = self.texts.get(text)
        if forms is None:
            return text if count == 1 else plural
        return forms[min(self.form(count), len(forms) - 1)]


def _form(head: str) -> Callable[[int], int]:
    """Which plural form a number takes, by the catalogue's own rule."""
    for line in head.splitlines():
        if line.startswith("Plural-Forms:") and "plural=" in line:
            return gettext.c2py(line.split("plural=")[1].strip().rstrip(";"))
    return lambda count: int(count != 1)


def entries(lines: Iterator[str]) -> Iterator[CatalogueEntry]:
    """The entries of a ``.po`` file: its head first, under an empty text."""
    fields: dict[str, str] = {}
    name = ""
    for line in (*lines, ""):
        line = line.strip()  # noqa: PLW2901
        if line.startswith("msg"):
            name, _space, line = line.partition(" ")  # noqa: PLW2901
            if name == "msgid" and fields:
                yield _entry(fields)
                fields = {}
        if line.startswith('"') and name:
            fields[name] = fields.get(name, "") + ast.literal_eval(line)
    if fields:
        yield _entry(fields)


def _entry(fields: Mapping[str, str]) -> CatalogueEntry:
    forms = tuple(text for name, text in fields.items() if name.startswith("msgstr"))
    return CatalogueEntry(fields["msgid"], fields.get("msgid_plural", ""), forms)


def read(file: Path) -> Catalogue:
    with file.open(encoding="utf-8") as lines:
        return Catalogue(entries(iter(lines.readlines())))


def languages() -> list[str]:
    """Codes of those that there are texts in: ``de``, ``en``, ``es``."""
    return sorted([ENGLISH, *(file.stem for file in FOLDER.glob("*.po"))])


def of_system(environment: Mapping[str, str]) -> str:
    """The language of the user's system, if there are texts in it; otherwise English."""
    known = languages()
    for variable in VARIABLES:
        for each in environment.get(variable, "").split(":"):
            code = each.split(".")[0].split("_")[0].lower()
            if code in known:
                return code
            if code in ("c", "posix"):
                return ENGLISH
    return ENGLISH


_now = Catalogue(iter(()))
_language = ENGLISH


def use(language: str = "") -> None:
    """Translate into `language` from now on; empty: that of the system. An unknown one is English."""
    global _now, _language  # noqa: PLW0603  # a process has one user
    language = language or of_system(os.environ)
    file = FOLDER / f"{language}.po"
    known = language in languages() and language != ENGLISH
    _now = read(file) if known else Catalogue(iter(()))
    _language = language if known else ENGLISH


def language() -> str:
    """The code of the one in use."""
    return _language


def _(text: str) -> str:
    """`text` in the user's language."""
    return _now.get(text)


def n_(text: str, plural: str, count: int) -> str:
    """`text` or `plural`, as `count` demands, with ``{count}`` filled in."""
    return _now.get_plural(text, plural, count).format(count=f"{count:,}")


def marked(text: str) -> str:
    """`text` as it is: for tables, whose texts are translated when they are shown."""
    return text
