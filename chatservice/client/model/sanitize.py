"""Makes users' text harmless for a window. Pure.

As for a terminal (`wire.sanitize`), and further: Tk has no bidi algorithm of its own and
passes runs to the platform, so bidi controls are removed; and one endless line would slow
down the layout of everything, so long ones are broken.
"""

import re

from chatservice.wire import sanitize

TEXT_MAX = 3_000  # characters of one message that are shown before "Show all"
ALL_MAX = 100_000  # characters that are shown after it
LINES_MAX = 60  # lines of one message that are shown before "Show all"
LINE_MAX = 1_000  # characters without a break

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONG = re.compile(f"(.{{{LINE_MAX}}})(?=.)")


def harmless(text: str) -> str:
    """`text` with its line breaks, and without anything harmful."""
    if len(text) <= LINE_MAX and sanitize.is_plain(text):
        return text
    lines = [_BIDI.sub("", sanitize.line(_BIDI.sub("", line))) for line in text.expandtabs(4).splitlines()]
    return _LONG.sub(r"\1\n", "\n".join(lines).rstrip("\n"))


def cut(text: str, everything: bool) -> tuple[str, int]:
    """The part of `text` to show, and how many characters are left out."""
    limit = ALL_MAX if everything else TEXT_MAX
    part = text[:limit]
    if not everything:
        part = "\n".join(part.split("\n", LINES_MAX)[:LINES_MAX])
    return part, len(text) - len(part)
