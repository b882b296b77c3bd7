"""Programs."""

from chatservice.errors.base import Fault


class CodeOff(Fault, status=409):
    """This server does not run programs."""

    reason: str


class NoSuchLanguage(Fault):
    """There is no such language; `known` lists the languages."""

    name: str
    known: str


class LanguageMissing(Fault, status=409):
    """The language is not installed on this server."""

    title: str


class NoProgram(Fault, status=404):
    """There is no code block there."""

    where: str


class AlreadyRunning(Fault, status=409):
    """The sender has a program that is running or waiting, in the room `at`; empty: here."""

    run: int
    at: str = ""


class NoSuchRun(Fault, status=404):
    """No program with that number was run there."""

    run: int
    room: str


class NotRunning(Fault, status=409):
    """That program has ended, or reads no input."""

    run: int
