"""The route table: which handler answers a method at a path.

A route is a row: method, path, handler. ``{name}`` in a path stands for one segment, which is
percent-decoded and passed on as text: never as a path, whatever it contains.
"""

from bisect import insort
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote_to_bytes

from chatservice.errors import Fault
from chatservice.net.http.engine.faults import BadRequest, MethodNotAllowed, NoSuchPage
from chatservice.net.http.engine.problems import problem
from chatservice.net.http.engine.responses import Response
from chatservice.settings.schema import Settings


class Sink(Protocol):
    """The destination of a body that is too large for memory."""

    def write(self, data: bytes) -> Awaitable[object] | None:
        """Take a piece. The result is awaited before the next is read. May raise Fault."""
        ...

    def abort(self) -> None:
        """The rest will not come: clean up."""
        ...


RouteHandler = Callable[[Any], Awaitable[Response | None]]
Opener = Callable[[Any], Awaitable[Sink]]


class Route(NamedTuple):
    """`handler` gets a Call when the body is whole; None from it says that it answers by itself.

    With a `sink` the body is poured, as it comes, into what it opens, at most `most` bytes
    (None: as the sink decides); without one it is kept in memory, at most the setting.
    `shape` says how a fault is told. `linked` pages may be linked to from other sites. At `any_host`
    it does not matter under which name the server is asked. `health` is told even if this machine
    is banned. `form` has the handler of a body that is a form with parts.
    """

    method: str
    path: str
    handler: RouteHandler
    shape: Callable[[Fault], Response] = problem
    sink: Opener | None = None
    most: Callable[[Settings], int | None] | None = None
    linked: bool = False
    any_host: bool = False
    health: bool = False
    form: "Route | None" = None


class Match(NamedTuple):
    route: Route
    params: dict[str, str]


class Routes:
    """`add` all, then `find`."""

    def __init__(self, rows: Iterable[Route] = ()) -> None:
        self._fixed: dict[str, dict[str, Route]] = {}
        self._open: dict[int, list[tuple[list[str], dict[str, Route]]]] = {}
        self._any_host: list[Route] = []
        for row in rows:
            self.add(row)

    def add(self, row: Route) -> None:
        if row.any_host:
            self._any_host.append(row)
        if "{" not in row.path:
            self._fixed.setdefault(row.path, {})[row.method] = row
            return
        pattern = row.path.split("/")
        rows = self._open.setdefault(len(pattern), [])
        for known, methods in rows:
            if known == pattern:
                methods[row.method] = row
                return
        insort(rows, (pattern, {row.method: row}), key=_placeholders)  # the most literal first

    def __iter__(self) -> Iterator[Route]:
        for methods in self._fixed.values():
            yield from methods.values()
        for rows in self._open.values():
            for _, methods in rows:
                yield from methods.values()

    def is_health(self, path: bytes) -> bool:
        route = self._fixed.get(path.decode("latin-1"), {}).get("GET")
        return route is not None and route.health

    def is_any_host(self, path: bytes) -> bool:
        return any(_fits(route.path, path.decode("latin-1")) for route in self._any_host)

    def find(self, method: str, path: bytes) -> Match:
        """Raises NoSuchPage, MethodNotAllowed (for OPTIONS too), BadRequest."""
        verb = "GET" if method == "HEAD" else method
        text = path.decode("latin-1")
        fixed = self._fixed.get(text, {})
        if verb in fixed:
            return Match(fixed[verb], {})
        segments = text.split("/")
        known = set(fixed)
        for pattern, methods in self._open.get(len(segments), ()):
            if all(a == b or (a[:1] == "{" and b) for a, b in zip(pattern, segments, strict=True)):
                if verb in methods:
                    pairs = zip(pattern, segments, strict=True)
                    return Match(methods[verb], {a[1:-1]: _decoded(b) for a, b in pairs if a[:1] == "{"})
                known.update(methods)
        if not known:
            raise NoSuchPage
        raise MethodNotAllowed(method, ", ".join(allowed(known)))

    def shape(self, path: bytes) -> Callable[[Fault], Response]:
        """The shape of faults at `path`, for any method."""
        text = path.decode("latin-1")
        for route in self:
            if _fits(route.path, text):
                return route.shape
        return problem


def _placeholders(row: tuple[list[str], dict[str, Route]]) -> int:
    return sum(part[:1] == "{" for part in row[0])


def allowed(methods: Iterable[str]) -> list[str]:
    names = set(methods) | {"OPTIONS"}
    if "GET" in names:
        names.add("HEAD")
    return sorted(names)


def _fits(pattern: str, path: str) -> bool:
    parts, segments = pattern.split("/"), path.split("/")
    return len(parts) == len(segments) and all(
        part == segment or part[:1] == "{" for part, segment in zip(parts, segments, strict=True)
    )


def _decoded(segment: str) -> str:
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        raise BadRequest("the path is not UTF-8") from None
