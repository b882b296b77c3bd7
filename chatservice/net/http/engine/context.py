"""The argument of a handler: the request as the chat sees it."""

from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec

from chatservice.errors import BadCommand, BadJson
from chatservice.net.http.engine.faults import BadRequest
from chatservice.net.http.engine.request import Request
from chatservice.net.http.engine.routes import Match, Route
from chatservice.net.http.engine.site_context import SiteContext

T = TypeVar("T")

FIELDS_MAX = 100  # in a query


class RequestContext:
    def __init__(self, request: Request, match: Match) -> None:
        self.request = request
        self.route: Route = match.route
        self.params = match.params
        self._query: dict[str, str] | None = None

    @property
    def site(self) -> SiteContext:
        return self.request.site

    @property
    def query(self) -> dict[str, str]:
        """The fields after the ``?``; of a repeated one the last counts."""
        if self._query is None:
            raw = self.request.uri.partition(b"?")[2].decode("latin-1")
            try:
                pairs = parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX)
            except (ValueError, UnicodeError):
                raise BadRequest("the query cannot be read") from None
            self._query = dict(pairs)
        return self._query

    def header(self, name: bytes) -> str:
        """The last header of that name; empty if there is none."""
        value = self.request.getHeader(name)
        return value.decode("utf-8", "replace") if value is not None else ""

    @property
    def body(self) -> bytes:
        return bytes(self.request.body)

    def json(self, kind: type[T]) -> T:
        """The body as `kind`. Raises BadJson or BadCommand."""
        return decoded(self.body, kind)

    def accepts(self, *kinds: str) -> str:
        """The one of `kinds` that ``Accept`` prefers; the first if it does not say."""
        asked = self.header(b"accept")
        best, most = kinds[0], 0.0
        for part in asked.split(","):
            name, _, rest = part.strip().partition(";")
            weight = _weight(rest)
            for kind in kinds:
                if name.strip().lower() == kind and weight > most:
                    best, most = kind, weight
        return best


def decoded(data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise BadCommand(str(error).replace("`", "'")) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadJson(str(error)[:200]) from None


def _weight(rest: str) -> float:
    for parameter in rest.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
