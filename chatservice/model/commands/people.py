"""People: what they show of themselves, and what they chose."""

import re
from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command

END = re.compile(r"\d{1,2}:\d\d|(?:\d+(?:s|m|min|h|d|w))+", re.IGNORECASE)


class Profile(Command, tag="profile", kw_only=True, frozen=True):
    """Show what a person shows of themselves; without a name, what you do."""

    name: Annotated[str, arguments.Rest("NAME")] = ""


class SetPreference(Command, tag="set", kw_only=True, frozen=True):
    """Change what you show or chose; without a name, list it. A value of ``-`` clears it.

    Shown to others: ``full_name``, ``pronouns``, ``about``, ``zone`` (such as ``Europe/Madrid``). For
    yourself: ``keywords`` that notify you like your name, ``quiet`` hours without notifications
    (``22:00-07:00``, or ``on`` for always), ``seen`` and ``typing``, which ``off`` keeps to yourself. In a
    terminal: ``time`` of each line (``off``, ``short``, ``long``), in your zone; ``joins`` (who comes and
    goes), ``numbers`` of the lines.
    """

    name: Annotated[str, arguments.Word("NAME", must=False)] = ""
    value: Annotated[str | None, arguments.Rest("VALUE or -", clears="-")] = None


class Metadata(Command, tag="metadata", kw_only=True, frozen=True):
    """Show what you, or (``in:``) a room, show to programs, by key, or set a key; ``-`` clears it.

    ``* -`` clears all. A key is of small letters, digits, ``_``, ``.``, ``/`` and ``-``, such as
    ``homepage`` or ``color``.
    ``display-name``, ``pronouns``, ``about`` and ``status`` are those of your profile. With a `name`, they
    are shown of that person.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    key: Annotated[str, arguments.Word("KEY", must=False)] = ""
    value: Annotated[str | None, arguments.Rest("VALUE or -", clears="-")] = None
    name: str = ""


class Away(Command, tag="away", kw_only=True, frozen=True):
    """Say that you are away, with a reason and an end if you like, or (``off``) that you are back.

    The end is a duration or a time in your time zone: ``/away lunch until 14:00``, ``/away lunch 1h``.
    """

    off: Annotated[bool, arguments.Flag("off")] = False
    text: Annotated[str, arguments.Rest("TEXT")] = ""
    end: Annotated[str, arguments.Last("TIME", END)] = ""


class SetStatus(Command, tag="set_status", kw_only=True, frozen=True):
    """Show a few words next to your name, with an end if you like; ``-`` clears them.

    The end is as with ``away``: ``/status on call 2h``.
    """

    verb: ClassVar[str] = "status"
    text: Annotated[str, arguments.Rest("TEXT or -", clears="-")]
    end: Annotated[str, arguments.Last("TIME", END)] = ""


class Typing(Command, tag="typing", kw_only=True, frozen=True):
    """Tell the others in a room that you type, or (not `on`) that you stopped.

    Send it while a person types; it is passed on every few seconds at most, and not in large rooms.
    """

    typed: ClassVar[bool] = False
    room: str = ""
    on: bool = True
