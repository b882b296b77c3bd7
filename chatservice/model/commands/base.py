"""The base of all commands."""

from typing import ClassVar

import msgspec


class Command(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="cmd", gc=False
):
    usage: ClassVar[str] = ""  # where the marks on the fields do not say it all
    under: ClassVar[str] = ""  # of which command it is typed as a part: run_stop is /run stop
    ref: str | int | None = None
