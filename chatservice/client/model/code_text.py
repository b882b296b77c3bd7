"""What an editor of code computes from its text: indentation, brackets, places to find. Pure.

Positions are indexes of the text that is given.
"""

import re

INDENT = "    "
PAIRS = {"(": ")", "[": "]", "{": "}"}
BACK = {close: open_ for open_, close in PAIRS.items()}
REACH = 20_000  # characters that are searched for the other bracket

_LEADING = re.compile(r"[ \t]*")
_LEAVES = re.compile(r"\s*(return|pass|break|continue|raise)\b")


def leading(line: str) -> str:
    """The white space that `line` begins with."""
    found = _LEADING.match(line)
    return found[0] if found else ""


def next_indent(before: str, language: str) -> str:
    """The indentation of a line begun after `before`, the part of a line before the cursor."""
    here = leading(before)
    end = before.rstrip()
    if end.endswith(tuple(PAIRS)) or (language == "python" and end.endswith(":")):
        return here + INDENT
    if language == "python" and _LEAVES.match(before):
        return here.removesuffix(INDENT)
    return here


def to_next_stop(column: int) -> str:
    """The spaces from `column` to the next indentation."""
    return " " * (len(INDENT) - column % len(INDENT))


def dedent_width(line: str) -> int:
    """How many characters at the beginning of `line` one indentation is."""
    if line.startswith("\t"):
        return 1
    spaces = len(line) - len(line.lstrip(" "))
    return min(spaces, (spaces - 1) % len(INDENT) + 1) if spaces else 0


def other_bracket(text: str, at: int) -> int | None:
    """The position of the bracket that belongs to the one at `at`; None when there is none near.

    Brackets in strings and comments count, too.
    """
    bracket = text[at : at + 1]
    if bracket in PAIRS and bracket:
        return _search(text, range(at, min(len(text), at + REACH)), bracket, PAIRS[bracket])
    if bracket in BACK and bracket:
        return _search(text, range(at, max(-1, at - REACH), -1), bracket, BACK[bracket])
    return None


def _search(text: str, places: range, bracket: str, other: str) -> int | None:
    depth = 0
    for place in places:
        if text[place] == bracket:
            depth += 1
        elif text[place] == other:
            depth -= 1
            if not depth:
                return place
    return None


def bracket_pair(text: str, cursor: int) -> tuple[int, int] | None:
    """The bracket beside the cursor, after it or before it, and its other one."""
    for at in (cursor, cursor - 1):
        other = other_bracket(text, at) if at >= 0 else None
        if other is not None:
            return at, other
    return None


def find(text: str, words: str, start: int, back: bool = False) -> int | None:
    """The next place of `words` from `start` on, around the end, without regard to case unless
    `words` has capitals."""
    if not words:
        return None
    if words == words.lower() and len(text.lower()) == len(text):
        text = text.lower()
    if back:
        found = text.rfind(words, 0, max(0, start))
        found = found if found >= 0 else text.rfind(words)
    else:
        found = text.find(words, start)
        found = found if found >= 0 else text.find(words)
    return found if found >= 0 else None
