"""The rate that counts each command, given in the command's row.

Commands that store something, or show it to other people, have a rate, or one session could fill any
cap in seconds. Most are counted before they start; some commands count themselves, because only they
know whether they write (`say` its lines; `join` whether a room is entered, or also created). Queries
are counted as questions: they use the threads that read, which everyone else waits for.
"""

from typing import NamedTuple

LINE, JOIN, MAKE, PASSWORD, LOGIN, UPLOAD = "line", "join", "make", "password", "login", "upload"
RUN, READ, SEARCH, EDIT, FREE = "run", "read", "search", "edit", ""


class Charge(NamedTuple):
    """The rate that counts a command: before it starts, or by the command `itself`, because only it knows
    whether it writes; then what it `looks` up first is counted as a question."""

    kind: str = FREE
    itself: bool = False
    looks: bool = False

    @property
    def before(self) -> str:
        """The rate that counts the command before it starts; FREE if none does."""
        if self.itself:
            return READ if self.looks else FREE
        return self.kind


# By the command's tag; filled by the rows of the commands.
CHARGES: dict[str, Charge] = {}
