"""The copies of a code document that was handed out, as one archive:

    curl -O http://127.0.0.1:8080/r/lobby/code/hello/class.zip

Each copy is a file called after its owner; ``results.csv`` says who has written and run what.
"""

import csv
import io
import re
import zipfile

from chatservice.model.code_documents import file_name
from chatservice.model.commands import CodeClass, CodeShow
from chatservice.model.events import ClassIs, CopyInfo, DocumentText
from chatservice.net.http.api.login import authenticate
from chatservice.net.http.curl.entering import joined_room
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.problems import in_words
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route

FAST = 1  # a large copy is compressed in a few milliseconds
_ODD = re.compile(r"[^\w-]+")


async def collect(call: RequestContext) -> Response:
    visitor = await authenticate(call)
    await visitor.ask(CodeShow(doc=call.params["doc"], room=call.params["room"]))  # is it there?
    room = await joined_room(visitor, call.params["room"])
    found = await visitor.ask(CodeClass(doc=call.params["doc"], room=room.rid))
    if not isinstance(found, ClassIs):
        raise AssertionError("a class is answered with its copies")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as archive:
        for copy in found.copies:
            shown = await visitor.ask(CodeShow(doc=copy.doc))
            if isinstance(shown, DocumentText):
                archive.writestr(_file_name(copy, found.document.language), shown.text)
        archive.writestr("results.csv", _table(found.copies))
    name = _plain(found.document.title).encode("ascii", "replace").replace(b"?", b"_")
    headers = ((b"Content-Disposition", b'attachment; filename="%b.zip"' % name),)
    return Response(200, data.getvalue(), b"application/zip", headers)


def _file_name(copy: CopyInfo, language: str) -> str:
    """Never a path: names are people's."""
    return file_name(f"{_plain(copy.who)}-{copy.doc}", language)


def _plain(name: str) -> str:
    return _ODD.sub("_", name)


def _table(copies: list[CopyInfo]) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["name", "document", "edits", "runs", "last run", "status", "seconds", "output"])
    for copy in copies:
        last = copy.last
        ran = [last.verdict.value, last.status, last.seconds, last.head] if last is not None else [""] * 4
        rows.writerow([_cell(value) for value in (copy.who, copy.title, copy.edits, copy.runs, *ran)])
    return text.getvalue()


def _cell(value: object) -> object:
    """A spreadsheet takes what begins like a formula for one."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


ROUTES = [Route("GET", "/r/{room}/code/{doc}/class.zip", collect, in_words, linked=True)]
