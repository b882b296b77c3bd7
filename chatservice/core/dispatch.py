"""The command table: what each command does, and who may ask it in which state.

A handler that can answer at once returns None; one that has to wait returns its work,
which then is a barrier. Help and the protocol page come from the command types in
`model.commands`; a test holds table and types together.
"""

from functools import partial
from typing import TYPE_CHECKING

from chatservice.core.commands import (
    accounts,
    audit,
    basics,
    bots,
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
    webhooks,
)
from chatservice.core.rates import CHARGES
from chatservice.core.rights import RIGHTS
from chatservice.core.rows import ROWS, CommandHandler, CommandRow
from chatservice.model import commands as c

if TYPE_CHECKING:
    from chatservice.core.chat import Chat

COMMANDS = (
    accounts,
    audit,
    basics,
    bots,
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
    webhooks,
)  # importing them fills ROWS


def table(chat: "Chat") -> dict[type[c.Command], CommandRow]:
    handlers: dict[type[c.Command], CommandHandler] = {
        c.Run: chat.code.run,
        c.RunShow: chat.code.show,
        c.RunStop: chat.code.stop_run,
        c.RunInput: chat.code.give,
        c.RunEof: chat.code.end_input,
        c.Doctor: chat.code.doctor,
    }
    tags = {kind: str(kind.__struct_config__.tag) for kind in handlers}
    return {
        kind: CommandRow(handler, RIGHTS[tags[kind]], meter=CHARGES[tags[kind]].before)
        for kind, handler in handlers.items()
    } | {
        kind: CommandRow(partial(row.do, chat), row.right, row.waits, row.charge.before)
        for kind, row in ROWS.items()
    }
