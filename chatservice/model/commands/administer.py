"""What the operator does with chatctl, for admins who are logged in."""

from typing import ClassVar, get_args

from chatservice.model.commands.base import Command, OperatorCommand
from chatservice.model.commands.upkeep import (
    BackUp,
    RoomRetention,
    RoomsDeleteEmpty,
    RoomShow,
    RoomsList,
    Sessions,
    SettingsList,
    Stats,
    Status,
    Usage,
)
from chatservice.model.commands.users import (
    TokensList,
    TokensRevoke,
    UsersAdd,
    UsersDisable,
    UsersErase,
    UsersFind,
    UsersList,
    UsersPassword,
)

AdminCommand = (
    Status
    | Stats
    | Usage
    | SettingsList
    | Sessions
    | RoomsList
    | RoomShow
    | RoomRetention
    | RoomsDeleteEmpty
    | UsersList
    | UsersFind
    | UsersAdd
    | UsersPassword
    | UsersDisable
    | UsersErase
    | TokensList
    | TokensRevoke
    | BackUp
)
FOR_ADMINS: tuple[type[OperatorCommand], ...] = get_args(AdminCommand)
# Those that cannot be undone, or that let others in.
CONFIRMED = (UsersAdd, UsersPassword, UsersDisable, UsersErase, TokensRevoke, RoomsDeleteEmpty)


class Administer(Command, tag="administer", kw_only=True, frozen=True):
    """Do what `chatctl` does, as an admin: `do` is one of the operator's commands, and the answer is its own.

    What cannot be undone wants your `password` again, and nothing is done to people of your rank or above.
    """

    typed: ClassVar[bool] = False
    do: AdminCommand
    password: str = ""
