"""What Tab and the arrow keys do in the line being written. Pure."""

import re
from collections.abc import Iterable

from chatservice.client.model.usage_words import translated
from chatservice.model.arguments import usage
from chatservice.model.emoji import canonical, named
from chatservice.model.names import fold
from chatservice.wire.slash_commands import VERBS

RECALLED_MAX = 200  # the user's own lines that the arrow keys recall

EMOJI_OFFERED = 60  # for one beginning


class Completer:
    """Cycles through the candidates for the word before the cursor."""

    def __init__(self) -> None:
        self._round: list[str] = []
        self._place = 0
        self._made = ""

    def next(self, before: str, names: Iterable[str], back: bool = False) -> str | None:
        """`before` with its last word completed; None when nothing fits."""
        if self._round and before == self._made:
            self._place += -1 if back else 1
        else:
            self._round = candidates(before, names)
            self._place = 0
        if not self._round:
            return None
        self._made = self._round[self._place % len(self._round)]
        return self._made

    @property
    def choices(self) -> int:
        return len(self._round)


def candidates(before: str, names: Iterable[str]) -> list[str]:
    """Every possible completion of `before`."""
    start = max(before.rfind(" "), before.rfind("\n")) + 1
    rest, word = before[:start], before[start:]
    if not word:
        return []
    if not rest and word.startswith("/"):
        return [f"/{verb} " for verb in sorted([*VERBS, "me"]) if verb.startswith(word[1:].lower())]
    if word.startswith(":") and len(word) > 1:
        return [f"{rest}{emoji} " for emoji in _emoji(word[1:].lower())]
    at = "@" if word.startswith("@") else ""
    part = fold(word.removeprefix("@"))
    end = ": " if not rest and not at else " "
    fitting = [name for name in names if part and fold(name).startswith(part)]
    return [f"{rest}{at}{name}{end}" for name in sorted(fitting, key=fold)]


def typed_emoji(before: str) -> tuple[str, str] | None:
    """The `:name:` that `before` ends with, followed by a blank, and its emoji; None if there is none."""
    found = re.search(r"(?:^|(?<=\s))(:[a-z0-9_+-]{2,40}:) $", before)
    emoji = canonical(found[1]) if found is not None else ""
    return (found[1], emoji) if found is not None and emoji else None


def _emoji(part: str) -> list[str]:
    """Those with a name that begins with `part`."""
    found = (emoji for name, emoji in named(part, EMOJI_OFFERED) if name.startswith(part))
    return list(dict.fromkeys(found))


def hints(before: str) -> list[str]:
    """Commands that match what is typed so far, with their usage."""
    if not before.startswith("/") or before.startswith("//") or "\n" in before:
        return []
    verb, space, _ = before[1:].partition(" ")
    uses = {name: usage(command) for name, command in sorted(VERBS.items()) if usage(command).startswith("/")}
    uses["me"] = "/me TEXT"
    if space:
        return [translated(uses[verb.lower()])] if verb.lower() in uses else []
    return [translated(use) for name, use in uses.items() if name.startswith(verb.lower())]


class Recall:
    """The user's own lines, newest last; the unfinished one is below them."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._place = 0
        self._draft = ""

    def rest(self) -> None:
        """Forget the position and the draft: the user writes elsewhere now."""
        self._place, self._draft = len(self._lines), ""

    def add(self, line: str) -> None:
        if line and (not self._lines or self._lines[-1] != line):
            self._lines.append(line)
            del self._lines[:-RECALLED_MAX]
        self._place = len(self._lines)

    def up(self, now: str) -> str | None:
        if self._place == 0:
            return None
        if self._place == len(self._lines):
            self._draft = now
        self._place -= 1
        return self._lines[self._place]

    def down(self) -> str | None:
        if self._place >= len(self._lines):
            return None
        self._place += 1
        return self._lines[self._place] if self._place < len(self._lines) else self._draft
