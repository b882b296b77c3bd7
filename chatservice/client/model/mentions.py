"""Whether a line mentions a name. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from chatservice.model.names import fold, fold_text

MENTION_LOOKED_AT = 10_000  # characters of a line


@lru_cache(maxsize=64)
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Matches any of `words` standing alone, with or without an @ before it."""
    each = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<!\w)@?(?:{each})(?!\w)", re.IGNORECASE)


def mentions(text: str, name: str, keywords: Iterable[str] = ()) -> bool:
    words = tuple(word for word in (fold(name), *map(fold, keywords)) if word)
    return bool(words) and pattern(words).search(fold_text(text[:MENTION_LOOKED_AT])) is not None
