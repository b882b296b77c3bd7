"""Roles of people and modes of rooms, as IRC writes them.

| here | in IRC |
|---|---|
| owner, moderator | ``o``, prefix ``@`` |
| voice | ``v``, prefix ``+`` |
| muted | ``+q`` with a mask, as a quiet ban is |
| entry: invite, password | ``i``, ``k`` |
| readonly | ``m`` |
| most | ``l`` |
| locked | ``t`` |
| unlisted | ``s`` |
| a group | ``i`` and ``s`` |
"""

from chatservice.model.events import ModeSet
from chatservice.wire.irc.view import RoomView

PREFIX = "(ov)@+"
MODES = "bq,k,l,imnst"  # as in CHANMODES
_ROLES = {"owner": "o", "moderator": "o", "voice": "v", "member": "", "muted": ""}
_ENTRY = {
    "open": ("-ik", ("*",)),
    "registered": ("-ik", ("*",)),
    "invite": ("+i", ()),
    "password": ("+k", ("*",)),
}
_SWITCHES = (("readonly", "m"), ("locked", "t"), ("unlisted", "s"))


def of_role(role: str, before: str) -> str:
    """The change of a person's modes that gives them that role, if they had the one `before` (empty: it is
    not known); empty for one that IRC does not know."""
    if role not in _ROLES:
        return ""
    new, old = _ROLES[role], _ROLES.get(before, "v" if role in ("owner", "moderator") else "o")
    if new == old:
        return f"+{new}" if new else ""
    is_known = before in _ROLES
    lost = f"-{old}" if old and (is_known or not new) else ""
    return lost + (f"+{new}" if new else "")


def of_mode(event: ModeSet) -> tuple[str, ...]:
    """The change of a room's modes as parameters; none if IRC has no word for it."""
    signs, params = _ENTRY.get(event.entry or "", ("", ()))
    for name, letter in _SWITCHES:
        value = getattr(event, name)
        if value is not None:
            signs += f"{'+' if value else '-'}{letter}"
    if event.most is not None:
        signs += "+l" if event.most else "-l"
        params += (str(event.most),) if event.most else ()
    return (joined_signs(signs), *params) if signs else ()


def joined_signs(signs: str) -> str:
    """Without signs that say what the one before says: ``+i+m`` is ``+im``."""
    sign, letters = "", ""
    for character in signs:
        if character not in "+-":
            letters += character
        elif character != sign:
            sign = character
            letters += sign
    return letters


def of_room(room: RoomView) -> tuple[str, ...]:
    """The modes that a room has, and their parameters."""
    letters = "n"
    letters += (
        "is" if room.private else "i" if room.entry == "invite" else "k" if room.entry == "password" else ""
    )
    letters += "".join(letter for name, letter in _SWITCHES if getattr(room, name))
    if room.most:
        return f"+{''.join(sorted(letters))}l", str(room.most)
    return (f"+{''.join(sorted(letters))}",)
