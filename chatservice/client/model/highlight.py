"""Syntax highlighting, by pygments when it is installed. Pure.

The tags are a dozen groups instead of pygments' hundred kinds: each theme has a colour for each.

In some languages a few thousand characters take seconds if chosen with malice: what is not
highlighted within a moment stays plain.
"""

import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from chatservice.client.model.markup import StyledSpan

MOMENT = 0.03  # seconds for highlighting one piece of code
CODE_MAX = 20_000  # characters; longer code is shown plain

GROUPS = {
    "Comment": "comment",
    "Keyword": "keyword",
    "Operator.Word": "keyword",
    "Literal.String": "string",
    "Literal.Number": "number",
    "Name.Function": "function",
    "Name.Class": "class",
    "Name.Decorator": "function",
    "Name.Builtin": "builtin",
    "Name.Tag": "keyword",
    "Name.Attribute": "function",
    "Generic.Deleted": "deleted",
    "Generic.Inserted": "string",
    "Generic.Heading": "keyword",
}


@lru_cache(maxsize=32)
def _lexer(language: str) -> Any:
    try:
        from pygments.lexers import get_lexer_by_name  # noqa: PLC0415  # late: costs 50 ms
        from pygments.util import ClassNotFound  # noqa: PLC0415
    except ImportError:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _group(kind: str) -> str:
    for name, group in GROUPS.items():
        if kind == name or kind.startswith(name + "."):
            return "code-" + group
    return ""


def coloured(
    code: str, language: str, clock: Callable[[], float] = time.perf_counter
) -> Iterator[StyledSpan]:
    """`code` in pieces, each tagged ``fence`` and with its group."""
    lexer = _lexer(language) if language and len(code) <= CODE_MAX else None
    if lexer is None:
        yield StyledSpan(code, ("fence",))
        return
    code = code.removeprefix("\ufeff")  # as the lexer does
    end, done = clock() + MOMENT, 0
    for kind, piece in lexer.get_tokens(code):
        if clock() > end:
            yield StyledSpan(code[done:], ("fence",))
            return
        done += len(piece)
        group = _group(str(kind).removeprefix("Token."))
        yield StyledSpan(piece, ("fence", group) if group else ("fence",))
