"""Roles of people and modes of rooms, as IRC writes them.

| here | in IRC |
|---|---|
| owner, moderator | ``o``, prefix ``@`` |
| muted | ``+q`` with a mask, as a quiet ban is |
| entry: invite, password | ``i``, ``k`` |
| readonly | ``m`` |
| a group | ``i`` and ``s`` |
"""

from chatservice.model.events import ModeSet
from chatservice.model.values import RoomRole

PREFIX = "(ov)@+"
MODES = "bq,k,,imnst"  # as in CHANMODES
_ROLES = {"owner": "+o", "moderator": "+o", "member": "-o", "muted": "-o"}
_LETTERS = {RoomRole.OWNER: "@", RoomRole.MODERATOR: "@"}


def prefixes(role: RoomRole, several: bool) -> str:
    """The prefix of someone with that role in a list of names; all of them if `several`."""
    letters = _LETTERS.get(role, "")
    return letters if several else letters[:1]


def of_role(role: str) -> str:
    """The change of a person's modes that gives them that role; empty for one that IRC does not know."""
    return _ROLES.get(role, "")


def of_mode(event: ModeSet) -> tuple[str, ...]:
    """The change of a room's modes as parameters; none if IRC has no word for it."""
    signs, params = "", []
    if event.entry is not None:
        signs += {"open": "-ik", "invite": "+i", "password": "+k"}.get(event.entry, "")
        if "k" in signs:
            params.append("*")
    if event.readonly is not None:
        signs += "+m" if event.readonly else "-m"
    return (signs, *params) if signs else ()


def of_room(private: bool, entry: str, readonly: bool) -> str:
    """The modes that a room has."""
    letters = "nt"
    letters += "is" if private else "i" if entry == "invite" else "k" if entry == "password" else ""
    return "+" + "".join(sorted(letters + ("m" if readonly else "")))
