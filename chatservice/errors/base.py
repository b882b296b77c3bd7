"""The base of all faults."""

import dataclasses
import re
from dataclasses import field
from typing import ClassVar, dataclass_transform

LETTER = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass_transform(eq_default=False)
class Fault(Exception):
    """A command or request that cannot be carried out.

    Each class is a dataclass: its fields are the facts. `code` is the class's name in snake case,
    unless another is given; `status` is that of the HTTP response (RFC 9110, 15). `ref` is that of
    the command it answers, if it could be read. `final`: the connection ends after it.
    """

    code: ClassVar[str] = "fault"
    status: ClassVar[int] = 400
    ref: str | int | None = field(default=None, init=False, repr=False)
    final: bool = field(default=False, init=False, repr=False)

    def __init_subclass__(cls, code: str = "", status: int = 400, final: bool = False) -> None:
        cls.code = code or LETTER.sub("_", cls.__name__).lower()
        cls.status = status
        cls.final = final
        dataclasses.dataclass(eq=False)(cls)


dataclasses.dataclass(eq=False)(Fault)


class OperatorFault(Fault):
    """A fault of the operator's commands only: the pages for clients do not list it."""


class StartError(Exception):
    """The server cannot start. The text is one line that says what to do."""
