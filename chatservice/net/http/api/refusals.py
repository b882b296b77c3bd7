"""Which refusals an operation of the API may answer, by status, from what the command's row says of it."""

import chatservice.core.dispatch  # noqa: F401 (fills the tables of rights and rates)
from chatservice import errors
from chatservice.core.rates import CHARGES, FREE
from chatservice.core.rights import RIGHTS
from chatservice.errors import Fault
from chatservice.model.commands import Command
from chatservice.model.values import RoomRole, ServerRole
from chatservice.net.http.engine import faults

ResponseSchema = dict[str, object]
ALWAYS: tuple[type[Fault], ...] = (
    faults.BadRequest,
    faults.LoginNeeded,
    errors.BadToken,
    errors.BadCredentials,
    faults.ForeignOrigin,
    errors.ServerFull,
    errors.ServerStopping,
)
# What a field of a command may meet.
OF_FIELD: dict[str, tuple[type[Fault], ...]] = {
    "room": (errors.NoSuchRoom, errors.NotInRoom, errors.BannedFrom),
    "key": (errors.KeyReused, errors.NotStored),
    "seq": (errors.NoSuchLine,),
    "doc": (errors.NoSuchDocument,),
    "file": (errors.NoSuchFile,),
    "to": (errors.NoSuchUser,),
    "text": (errors.TextTooLong,),
    "run": (errors.NoSuchRun,),
}


def of_command(kind: type[Command], has_body: bool) -> list[type[Fault]]:
    """The usual ones; a command may have a rarer one, which the default answer describes."""
    tag = str(kind.__struct_config__.tag)
    found = [*ALWAYS, errors.BadCommand]
    if has_body:
        found += [errors.BadJson, faults.BodyTooLarge]
    right = RIGHTS.get(tag)
    if right is not None and not right.holds(ServerRole.GUEST, RoomRole.MEMBER):
        found.append(errors.NotAllowed)
    charge = CHARGES.get(tag)
    if charge is not None and charge.kind != FREE:
        found.append(errors.SlowDown)
    for field in kind.__struct_fields__:
        found += OF_FIELD.get(field, ())
    return found


def answers(found: list[type[Fault]], content: ResponseSchema) -> dict[str, ResponseSchema]:
    """As OpenAPI has them: the codes of each status."""
    by_status: dict[int, list[str]] = {}
    for fault in dict.fromkeys(found):
        by_status.setdefault(fault.status, []).append(f"`{fault.code}`")
    return {
        str(status): {"description": f"Refused: {', '.join(codes)}.", "content": content}
        for status, codes in sorted(by_status.items())
    }
