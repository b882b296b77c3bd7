"""Opens all doors: which there are, and the decoder of each."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from chatservice.net.doors import DoorFactory, Listener
from chatservice.settings.schema import Settings
from chatservice.settings.sources import doors as doors_of
from chatservice.wire.codec import Decoder
from chatservice.wire.legacy.exact import PipeDecoder, PromptDecoder
from chatservice.wire.line import LineDecoder

if TYPE_CHECKING:
    from chatservice.net.tls import Certificate


class LineDoor(NamedTuple):
    """A door for lines: where it is (None: it stays closed), how it decodes, and how to join there."""

    option: str
    where: str | None
    make: Callable[[Settings], Decoder]
    how: str
    certificate: "Certificate | None" = None


def open_doors(settings: Settings, reactor: Any) -> list[Listener]:
    """All doors, listening but not accepting yet. Raises StartError, with all closed again."""
    certificate = _certificate(settings)
    doors: list[Listener] = []
    try:
        for door in chain(
            _line_doors(settings, reactor, certificate),
            _irc_doors(settings, reactor, certificate),
            _http_doors(settings, reactor, certificate),
        ):
            doors += [door]  # at once: it has to be closed if a later one fails
    except BaseException:
        for open_door in doors:
            open_door.port.stopListening()
        raise
    return doors


def _certificate(settings: Settings) -> "Certificate | None":
    """That of the doors with TLS, if there are any. Raises StartError."""
    if settings.tls_port is None and settings.ircs_port is None and settings.https_port is None:
        return None
    from chatservice.net.tls import Certificate  # noqa: PLC0415 (loads OpenSSL)

    return Certificate.of(settings)


def _line_doors(settings: Settings, reactor: Any, certificate: "Certificate | None") -> Iterator[Listener]:
    for door in (
        LineDoor("--port", settings.port, line_door, "Join"),
        LineDoor("--tls-port", settings.tls_port, line_door, "Join over TLS", certificate),
        LineDoor(
            "--pipe-port", settings.pipe_port, pipe_door, "Join with a client of pipes (BROADCAST|text)"
        ),
        LineDoor(
            "--prompt-port", settings.prompt_port, prompt_door, "Join with a client that is prompted (ROOM)"
        ),
    ):
        if door.where is not None:
            factory = DoorFactory(partial(door.make, settings))
            yield Listener(
                door.option, door.where, settings.bind, factory, door.how, reactor, door.certificate
            )


def _irc_doors(settings: Settings, reactor: Any, certificate: "Certificate | None") -> Iterator[Listener]:
    if settings.irc_port is None and settings.ircs_port is None:
        return
    from chatservice.net.irc.door import open_irc_door  # noqa: PLC0415 (only servers with such a door load it)

    for option, where, pair in (
        ("--irc-port", settings.irc_port, None),
        ("--ircs-port", settings.ircs_port, certificate),
    ):
        if where is not None:
            yield open_irc_door(option, where, settings, reactor, pair)


def _http_doors(settings: Settings, reactor: Any, certificate: "Certificate | None") -> Iterator[Listener]:
    for option, several, pair in (
        ("--http-port", settings.http_port, None),
        ("--https-port", settings.https_port, certificate),
    ):
        for where in doors_of(several):
            yield http_assembly().open_door(option, where, settings, reactor, pair)


def http_assembly() -> ModuleType:
    """What opens HTTP doors. It is half of what a server loads, for those who have such a door."""
    from chatservice.net.http import assembly  # noqa: PLC0415

    return assembly


def line_door(settings: Settings) -> LineDecoder:
    return LineDecoder(
        max_line=settings.max_line,
        max_json=settings.max_json,
        disconnect_message=settings.disconnect_message,
    )


def pipe_door(settings: Settings) -> PipeDecoder:
    return PipeDecoder(max_line=settings.max_line)


def prompt_door(settings: Settings) -> PromptDecoder:
    return PromptDecoder(max_line=settings.max_line)
