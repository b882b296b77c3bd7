"""The dictionaries of the system (`enchant`: hunspell, aspell and others), asked in a thread of their own.

`enchant` may not be used by two threads at once, and to think of suggestions takes it up to half a second: so
one thread does all of that, one thing after another. Without `pyenchant`, or the library that it needs, there
are no dictionaries.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThreadPool
from twisted.python.threadpool import ThreadPool

from chatservice.client.model.spelling import language_of

OFF = "off"  # in place of a language
SUGGESTIONS_MAX = 6
ASKED_MAX = 500  # words at a time


class Dictionary(Protocol):
    """One of `enchant`."""

    def check(self, word: str) -> bool: ...
    def suggest(self, word: str) -> list[str]: ...
    def add(self, word: str) -> None:
        """To the user's own words, for all programs."""


class Library(Protocol):
    def list_languages(self) -> list[str]: ...
    def Dict(self, language: str) -> Dictionary: ...  # noqa: N802  # as in enchant


class SpellChecker:
    """`load` returns the library, or None; `run` calls a function in the thread, and returns the Deferred of
    its result."""

    def __init__(self, load: Callable[[], Library | None], run: Callable[..., "Deferred[Any]"]) -> None:
        self._load, self._run = load, run
        self._dictionary: Dictionary | None = None
        self.languages: list[str] = []

    def use(self, language: str, of_system: str) -> "Deferred[str]":
        """Use the dictionary for `language` from now on; empty: for the system's. The result is its name;
        empty if there is none, or for `OFF`."""

        def open_it() -> str:
            library = self._load()
            self.languages = sorted(library.list_languages()) if library is not None else []
            name = "" if language == OFF else language_of(language, of_system, self.languages)
            self._dictionary = library.Dict(name) if library is not None and name else None
            return name

        return self._run(open_it)

    def check(self, words: Sequence[str]) -> "Deferred[Mapping[str, bool]]":
        """Which of these words are right; of too many, the first ones."""

        def look_up() -> Mapping[str, bool]:
            dictionary = self._dictionary
            return {word: dictionary.check(word) for word in words[:ASKED_MAX]} if dictionary else {}

        return self._run(look_up)

    def suggest(self, word: str) -> "Deferred[list[str]]":
        """What may have been meant, the likeliest first."""
        return self._run(lambda: self._dictionary.suggest(word)[:SUGGESTIONS_MAX] if self._dictionary else [])

    def add(self, word: str) -> "Deferred[None]":
        """`word` is right from now on."""
        return self._run(lambda: self._dictionary.add(word) if self._dictionary else None)


def spell_checker(reactor: Any) -> SpellChecker:
    """That of this system. Its thread ends with the reactor."""
    pool = ThreadPool(0, 1, "spelling")
    pool.start()
    reactor.addSystemEventTrigger("during", "shutdown", pool.stop)
    return SpellChecker(_enchant, lambda *call: deferToThreadPool(reactor, pool, *call))


def _enchant() -> Library | None:
    try:
        import enchant  # noqa: PLC0415  # an extra, which takes a moment to load its library
    except ImportError:
        return None
    library: Library = enchant
    return library


def system_language() -> str:
    """As the system names it: ``de_DE.UTF-8``."""
    return next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "en"
    )
