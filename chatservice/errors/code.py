"""Programs."""

from chatservice.errors.base import Fault


class CodeOff(Fault, status=409):
    """No programs are run on this server."""

    reason: str


class NoSuchLanguage(Fault):
    """There is no such language; `known` are those there are."""

    name: str
    known: str


class LanguageMissing(Fault, status=409):
    """The language is not installed on this server."""

    title: str


class NoProgram(Fault, status=404):
    """There is no block of code there."""

    where: str


class AlreadyRunning(Fault, status=409):
    """They have a program that runs, or waits to."""

    run: int


class NoSuchRun(Fault, status=404):
    """No program was run there."""

    run: int
    room: str


class NotRunning(Fault, status=409):
    """That program has ended, or reads no input."""

    run: int
