"""A command is one row: its type, whose right it is, which rate counts it, and the function that does it.

    @command(Topic, Right(ServerRole.MODERATOR, RoomRole.MEMBER), Charge(LINE, itself=True))
    async def topic(chat: Chat, session: Session, request: Topic) -> TopicIs: ...

A function that answers at once is a plain one; an ``async def`` is a barrier: it waits for what is under
way, and what comes next waits for it. Either returns its answer, which the session gives the
command's `ref` and sends, or None when there is none.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from chatservice.core.chat import Chat
from chatservice.core.rates import CHARGES, Charge
from chatservice.core.results import HandlerResult
from chatservice.core.rights import RIGHTS, Right
from chatservice.core.session import Session
from chatservice.model.commands import Command, OperatorCommand
from chatservice.model.values import ServerRole


class Row(NamedTuple):
    do: Callable[[Chat, Session, Any], HandlerResult]
    right: Right  # where a room plays a part, the function has it checked
    charge: Charge
    waits: bool  # answers at once, but not before what is under way

    @property
    def free(self) -> bool:
        """Whether nothing about it is checked before its function is called, but for a name."""
        everyone = self.right.room is not None or self.right.role is ServerRole.GUEST
        return everyone and not (self.right.operator or self.right.stranger or self.charge.before)


ROWS: dict[type[Command], Row] = {}
Do = TypeVar("Do", bound=Callable[..., Any])
OF_OPERATOR = Right(operator=True)


def command(
    kind: type[Command],
    right: Right,
    charge: Charge = Charge(),  # noqa: B008 (a constant)
    *,
    waits: bool = False,
    also: Mapping[str, Right] | None = None,
) -> Callable[[Do], Do]:
    """The function under it does the commands of that `kind`. `also`: the rights that a part of it asks
    for, by the name that `Rights.check` knows them by."""

    def add(do: Do) -> Do:
        _add(kind, Row(do, right, charge, waits))
        tag = str(kind.__struct_config__.tag)
        RIGHTS[tag] = right
        RIGHTS.update(also or {})
        CHARGES[tag] = charge
        return do

    return add


def operator(kind: type[OperatorCommand]) -> Callable[[Do], Do]:
    """As `command`, for what only the operator asks: it has no rate, and no page for clients names it."""

    def add(do: Do) -> Do:
        _add(kind, Row(do, OF_OPERATOR, Charge(), waits=False))
        return do

    return add


def _add(kind: type[Command], row: Row) -> None:
    if kind in ROWS:
        raise AssertionError(f"{kind.__name__} has a row")
    ROWS[kind] = row
