"""Who came into a room and who left it while nothing was said: one line. Pure."""

from collections.abc import Iterable

import msgspec

from chatservice.client.words import _, marked, n_
from chatservice.model.names import fold
from chatservice.wire.sanitize import line as harmless

NAMED = 3  # people in each half of the line
PEOPLE_MAX = 1_000  # names that are told apart; the others are counted


class Traffic(msgspec.Struct, frozen=True):
    """By folded name; of each person the last move counts. `more` are people who came without a name being
    told, less those who left so."""

    came: dict[str, str] = {}
    left: dict[str, str] = {}
    more: int = 0

    def then(self, came: Iterable[str], left: Iterable[str], more: int) -> "Traffic":
        new_came, new_left = dict(self.came), dict(self.left)
        for names, to, off in ((came, new_came, new_left), (left, new_left, new_came)):
            for name in names:
                off.pop(fold(name), None)
                if len(to) < PEOPLE_MAX:
                    to[fold(name)] = name
        return Traffic(new_came, new_left, self.more + more)

    @property
    def words(self) -> str:
        halves = (
            (list(self.came.values()), max(0, self.more), marked("{people} came in")),
            (list(self.left.values()), max(0, -self.more), marked("{people} left")),
        )
        return "; ".join(
            _(verb).format(people=_listed(names, more)) for names, more, verb in halves if names or more
        )


def _listed(names: list[str], more: int) -> str:
    shown = [harmless(name) for name in names[:NAMED]]
    more += len(names) - len(shown)
    if not shown:
        return n_("{count} person", "{count} people", more)
    if more:
        return _("{names} and {other}").format(
            names=", ".join(shown), other=n_("{count} more", "{count} more", more)
        )
    if len(shown) == 1:
        return shown[0]
    return _("{names} and {other}").format(names=", ".join(shown[:-1]), other=shown[-1])
