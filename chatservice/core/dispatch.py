"""The command table, complete: importing this imports every subject of commands, whose rows fill
`ROWS`, `RIGHTS` and `CHARGES`.

Help and the protocol page come from the command types in `model.commands`; a test holds table
and types together.
"""

from functools import partial

from chatservice.core.chat import Chat
from chatservice.core.commands import (
    accounts,
    audit,
    basics,
    bots,
    code,
    document_runs,
    documents,
    editing,
    files,
    groups,
    history,
    ignore,
    invitations,
    joining,
    login,
    messages,
    moderation,
    motd,
    nick,
    operator,
    reports,
    roles,
    rooms,
    search,
    sharing,
    tokens,
    upkeep,
    users,
    webhooks,
)
from chatservice.core.rates import CHARGES
from chatservice.core.rights import RIGHTS
from chatservice.core.rows import ROWS
from chatservice.core.session import CommandRow
from chatservice.model import commands as c

__all__ = ("CHARGES", "COMMANDS", "RIGHTS", "table")

COMMANDS = (
    accounts,
    audit,
    basics,
    bots,
    code,
    document_runs,
    documents,
    editing,
    files,
    groups,
    history,
    ignore,
    invitations,
    joining,
    login,
    messages,
    moderation,
    motd,
    nick,
    operator,
    reports,
    roles,
    rooms,
    search,
    sharing,
    tokens,
    upkeep,
    users,
    webhooks,
)


def table(chat: Chat) -> dict[type[c.Command], CommandRow]:
    return {
        kind: CommandRow(partial(row.do, chat), row.right, row.waits, row.charge.before)
        for kind, row in ROWS.items()
    }
