"""Why one is not logged in, and what to do about it, at the fields of the first screen. Pure."""

import re

from chatservice.client.link.failures import Trouble
from chatservice.client.words import _
from chatservice.model.names import PERSON_MAX

TAKEN = ("name_taken", "name_alike")


def why_not(trouble: Trouble, name: str) -> str:
    """`trouble` in the words of a window; `name` is what the user entered."""
    if trouble.code == "name_owned":
        return _("{name} is registered. Type its password, or choose another name.").format(name=name)
    if trouble.code in TAKEN:
        return _("That name is taken. Try {name}?").format(name=next_name(name))
    if trouble.code == "no_guests":
        return _("This server is for registered people only. Type your name and password.")
    return str(trouble)


def wants_password(trouble: Trouble) -> bool:
    return trouble.code in ("name_owned", "no_guests", "bad_credentials")


def next_name(name: str) -> str:
    """``alice2`` after ``alice``, ``alice10`` after ``alice9``; never longer than a name may be."""
    found = re.fullmatch(r"(.*?)(\d{0,6})", name, re.DOTALL)
    stem, number = found.groups() if found is not None else (name, "")
    count = str(int(number) + 1) if number else "2"
    return f"{stem[: PERSON_MAX - len(count)]}{count}"
