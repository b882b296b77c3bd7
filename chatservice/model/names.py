"""Which names are valid, and when two are the same.

Two names are the same when they are equal after NFKC and casefold (Unicode TR 36 and
UAX 31: compare folded, display as typed). `fold` is the only key by which names are stored or
looked up; people see them as typed.

Normalising sorts combining marks by insertion, so its cost is quadratic. Everything that is
normalised here is measured first: 64 KiB of marks would take seconds.
"""

import re
import unicodedata

from chatservice.errors import BadName, ReservedName
from chatservice.model import looks

PERSON_MAX = 32  # characters
ROOM_MAX = 64  # characters
NUMBER_DIGITS = 9  # of a room's number
FILE_MAX = 200  # bytes: the limit of every file system, with room for a number
FILE_ENDING_MAX = 20  # bytes

COMPOSED = 4  # maximum characters that NFC composes into one (U+1F82)
LONGEST = COMPOSED * (2 * PERSON_MAX + 2)  # of any name and label: ``@alice,bob`` is the longest
_WORDS = re.compile(rf"\s{{1,{LONGEST}}}|\S{{1,{LONGEST}}}")

_DOCUMENT = re.compile("[0-9a-f]{8}")

RESERVED = frozenset({"server", "system", "quit"})

_FORBIDDEN = frozenset("|,:/#@!")
RID = "!"  # how a room's id begins; no name begins with it
_BAD_START = frozenset("{*[<")
LOBBY = "lobby"


def fold(name: str) -> str:
    """The form in which names are compared.

    NFKC again after the casefold, because folding can undo composition. A text longer than every
    valid name is nobody's name, and returned unchanged.
    """
    if len(name) > LONGEST:
        return name
    if name.isascii():  # nothing to compose: in a third of the time
        return name.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def fold_text(text: str) -> str:
    """`text` of any length, folded word by word, in linear time."""
    return fold(text) if len(text) <= LONGEST else "".join(map(fold, _WORDS.findall(text)))


def _check(name: str, what: str, limit: int) -> str:
    name = name.strip()
    if not name:
        raise BadName(what, "is empty")
    if len(name) > COMPOSED * limit:
        raise BadName(what, f"is longer than {limit} characters")
    name = unicodedata.normalize("NFC", name)
    # The folded form counts too: one character may fold to eighteen (U+FDFA).
    folded = fold(name)
    if len(name) > limit or len(folded) > limit:
        raise BadName(what, f"is longer than {limit} characters")
    for character in name + folded:
        if character in _FORBIDDEN:
            raise BadName(what, f"may not contain {character!r}")
        # C*: control, format (bidi, zero width), surrogate, private, unassigned.
        # Z*: every kind of space.
        if unicodedata.category(character)[0] in "CZ" or not looks.is_drawn(character):
            raise BadName(what, "may not contain spaces, control or invisible characters")
    if looks.is_stacked(name):
        raise BadName(what, "has too many marks on one letter")
    # Clients and proxies remove . and .. from an address, even percent-encoded (WHATWG URL).
    if not folded.strip("."):
        raise BadName(what, "may not be only dots")
    for form in (name, folded):
        if form[0] in _BAD_START:
            raise BadName(what, f"may not begin with {form[0]!r}")
        if unicodedata.category(form[0])[0] == "M":
            raise BadName(what, "may not begin with a combining mark")
    # room_1, room_2, ... are numbers that the REST API assigns.
    if folded.startswith("room_") and folded[5:].isdigit():
        raise ReservedName(name)
    return name


def person(name: str, limit: int = PERSON_MAX) -> str:
    """`name` as displayed, or `BadName` or `ReservedName`."""
    name = _check(name, "name", limit)
    if fold(name) in RESERVED:
        raise ReservedName(name)
    return name


def claimed(name: str, limit: int = PERSON_MAX) -> str:
    """`name`, if a user may choose it: in addition, nothing that looks like a reserved name of the
    server or its operator."""
    name = person(name, limit)
    refuse_official(name)
    return name


def refuse_official(name: str) -> None:
    """Raise ReservedName when it looks like a name of the server or its operator."""
    if looks.is_official(name):
        raise ReservedName(name)


def underscored(words: str) -> str:
    """`words` as one name: clients with a dialog accept ``Ana Maria``, and cannot ask again."""
    return "_".join(words.split())


def room(name: str, limit: int = ROOM_MAX) -> str:
    """`name` as displayed, or `BadName` or `ReservedName`."""
    name = _check(name, "room", limit)
    # Digits alone would look like the number of a room.
    if fold(name).isdigit():
        raise BadName("room", "may not be only digits")
    return name


def title(name: str, limit: int = ROOM_MAX) -> str:
    """`name` as the title of a code document, or `BadName`."""
    name = _check(name, "title", limit)
    if is_document(name):
        raise BadName("title", "looks like the id of a document")
    return name


def is_document(label: str) -> bool:
    """Whether `label` is the id of a code document rather than its title."""
    return _DOCUMENT.fullmatch(label) is not None


def number(label: str) -> int | None:
    """The number in `label`; names of rooms are never digits alone."""
    return int(label) if label.isascii() and label.isdigit() and len(label) <= NUMBER_DIGITS else None


def is_rid(label: str) -> bool:
    """Whether `label` is a room's id rather than its name."""
    return label.startswith(RID)


def is_lobby(name: str) -> bool:
    """Whether `name` is the lobby's; its number, 0, is too."""
    return name == "0" or fold(name) == LOBBY


def file(name: str) -> str:
    """`name` as a safe file name, never a path.

    A path is reduced to its last part. Characters with a special meaning on some system
    (separators, wildcards, control and format characters) become ``_``; the result never
    begins like a hidden file or an option, and is never the name of a device.
    """
    last = composed(name.replace("\\", "/").rstrip("/ ").rpartition("/")[2])
    characters = "".join("_" if _unfit(character) else character for character in " ".join(last.split()))
    characters = characters.strip(". ")
    if characters.startswith(("-", "~")):
        characters = "_" + characters[1:]
    if characters.partition(".")[0].upper() in _DEVICES:
        characters = "_" + characters
    return _shortened(characters) or "file"


def composed(name: str) -> str:
    """NFC of a file's name; of a very long one, of its beginning and its ending."""
    if len(name) > COMPOSED * FILE_MAX:
        name = name[: (COMPOSED - 1) * FILE_MAX] + name[-FILE_MAX:]
    return unicodedata.normalize("NFC", name)


_UNFIT = frozenset('/\\:*?"<>|')
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}
)


def _unfit(character: str) -> bool:
    return character in _UNFIT or unicodedata.category(character)[0] == "C"


def _shortened(name: str) -> str:
    """At most `FILE_MAX` bytes, keeping the extension."""
    if len(name.encode()) <= FILE_MAX:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > FILE_ENDING_MAX:
        stem, dot, ending = name, "", ""
    room = FILE_MAX - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + dot + ending
