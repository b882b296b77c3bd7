"""The base of all commands."""

from typing import ClassVar

import msgspec


class Command(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="cmd", gc=False
):
    usage: ClassVar[str] = ""  # where the marks on the fields are not enough
    verb: ClassVar[str] = ""  # what people type, where it is not the tag
    under: ClassVar[str] = ""  # the command that it is typed as a part of: run_stop is /run stop
    typed: ClassVar[bool] = True  # whether people can type it; others are for programs only
    ref: str | int | None = None


class OperatorCommand(Command, kw_only=True, frozen=True):
    """A command for the operator's own socket only: no other door understands it. Marks on the fields
    define how `chatctl` takes them (`arguments.ShellArg`); its docstring is the help."""
