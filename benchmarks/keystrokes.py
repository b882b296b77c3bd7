"""Many keystrokes in one code document: what they take on disk, and how long the document takes to open.

Each is an edit of its own with a key, as the desktop client sends them.
"""

import secrets
import time

from benchmarks.generator import LoadError
from benchmarks.history import Asker
from benchmarks.subjects import Server

UNDER_WAY = 50
LINE = "total = total + step(value)\n"
TITLE = "typed"


def type_many(server: Server, count: int) -> float:
    """A document with that many keystrokes, one after another; the seconds that it takes."""
    with Asker(server.port) as typist:
        typist.ask("welcome", cmd="login", name="typist")
        typist.ask("joined", cmd="join", room="lobby")
        _, made = typist.ask("document_is", cmd="code_new", language="text", title=TITLE)
        doc, began = made["document"]["doc"], time.perf_counter()
        for first in range(0, count, UNDER_WAY):
            for number in range(first, min(count, first + UNDER_WAY)):
                # Each starts from the version that is known; the server maps it over those before it.
                change = [first, first, LINE[number % len(LINE)]]
                key = secrets.token_urlsafe(8)
                typist.send(cmd="code_edit", doc=doc, base=first, changes=[change], key=key)
            typist.until("edit_saved", version=min(count, first + UNDER_WAY))
        return time.perf_counter() - began


def open_it(server: Server, count: int) -> float:
    """Milliseconds until the text is there, in a server that has not read it before."""
    with Asker(server.port) as reader:
        reader.ask("welcome", cmd="login", name="reader")
        reader.ask("joined", cmd="join", room="lobby")
        took, opened = reader.ask("document_is", cmd="code_join", doc=TITLE)
        if opened["version"] != count or len(opened["text"]) != count:
            raise LoadError(f"of {count} keystrokes the text has {len(opened['text'])}")
        return took
