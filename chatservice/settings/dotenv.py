"""Reads a ``.env`` file: ``NAME=value`` lines, as shells, Compose and python-dotenv write them.

Not by python-dotenv: in double quotes that turns the ``\\n`` and ``\\t`` of a Windows path into a line
end and a tab, and an unknown ``${NAME}`` into nothing; both end in a folder that nobody meant. Here a
backslash stays, except before a quote, a backslash or a dollar, and an unknown ``${NAME}`` is an error.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from chatservice.errors import StartError

LINE_END = re.compile(r"\r\n|\r|\n")  # and no other: a value may contain U+0085
ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*")
OTHER = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\b")
QUOTED = re.compile(r"""(?:'([^']*)'|"((?:[^"\\]|\\.)*)")\s*(?:\#.*)?""")
COMMENT = re.compile(r"(?:^|\s+)#.*")
ESCAPED_OR_NAME = re.compile(r'\\(["\\$])|\$\{([A-Za-z_][A-Za-z0-9_]*)\}')
NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Assignment(NamedTuple):
    """A line of the file. `raw` is the text after ``=``, or None when there is no ``=``."""

    number: int
    key: str
    raw: str | None


def assignments(text: str) -> Iterator[Assignment]:
    """The lines that begin with a name; others, such as comments, are skipped."""
    for number, line in enumerate(LINE_END.split(text), 1):
        if match := ASSIGNMENT.fullmatch(line):
            yield Assignment(number, match[1], match[2])
        elif match := OTHER.match(line):
            yield Assignment(number, match[1], None)


def value(where: str, raw: str, known: Mapping[str, str]) -> str:
    """The value in `raw`, with each ``${NAME}`` replaced by that of `known`, except in single quotes.

    Raises StartError, beginning with `where`, for unmatched quotes and unknown names.
    """
    if raw[:1] not in ("'", '"'):
        return NAME.sub(lambda match: _known(where, match[1], known), COMMENT.sub("", raw, count=1).strip())
    quoted = QUOTED.fullmatch(raw)
    if quoted is None:
        raise StartError(f"{where}: the quotes do not match")
    single, double = quoted.groups()
    if single is not None:
        return str(single)
    return ESCAPED_OR_NAME.sub(lambda match: match[1] or _known(where, match[2], known), double)


def _known(where: str, name: str, known: Mapping[str, str]) -> str:
    if name not in known:
        raise StartError(f"{where}: ${{{name}}} is not set: write its value, or put it in single quotes")
    return known[name]
