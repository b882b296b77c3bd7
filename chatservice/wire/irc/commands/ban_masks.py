"""Whom the mask of a ban means: a person, since nobody's address is shown."""

import re

from chatservice.wire.irc.commands.listing import matches
from chatservice.wire.irc.names import person
from chatservice.wire.irc.view import HOST, OwnView

_OF_USER = re.compile(r"\*!\*?~?([^*?!@~]+)@([^@]+)")


def banned_name(mask: str) -> str | None:
    """The person that a mask means: ``nick``, ``nick!*@*`` or ``~a:account``; None for any other."""
    nickname = mask[3:] if mask[:3] in ("~a:", "$a:") else mask.partition("!")[0]
    name = person(nickname)
    return name if name and not set(name) & set("*?") else None


def described(view: OwnView, label: str, mask: str) -> list[str]:
    """The people in that room whom a mask describes that clients make of a nickname: irssi
    ``*!*user@*.chat``, weechat ``*!~user@people.chat``. None for masks of other forms."""
    found = _OF_USER.fullmatch(mask)
    if found is None or not matches(HOST, found[2]):
        return []
    return [name for name, _ in view.members(label) if view.user(name).lstrip("~") == found[1]]
