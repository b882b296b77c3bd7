"""What was added to a line of a room after it was written: that it was edited, how many replies it has.

It is stored by line, beside the log, and comes with the line in every page of history. The live event
of a line never has any: what is added later is an event of its own.
"""

from typing import Any

import msgspec


class Annotations(msgspec.Struct, frozen=True, gc=False):
    """The fields of an event of a line that are not in its record: each is a field of that name there,
    and is omitted when it has its default.

    `edited` is when the text was last changed, in seconds since 1970, `replies` how many lines
    answer it. `text` is for the event that changed a line: the line's present text.
    """

    edited: float = 0.0
    replies: int = 0
    text: str = ""

    def fields(self) -> dict[str, Any]:
        """Those that differ from their defaults."""
        found = zip(_NAMES, msgspec.structs.astuple(self), _DEFAULTS, strict=True)
        return {name: value for name, value, default in found if value != default}


_NAMES = Annotations.__struct_fields__
_DEFAULTS = Annotations.__struct_defaults__
NONE = Annotations()
