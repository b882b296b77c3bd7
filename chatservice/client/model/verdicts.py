"""How a program ended, in the window's language."""

from collections.abc import Callable

from chatservice.client.model.sanitize import harmless
from chatservice.client.words import _
from chatservice.model.events import RunEnded
from chatservice.model.runs import REFUSED, Verdict, signal_name

MIB = 1024**2


def verdict(event: RunEnded) -> str:
    """A sentence without its subject."""
    return VERDICTS[event.verdict](event)


def _seconds(event: RunEnded) -> str:
    return f"{event.seconds:.0f}" if event.seconds >= 10 else f"{event.seconds:.2g}"


def _memory(event: RunEnded) -> str:
    if event.detail == "files":
        return _("Stopped: too many files.")
    if event.detail:
        return _("Stopped: too many sockets.")
    return _("Stopped: memory limit {size} MB.").format(size=round(event.limit / MIB))


def _stopped(event: RunEnded) -> str:
    if event.detail == REFUSED:
        words = _("Stopped: {name} may not run programs there any more.")
        return words.format(name=harmless(event.sender))
    words = _("Stopped by {name} after {seconds} s.") if event.by else _("Stopped after {seconds} s.")
    return words.format(name=harmless(event.by), seconds=_seconds(event))


VERDICTS: dict[Verdict, Callable[[RunEnded], str]] = {
    Verdict.OK: lambda e: _("Finished after {seconds} s.").format(seconds=_seconds(e)),
    Verdict.EXIT: lambda e: _("Exited with {status} after {seconds} s.").format(
        status=e.status, seconds=_seconds(e)
    ),
    Verdict.SIGNAL: lambda e: _("Crashed: {name} ({status}).").format(
        name=signal_name(e.status or 0), status=e.status
    ),
    Verdict.TIMEOUT: lambda e: _("Stopped after {seconds} s: it took too long.").format(seconds=_seconds(e)),
    Verdict.MEMORY: _memory,
    Verdict.OUTPUT_LIMIT: lambda e: _("Stopped: output limit {size} KB, the rest is cut.").format(
        size=round(e.limit / 1024)
    ),
    Verdict.COMPILE_ERROR: lambda e: _("Not run: it does not compile."),
    Verdict.COMPILE_TIMEOUT: lambda e: _("Not run: compiling took over {seconds} s.").format(
        seconds=_seconds(e)
    ),
    Verdict.STOPPED: _stopped,
    Verdict.FAILED: lambda e: _("Could not be run: the sandbox did not start."),
    Verdict.LOST: lambda e: _("Ended when the server stopped."),
}
