"""What the function of a command returns."""

from collections.abc import Callable, Coroutine
from enum import Enum, auto
from typing import Any, Final

from chatservice.errors import Fault
from chatservice.model.events import Event


class Later(Enum):
    """What a command returns whose answer comes when the session has gone on to others."""

    LATER = auto()


LATER: Final = Later.LATER
Work = Coroutine[Any, Any, Event | Later | None]
HandlerResult = Work | Event | Later | None
OnAnswer = Callable[[Event | Fault | None], None]
