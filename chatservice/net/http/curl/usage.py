"""How much the server is used, as CSV for spreadsheets and scripts of admins; as JSON if that is accepted.

curl -u chief 'http://127.0.0.1:8080/usage?days=90'
"""

import csv
import io

import msgspec

from chatservice.model.commands import Administer, Usage
from chatservice.model.upkeep import UsageList, UsageRow
from chatservice.net.http.api.login import authenticate
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import BadRequest
from chatservice.net.http.engine.problems import in_words
from chatservice.net.http.engine.responses import Response
from chatservice.net.http.engine.routes import Route

CSV = b"text/csv; charset=utf-8"
DIGITS = 5  # of days


async def show(call: RequestContext) -> Response:
    word = call.query.get("days", "")
    if word and not (word.isascii() and word.isdecimal() and len(word) <= DIGITS):
        raise BadRequest("days is a number")
    visitor = await authenticate(call)
    usage = await visitor.ask(Administer(do=Usage(days=int(word)) if word else Usage()))
    if not isinstance(usage, UsageList):
        raise AssertionError("usage is answered with the days")
    if call.accepts("text/csv", "application/json") == "application/json":
        return responses.json(msgspec.structs.replace(usage, ref=None), 200, ((b"Vary", b"Accept"),))
    return Response(200, _table(usage.days).encode(), CSV, ((b"Vary", b"Accept"),))


def _table(days: list[UsageRow]) -> str:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(UsageRow.__struct_fields__)
    table.writerows(msgspec.structs.astuple(day) for day in days)
    return text.getvalue()


ROUTES = [Route("GET", "/usage", show, in_words)]
