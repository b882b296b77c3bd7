"""For those who run it: whether it is ready, and its figures."""

import hmac

import msgspec

from chatservice.errors import Fault, NotStored
from chatservice.net import metrics
from chatservice.net.http.engine import guards, responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import LoginNeeded
from chatservice.net.http.engine.problems import problem_of
from chatservice.net.http.engine.responses import Response


async def healthz(call: RequestContext) -> Response:
    """Ready, or 503: what is said cannot be stored. (A server that stops says 503 to everyone.)"""
    log = call.site.chat.log
    if log.trouble:
        # Nobody may be saying anything, least of all when nobody is sent here any more.
        try:
            await log.try_write()
        except NotStored as fault:
            return _not_ready(fault)
        if log.trouble:  # of another kind: the disk is almost full, say
            return _not_ready(NotStored(log.trouble))
    return responses.json({"status": "ok"})


def _not_ready(fault: Fault) -> Response:
    """503 whatever its status is elsewhere: that is what those who balance load look for."""
    told = msgspec.structs.replace(problem_of(fault), status=503)
    return responses.json(told, 503, kind=responses.PROBLEM)


async def figures(call: RequestContext) -> Response:
    """For Prometheus on this machine, or with the token of the setting. Raises LoginNeeded."""
    if not (_has_token(call) or _is_local(call)):
        raise LoginNeeded
    await call.site.metrics.look()
    return Response(body=call.site.metrics.page(), kind=metrics.KIND)


def _has_token(call: RequestContext) -> bool:
    token = call.site.settings.metrics_token
    given = call.header(b"authorization").encode()
    return bool(token) and hmac.compare_digest(given, f"Bearer {token}".encode())


def _is_local(call: RequestContext) -> bool:
    """Asked by somebody on this machine, and not for somebody elsewhere."""
    request = call.request
    if any(request.getHeader(name) is not None for name in guards.PROXY_HEADERS):
        return False
    host = getattr(request.getClientAddress(), "host", None)
    return isinstance(host, str) and guards.is_loopback(host)
