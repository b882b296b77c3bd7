"""IRC messages: text to parts and parts to bytes (RFC 2812, 2.3; IRCv3 message tags).

What leaves is made harmless here and nowhere else: no parameter contains a line end or NUL, only the
last one a blank, and a message is at most 512 bytes with its source, cut between two code points.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

BODY_MAX = 510  # bytes of a message without its tags and line end
CLIENT_TAGS_MAX = 4094  # bytes of the tags that a client sends, without @ and blank
PARAMS_MAX = 15

_UNSAFE = re.compile("[\r\n\0]")
_WORD = re.compile(r"[^:\0\r\n ][^\0\r\n ]*")  # what needs no care
_ESCAPES = {";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n"}
_UNESCAPES = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)
_KEY = re.compile(r"\+?(?:[A-Za-z0-9.-]+/)?[A-Za-z0-9-]+")

Tags = Mapping[str, str]
NO_TAGS: Tags = {}


class TooLong(Exception):
    """The message, or its tags, are longer than allowed."""


class IrcMessage(msgspec.Struct, frozen=True):
    """As a client sent it. The source is left out: it is the client, whatever it claims."""

    command: str
    params: tuple[str, ...] = ()
    tags: Tags = NO_TAGS

    def param(self, place: int) -> str:
        """The parameter there, empty if there is none."""
        return self.params[place] if place < len(self.params) else ""


def parse(text: str) -> IrcMessage | None:
    """The message in a line without its end; None if there is none. Raises TooLong."""
    tags: Tags = NO_TAGS
    text = text.strip("\r\n")
    if text[:1] == "@":
        head, _, text = text[1:].partition(" ")
        if len(head.encode("utf-8", "replace")) > CLIENT_TAGS_MAX:
            raise TooLong
        tags = parse_tags(head)
    text = text.lstrip(" ")
    if len(text) > BODY_MAX // 4 and len(text.encode("utf-8", "replace")) > BODY_MAX:
        raise TooLong
    if text[:1] == ":":
        _, _, text = text.partition(" ")
    head, colon, last = text.partition(" :")
    words = list(filter(None, head.split(" ")))
    if colon:
        words.append(last)
    if not words:
        return None
    if len(words) > PARAMS_MAX:
        words = list(_params(text))
    return IrcMessage(words[0].upper(), tuple(words[1:]), tags)


def _params(text: str) -> Iterator[str]:
    found = 0
    while text := text.lstrip(" "):
        if found and (text[0] == ":" or found == PARAMS_MAX):
            yield text.removeprefix(":")
            return
        word, _, text = text.partition(" ")
        yield word
        found += 1


def parse_tags(text: str) -> dict[str, str]:
    """Tags by name; of a repeated one the last counts. Invalid names are left out."""
    tags = {}
    for item in text.split(";"):
        key, _, value = item.partition("=")
        if _KEY.fullmatch(key):
            tags[key] = _ESCAPED.sub(lambda found: _UNESCAPES.get(found[1], found[1]), value)
    return tags


def format_tags(tags: Tags) -> str:
    """`@a=b;c ` with its blank; empty without tags."""
    if not tags:
        return ""
    return f"@{';'.join(key if not value else f'{key}={escaped(value)}' for key, value in tags.items())} "


def escaped(value: str) -> str:
    """A tag's value as it is sent."""
    return "".join(_ESCAPES.get(character, character) for character in value.replace("\0", ""))


def message(source: str, command: str, *params: str, tags: Tags = NO_TAGS) -> bytes:
    """A message with its line end. All parameters but the last are words; the last may be any text."""
    return format_tags(tags).encode("utf-8", "replace") + body(source, command, *params)


def body(source: str, command: str, *params: str) -> bytes:
    """`message` without tags."""
    words = [f":{source}", command] if source else [command]
    words += map(word, params[:-1])
    if params:
        words.append(":" + _UNSAFE.sub(" ", params[-1]) if _needs_colon(params[-1]) else word(params[-1]))
    return cut(" ".join(words).encode("utf-8", "replace"), BODY_MAX) + b"\r\n"


def started(source: str, command: str, *words: str) -> bytes:
    """The beginning of a message, to which a `body` without source is added."""
    return body(source, command, *words).rstrip() + b" "


def _needs_colon(text: str) -> bool:
    return not text or text[0] == ":" or " " in text or _UNSAFE.search(text) is not None


def word(text: str) -> str:
    """`text` as a parameter that is not the last."""
    if _WORD.fullmatch(text):
        return text
    text = _UNSAFE.sub("_", text).replace(" ", "_")
    return text.lstrip(":") or "*"


def cut(data: bytes, limit: int) -> bytes:
    """At most `limit` bytes of UTF-8, ending with a whole code point."""
    if len(data) <= limit:
        return data
    while limit and data[limit] & 0xC0 == 0x80:
        limit -= 1
    return data[:limit]


def pieces(text: str, limit: int) -> Iterator[str]:
    """`text` in pieces of at most `limit` bytes; cut between words if possible, never in a code point."""
    data = text.encode("utf-8", "replace")
    while len(data) > limit:
        piece = cut(data, limit)
        blank = piece.rfind(b" ", limit // 2)
        if blank > 0:
            piece = piece[: blank + 1]
        yield piece.decode()
        data = data[len(piece) :]
    yield data.decode()


def tagged(tag: str, data: bytes) -> bytes:
    """Each message of `data` with one more tag."""
    return b"".join(_tagged(tag, line) for line in data.split(b"\r\n") if line)


def _tagged(tag: str, line: bytes) -> bytes:
    if tag.startswith("batch=") and (b"batch=" in line.split(b" ", 1)[0] or b" BATCH -" in line):
        return line + b"\r\n"  # of a batch inside of that one
    rest = b";" + line[1:] if line[:1] == b"@" else b" " + line
    return b"@" + tag.encode() + rest + b"\r\n"
