"""Somebody's text, made harmless for a window. Pure.

As for a terminal (`wire.plain`), and further: Tk has no bidi algorithm of its own and
hands runs to the platform, so bidi controls are dropped altogether; and a line without an
end would hold up the layout of everything, so long ones are broken.
"""

import re

from chatservice.wire import sanitize

TEXT_MAX = 3_000  # characters of one message that are shown until one asks for all
ALL_MAX = 100_000  # characters that are shown then
LINES_MAX = 60  # lines of one message that are shown until one asks for all
LINE_MAX = 1_000  # characters without a break

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONG = re.compile(f"(.{{{LINE_MAX}}})(?=.)")


def harmless(text: str) -> str:
    """`text` with its line breaks and nothing else that could do harm."""
    if len(text) <= LINE_MAX and sanitize.is_plain(text):
        return text
    lines = [_BIDI.sub("", sanitize.line(_BIDI.sub("", line))) for line in text.expandtabs(4).splitlines()]
    return _LONG.sub(r"\1\n", "\n".join(lines).rstrip("\n"))


def cut(text: str, everything: bool) -> tuple[str, int]:
    """What of `text` is shown, and how many characters are left out."""
    most = ALL_MAX if everything else TEXT_MAX
    part = text[:most]
    if not everything:
        part = "\n".join(part.split("\n", LINES_MAX)[:LINES_MAX])
    return part, len(text) - len(part)
