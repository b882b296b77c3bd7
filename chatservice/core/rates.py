"""Which rate counts each command; the row of the command says it.

What is stored, or shown to other people, has a rate, or one session could fill any cap
there is in seconds. Most is counted before the command begins; some commands count themselves,
because only they know whether there is anything to write (`say` its lines, `join` whether a
room is entered or made, too). What looks something up is counted as a question: it takes
the time of the threads that read, which everyone else waits for.
"""

from typing import NamedTuple

LINE, JOIN, MAKE, PASSWORD, LOGIN, UPLOAD = "line", "join", "make", "password", "login", "upload"
RUN, READ, SEARCH, EDIT, FREE = "run", "read", "search", "edit", ""


class Charge(NamedTuple):
    """Which rate counts a command: before it begins, or by the command `itself`, because only it knows
    whether there is anything to write; then what it `looks` up first is counted as a question."""

    kind: str = FREE
    itself: bool = False
    looks: bool = False

    @property
    def before(self) -> str:
        """Which rate counts the command before it begins; FREE when none does."""
        if self.itself:
            return READ if self.looks else FREE
        return self.kind


# By the tag of the command. The rows of the commands fill it.
CHARGES: dict[str, Charge] = {}
