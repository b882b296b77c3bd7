"""The commands of each verb, one after the other, and what is printed of the answers.

A generator yields a command and is sent its answer, wherever that comes from: the socket of a running
server, or a chat that chatctl has opened itself.
"""

import ipaddress
import re
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from chatservice.admin import retention
from chatservice.admin import verbs as v
from chatservice.admin.errors import AdminError
from chatservice.admin.output import Printer
from chatservice.admin.rows import Done, items, target, when
from chatservice.model import commands as c
from chatservice.model import times
from chatservice.model.sanctions import SanctionInfo
from chatservice.settings.schema import Settings
from chatservice.storage.offline import copies_beside

SERVER = "*"
AUDIT_MAX = 200  # lines in one request
FOR_GOOD = "good"
NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")

Steps = Generator[c.Command, Any, None]


def steps(verb: v.AnyVerb, out: Printer, settings: Settings) -> Steps:
    """Returns the steps of a verb. Raises AdminError, as the source of the answers does."""
    if isinstance(verb, v.UsersEraseVerb):
        return erase(verb, out, settings)
    return STEPS.get(type(verb), printed)(verb, out)


def printed(verb: c.OperatorCommand, out: Printer) -> Steps:
    """Print the answers unchanged, page after page."""
    command: c.OperatorCommand | None = verb
    while command is not None:
        answer = yield command
        out.rows(items(answer))
        more = getattr(answer, "next", None)
        command = replace(command, after=more) if more is not None else None


# The server.


def announce(verb: v.AnnounceVerb, out: Printer) -> Steps:
    sent = yield c.Announce(text=verb.text)
    text = f"Told {sent.people:,} {'person' if sent.people == 1 else 'people'}."
    out.rows([Done(text if verb.text else "The announcement has ended.")])


def lockdown(verb: v.LockdownVerb, out: Printer) -> Steps:
    lockdown = yield c.Lockdown(on={"on": True, "off": False}.get(verb.switch))
    on = "Lockdown: no new guests, no new accounts, and everyone is slower."
    out.rows([Done(on if lockdown.on else "No lockdown: new people are let in.")])


def audit(verb: v.AuditVerb, out: Printer) -> Steps:
    if not 1 <= verb.limit <= AUDIT_MAX:
        raise AdminError("bad_command", f"A limit is 1 to {AUDIT_MAX}.")
    left, before = verb.limit, None
    while left > 0:
        page = yield c.Audit(limit=left, before=before, rooms=verb.rooms)
        out.rows(page.deeds)
        left, before = (left - len(page.deeds), page.next) if page.next is not None else (0, None)


def reports(verb: v.ReportsVerb, out: Printer) -> Steps:
    out.rows((yield c.Reports()).reports)


# Rooms.


def create(verb: v.RoomsCreate, out: Printer) -> Steps:
    made = yield c.CreateChatroom(name=verb.name)
    out.rows([(yield c.RoomShow(room=made.rid)).room])


def show(verb: v.OpenChatroomVerb, out: Printer) -> Steps:
    room = (yield c.RoomShow(room=verb.room)).room
    out.rows([room, Done(f"It is open: /join {room.name} enters it.")])


def delete(verb: v.RoomsDelete | v.DeleteChatroomVerb, out: Printer) -> Steps:
    empty = isinstance(verb, v.RoomsDelete) and verb.empty
    if empty is bool(verb.room):
        raise AdminError("bad_command", "Say which room, or --empty for all that are empty.")
    if empty:
        count = (yield c.RoomsDeleteEmpty()).count
        out.rows([Done(f"{count:,} empty {'room is' if count == 1 else 'rooms are'} deleted.")])
    else:
        out.rows([Done(f"{(yield c.DeleteChatroom(room=verb.room)).room} is deleted.")])


def keep(verb: v.RoomsKeep, out: Printer) -> Steps:
    seconds = retention.read(verb.time) if verb.time else None
    answer = yield c.RoomRetention(room=verb.room, change=bool(verb.time), seconds=seconds)
    out.rows([Done(f"Lines in {answer.room} are kept {retention.shown(answer.seconds, answer.otherwise)}.")])


# People.


def admin(verb: c.Admin, out: Printer) -> Steps:
    account = yield verb
    same = f"{account.name} is {account.role} of the server, with the same password."
    out.rows([account if account.changed else Done(same)])


def role(verb: v.UsersRole, out: Printer) -> Steps:
    given = yield c.Role(name=verb.name, role=verb.role, room=SERVER)
    out.rows([Done(f"{given.name} is {given.role} of the server.")])


