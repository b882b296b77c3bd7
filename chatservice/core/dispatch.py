"""The command table, complete: importing this imports every subject of commands, whose rows fill
`ROWS`, `RIGHTS` and `CHARGES`.

Help and the protocol page come from the command types in `model.commands`; a test holds table
and types together.
"""

from functools import partial
from importlib import import_module
from pkgutil import iter_modules

from chatservice.core import commands
from chatservice.core.chat import Chat
from chatservice.core.rates import CHARGES
from chatservice.core.rights import RIGHTS
from chatservice.core.rows import ROWS
from chatservice.core.session import CommandRow
from chatservice.model import commands as c

__all__ = ("CHARGES", "RIGHTS", "table")

for _subject in iter_modules(commands.__path__):
    import_module(f"{commands.__name__}.{_subject.name}")


def table(chat: Chat) -> dict[type[c.Command], CommandRow]:
    return {
        kind: CommandRow(partial(row.do, chat), row.right, row.waits, row.charge.before, row.free)
        for kind, row in ROWS.items()
    }
