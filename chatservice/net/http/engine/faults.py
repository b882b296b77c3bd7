"""What can be wrong with a request, and what is said about it."""

from chatservice.errors import Fault
from chatservice.wire.fault_text import SENTENCES


class BadRequest(Fault):
    """The request cannot be understood."""

    reason: str


class NoSuchPage(Fault, status=404):
    """There is nothing at that address."""


class MethodNotAllowed(Fault, status=405):
    """What is at that address does not take this method. `allowed` lists those it takes."""

    method: str
    allowed: str


class UpgradeNeeded(Fault, status=426):
    """What is at that address speaks WebSocket, version 13."""


class BodyTooLarge(Fault, status=413):
    """The body of a request is over its cap. `limit` is in bytes."""

    limit: int


class HeadTooLarge(Fault, status=431):
    """The head of a request is longer than `limit` bytes, or has more than `lines` lines."""

    limit: int
    lines: int


class UnsupportedEncoding(Fault, status=415):
    """The body of a request is encoded in a way that is not decoded here, such as gzip."""

    encoding: str


class UnsupportedVersion(Fault, status=505):
    """The request is of a version of HTTP that is not spoken here."""


class RequestTooSlow(Fault, status=408):
    """The request did not come whole in its time."""


class ForeignHost(Fault, status=421):
    """The server was asked for under a name that it does not go by."""

    host: str


class ForeignOrigin(Fault, status=403):
    """A page of another site asked, and may not. `advice` is how the operator could allow it."""

    origin: str
    advice: str = ""


class LoginNeeded(Fault, status=401):
    """Who asks has to be shown by a token."""


SENTENCES.update(
    {
        BadRequest: "The request cannot be understood: {reason}.",
        NoSuchPage: "There is nothing at this address. /api/v1/docs shows what there is.",
        MethodNotAllowed: "{method} is not for this address, which takes {allowed}.",
        UpgradeNeeded: "This address speaks WebSocket, version 13. Connect with a client for that.",
        BodyTooLarge: "The body is too large: {limit} bytes are allowed.",
        HeadTooLarge: "The head of the request is too large: {limit} bytes and {lines} lines are allowed.",
        RequestTooSlow: "The request took too long to come.",
        ForeignHost: "This server does not go by the name {host}. If it should: --http-hosts {host}",
        UnsupportedEncoding: "The body is encoded as {encoding}. Send it as it is.",
        UnsupportedVersion: "HTTP/1.1 is spoken here, and HTTP/1.0.",
        ForeignOrigin: "Pages of {origin} may not ask here.{advice}",
        LoginNeeded: "Show who you are: curl -u NAME:PASSWORD, or a token from POST /api/v1/login in "
        "Authorization: Bearer TOKEN.",
    }
)
