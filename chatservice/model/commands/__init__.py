"""The commands of clients.

For programs a command is a JSON object whose ``cmd`` is the class's tag; marks on the fields
define how people type them (`model.arguments`). The first line of a docstring is the help text,
and ``docs/protocol.md`` is generated from these types. A `room` is a room's id (`rid`) or its
name; empty is the current one, ``@bob`` the direct conversation with bob. The answer repeats `ref`.
"""

from functools import reduce
from operator import or_
from typing import Any, get_args

from chatservice.model.commands.accounts import *
from chatservice.model.commands.administer import Administer as Administer
from chatservice.model.commands.base import Command as Command
from chatservice.model.commands.base import OperatorCommand as OperatorCommand
from chatservice.model.commands.basics import *
from chatservice.model.commands.bots import *
from chatservice.model.commands.classroom import *
from chatservice.model.commands.code import *
from chatservice.model.commands.corrections import *
from chatservice.model.commands.documents import *
from chatservice.model.commands.files import *
from chatservice.model.commands.groups import *
from chatservice.model.commands.history import *
from chatservice.model.commands.ignore import *
from chatservice.model.commands.later import *
from chatservice.model.commands.login import *
from chatservice.model.commands.marks import *
from chatservice.model.commands.messages import *
from chatservice.model.commands.moderation import *
from chatservice.model.commands.operator import *
from chatservice.model.commands.outgoing import *
from chatservice.model.commands.people import *
from chatservice.model.commands.polls import *
from chatservice.model.commands.previews import *
from chatservice.model.commands.push import *
from chatservice.model.commands.reading import *
from chatservice.model.commands.reports import *
from chatservice.model.commands.roles import *
from chatservice.model.commands.rooms import *
from chatservice.model.commands.upkeep import *
from chatservice.model.commands.users import *

# In the order of the help. A class in one of these files is a command; there is no other list.
SUBJECTS = (
    "login",
    "rooms",
    "messages",
    "marks",
    "polls",
    "corrections",
    "previews",
    "later",
    "groups",
    "history",
    "reading",
    "push",
    "people",
    "files",
    "accounts",
    "roles",
    "moderation",
    "reports",
    "ignore",
    "operator",
    "administer",
    "bots",
    "outgoing",
    "code",
    "documents",
    "classroom",
    "basics",
)


def _place(kind: type[Command]) -> int:
    return SUBJECTS.index(kind.__module__.rpartition(".")[2])


_PUBLIC = [kind for kind in Command.__subclasses__() if kind is not OperatorCommand]
AnyCommand: Any = reduce(or_, sorted(_PUBLIC, key=_place))
TYPED: tuple[type[Command], ...] = tuple(kind for kind in get_args(AnyCommand) if kind.typed)
