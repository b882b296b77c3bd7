"""Where an IRC client is: coming in, signing in, in the middle of a message of several lines."""

from dataclasses import dataclass, field
from enum import Enum, auto

from chatservice.wire.irc.message import IrcMessage


class IrcStage(Enum):
    NEW = auto()  # not registered yet
    COMING = auto()  # the login is under way
    IN = auto()
    OVER = auto()


@dataclass
class SaslState:
    mechanism: str = ""
    data: str = ""
    steps: int = 0  # of several, that are done


@dataclass
class OpenBatch:
    """The lines of one message, of which not all are there yet."""

    reference: str
    target: str
    opener: IrcMessage
    label: str
    command: str = "PRIVMSG"
    text: str = ""
    lines: int = 0
    refused: bool = False
    cuts: list[int] = field(default_factory=list)  # where a line was cut, in characters