def disable(verb: c.UsersDisable, out: Printer) -> Steps:
    name = (yield verb).name
    out.rows([Done(f"Nobody comes in as {name} any more, until users password gives a new one.")])


def erase(verb: v.UsersEraseVerb, out: Printer, settings: Settings) -> Steps:
    erased = yield c.UsersErase(name=verb.name)
    out.rows([Done(f"{erased.name} is erased, and shown as {erased.now} where lines were.")])
    for copy in copies_beside(Path(settings.data).absolute() / settings.database):
        out.rows([Done(f"{copy} is a copy from before, and still has it all: delete it when you can.")])
    out.rows([Done("Backups keep what they hold. The audit log keeps the name for as long as it is kept.")])


def revoke_token(verb: c.TokensRevoke, out: Printer) -> Steps:
    revoked = yield verb
    what = f"No token of {verb.name} is" if revoked.id == "all" else f"The token {revoked.id} is not"
    out.rows([Done(f"{what} good any more.")])


def revoke_invitation(verb: c.InvitationsRevoke, out: Printer) -> Steps:
    out.rows([Done(f"The invitation {(yield verb).id} is not good any more.")])


# Moderation.


def bans(verb: v.BansVerb, out: Printer) -> Steps:
    out.rows((yield c.Bans(room=verb.room or SERVER)).sanctions)


def _takes_in_this_machine(target: str) -> bool:
    """Whether it is a network with a loopback address, or everyone's."""
    try:
        network = ipaddress.ip_network(target, strict=False)
    except ValueError:
        return False
    return network.is_loopback or network.prefixlen == 0


def ban(verb: v.BanVerb, out: Printer) -> Steps:
    if not verb.yes and _takes_in_this_machine(verb.target):
        text = "That takes in this machine, health checks and proxies on it too: say --yes."
        raise AdminError("not_confirmed", text)
    banned = yield c.Ban(
        target=verb.target, seconds=seconds(verb.time), reason=verb.reason, address=verb.address
    )
    whom = banned.who
    if verb.address:  # the answer names only the person
        listed: list[SanctionInfo] = (yield c.Bans(name=banned.who)).sanctions
        whom = next(
            (
                target(sanction)
                for sanction in reversed(listed)
                if sanction.name == banned.who and sanction.network
            ),
            whom,
        )
    until = f"until {when(banned.until)} UTC" if banned.until else "for good"
    out.rows([Done(f"{whom} is banned {until}.")])


def unban(verb: v.LiftBan, out: Printer) -> Steps:
    lifted = yield c.Unban(target=verb.target, room=verb.room or SERVER)
    out.rows([Done(f"{lifted.who} is not banned any more.")])


def unmute(verb: v.LiftMute, out: Printer) -> Steps:
    lifted = yield c.Unmute(name=verb.name, room=verb.room or SERVER)
    out.rows([Done(f"{lifted.who} may speak again.")])


def kick(verb: v.KickVerb, out: Printer) -> Steps:
    kicked = yield c.Kick(name=verb.name, room=SERVER, reason=verb.reason)
    out.rows([Done(f"{kicked.who} is put out.")])


def seconds(text: str) -> float | None:
    """`2h` in seconds; a plain number is seconds, too; None means permanently. Raises AdminError, also for
    an empty time, the result of an empty variable in a script."""
    if text == FOR_GOOD:
        return None
    if NUMBER.fullmatch(text):
        return float(text)
    read = times.read(text)
    if read is None:
        raise AdminError("bad_command", f"{text!r} is no time: write {times.FORM}, or {FOR_GOOD}.")
    return read


STEPS: Mapping[type[v.AnyVerb], Callable[[Any, Printer], Steps]] = {
    v.AnnounceVerb: announce,
    v.LockdownVerb: lockdown,
    v.AuditVerb: audit,
    v.ReportsVerb: reports,
    v.RoomsCreate: create,
    v.CreateChatroomVerb: create,
    v.OpenChatroomVerb: show,
    v.RoomsDelete: delete,
    v.DeleteChatroomVerb: delete,
    v.RoomsKeep: keep,
    c.Admin: admin,
    v.UsersRole: role,
    c.UsersDisable: disable,
    c.TokensRevoke: revoke_token,
    c.InvitationsRevoke: revoke_invitation,
    v.BansVerb: bans,
    v.BanVerb: ban,
    v.LiftBan: unban,
    v.LiftMute: unmute,
    v.KickVerb: kick,
}
