"""What chatctl prints: rows for people or for programs, and a progress bar on a terminal."""

import sys
from collections.abc import Iterable
from typing import TextIO

import msgspec

from chatservice.admin.rows import Printed, fields, head, lines

WIDTH = 30  # of the bar

_encode = msgspec.json.Encoder().encode


class Printer:
    """On a terminal or into a pipe."""

    def __init__(self, as_json: bool, out: TextIO, watched: TextIO) -> None:
        """The bar is drawn on `watched`, if that is a terminal."""
        self.notes: tuple[str, ...] = ()  # on the settings, for the doctor
        self._json = as_json
        self._out = out
        self._watched = watched if watched.isatty() and not as_json else None
        self._last: type[Printed] | None = None
        self._bar = ""

    def rows(self, items: Iterable[Printed]) -> None:
        self._clear()
        for item in items:
            if self._json:
                self._out.write(_encode(fields(item)).decode() + "\n")
                continue
            if head(item) and type(item) is not self._last:
                self._out.write(head(item) + "\n")
            self._last = type(item)
            for line in lines(item):
                self._out.write(line + "\n")
        self._out.flush()

    def pieces(self, pieces: Iterable[str]) -> None:
        """Print a file; without a bar, since a terminal has no place for both."""
        if self._out.isatty():
            self._watched = None
        for piece in pieces:
            self._out.write(piece)
        self._out.flush()

    def progress(self, done: int, total: int, what: str) -> None:
        if self._watched is None:
            return
        share = min(1.0, done / total) if total else 0.0
        filled = "#" * int(share * WIDTH)
        bar = f"[{filled:<{WIDTH}}] {share:4.0%} {what}" if total else f"{done:,} {what}"
        self._watched.write("\r" + bar.ljust(len(self._bar)))
        self._watched.flush()
        self._bar = bar

    def _clear(self) -> None:
        if self._watched is not None and self._bar:
            self._watched.write("\r" + " " * len(self._bar) + "\r")
            self._watched.flush()
            self._bar = ""

    def failed(self, code: str, text: str) -> None:
        self._clear()
        if self._json:
            self._out.write(_encode({"is": "failed", "code": code, "text": text}).decode() + "\n")
            self._out.flush()
        else:
            sys.stderr.write(f"chatctl: {' '.join(text.split())}\n")
