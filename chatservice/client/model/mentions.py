"""Whether a line mentions me, by the server's rule: my name after an @, or a keyword of mine. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from chatservice.model.mention_text import without_code
from chatservice.model.names import fold, fold_text

MENTION_LOOKED_AT = 10_000  # characters of a line
# What a name may be followed by: its end, that of a possessive, and a little punctuation.
_AFTER = r"(?:['\u2019]s)?[^\w\s|,:/#@!]{0,4}(?:$|[\s|,:/#@!])"


@lru_cache(maxsize=64)
def pattern(name: str, keywords: tuple[str, ...] = ()) -> re.Pattern[str]:
    """Matches `name` with the @ before it, and any of `keywords` standing alone."""
    words = "|".join(map(re.escape, keywords))
    parts = [
        rf"(?<![\w.+\-@/#:])@{re.escape(name)}(?={_AFTER})" if name else "",
        rf"(?<!\w)(?:{words})(?!\w)" if words else "",
    ]
    return re.compile("|".join(filter(None, parts)) or "(?!)", re.IGNORECASE)


def mentions(text: str, name: str, keywords: Sequence[str] = ()) -> bool:
    looked_at = without_code(fold_text(text[:MENTION_LOOKED_AT]))
    return pattern(fold(name), tuple(map(fold, keywords))).search(looked_at) is not None
