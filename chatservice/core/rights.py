"""Who may do what: one table, and the one place that asks it.

Somebody may do a thing by what they are on the server, or by what they are in the room
that it is about. Where no room plays a part, dispatch asks before the command begins;
where one does, whoever has found the room does.
"""

from collections.abc import Mapping
from typing import NamedTuple

from chatservice.core.room import Room
from chatservice.errors import Fault, Muted, NotAllowed, ReadOnly, SlowDown
from chatservice.model.values import Principal, Role, RoomRole


class Right(NamedTuple):
    """Whose right it is: a `role` on the server and up, or (None: no room helps) a part in
    the `room` and up, but nobody below `least`. `stranger`: whoever has no name yet may ask
    as well."""

    role: Role = Role.GUEST
    room: RoomRole | None = None
    stranger: bool = False
    least: Role = Role.GUEST

    def holds(self, role: Role, part: RoomRole) -> bool:
        if role < self.least:
            return False
        return role >= self.role or (self.room is not None and part >= self.room)

    def who(self) -> str:
        """Those whose right it is, for people."""
        server = {Role.USER: "those with an account"}.get(self.role, f"{self.role.word}s of the server")
        if self.room is None or self.room is RoomRole.MEMBER:
            return server
        room = f"{self.room.word}s of the room"
        if self.least is Role.USER:
            room += " with an account"
        return f"{room} and {server}"


# By what is done: mostly the tag of the command that does it.
RIGHTS: Mapping[str, Right] = {
    "login": Right(stranger=True),
    "register": Right(stranger=True),
    "help": Right(stranger=True),
    "ping": Right(stranger=True),
    "quit": Right(stranger=True),
    "join": Right(),
    "leave": Right(),
    "create_chatroom": Right(),
    "open_chatroom": Right(),
    "delete_chatroom": Right(Role.ADMIN, RoomRole.OWNER),
    "announce": Right(Role.ADMIN),
    "rooms": Right(),
    "who": Right(),
    "history": Right(),
    "missed": Right(),
    "search": Right(),
    "motd": Right(),
    "token": Right(),
    "nick": Right(),
    "msg": Right(),
    "reply": Right(),
    "group": Right(),
    "password": Right(Role.USER),
    "tokens": Right(Role.USER),
    "revoke": Right(Role.USER),
    "bot": Right(Role.USER),
    "bots": Right(Role.USER),
    "bots_of_others": Right(Role.MODERATOR),
    "webhook": Right(Role.MODERATOR, RoomRole.MODERATOR, least=Role.USER),  # it makes a bot
    "webhooks": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "unhook": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "invitation": Right(Role.ADMIN),
    "server_role": Right(Role.ADMIN),
    "say": Right(Role.MODERATOR, RoomRole.MEMBER),
    "say_read_only": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "files": Right(),
    "share": Right(Role.MODERATOR, RoomRole.MEMBER),
    "link": Right(),
    "delete_file": Right(),
    "delete_file_of_others": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "topic": Right(Role.MODERATOR, RoomRole.MEMBER),
    "invite": Right(Role.ADMIN, RoomRole.MEMBER),
    "invite_public": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "mode": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "mode_entry": Right(Role.ADMIN, RoomRole.OWNER),
    "role": Right(Role.ADMIN, RoomRole.OWNER),
    "kick": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "kick_server": Right(Role.MODERATOR),
    "ban": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "ban_server": Right(Role.MODERATOR),
    "ban_address": Right(Role.ADMIN),
    "unban": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "bans": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "mute": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "mute_server": Right(Role.MODERATOR),
    "unmute": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "ignore": Right(),
    "unignore": Right(),
    "delete": Right(),
    "delete_of_others": Right(Role.MODERATOR, RoomRole.MODERATOR),
    "report": Right(),
    "reports": Right(Role.MODERATOR),
    "resolve": Right(Role.MODERATOR),
    "lockdown": Right(Role.ADMIN),
    "audit": Right(Role.ADMIN),
}


def check(principal: Principal, action: str, room: Room | None = None) -> None:
    """NotAllowed when `principal` may not do `action` (in `room`)."""
    right = RIGHTS[action]
    part = room.part(principal.id) if room is not None else RoomRole.MUTED
    if not right.holds(principal.role, part):
        raise NotAllowed(action.partition("_")[0], right.who())


def why_silent(principal: Principal, room: Room, now: float | None = None) -> Fault | None:
    """Why `principal` may not speak in `room`; asked where `room.guarded` only.

    At `now`, on the monotonic clock, slow mode counts; without it, whoever waited long enough
    has begun to speak.
    """
    part = room.part(principal.id)
    if not RIGHTS["say"].holds(principal.role, part):
        return Muted(room.label)
    if RIGHTS["say_read_only"].holds(principal.role, part):
        return None
    if room.readonly:
        return ReadOnly(room.label)
    wait = room.wait(principal.id, now) if now is not None else 0
    return SlowDown(wait) if wait > 0 else None
