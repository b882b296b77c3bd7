"""For the operator and for machines: alive, ready, and metrics."""

import hmac

from chatservice.errors import Fault, NotStored
from chatservice.net.http.engine import guards, responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import LoginNeeded
from chatservice.net.http.engine.problems import document
from chatservice.net.http.engine.responses import Response

FIGURES = b"text/plain; version=0.0.4; charset=utf-8"  # Prometheus' text format


async def healthz(call: RequestContext) -> Response:
    """200 when ready, or 503 if lines cannot be stored. (A stopping server answers 503 to everyone.)"""
    log = call.site.chat.log
    if log.trouble:
        # There may be no lines that would show it, least of all when a balancer sends no clients.
        try:
            await log.try_write()
        except NotStored as fault:
            return _not_ready(fault)
        if log.trouble:  # another problem, such as an almost full disk
            return _not_ready(NotStored(log.trouble))
    return responses.json({"status": "ok"})


async def livez(call: RequestContext) -> Response:
    """200 as long as the process answers at all: a full disk is no reason to start it again."""
    return responses.json({"status": "ok"})


def _not_ready(fault: Fault) -> Response:
    """503 whatever its usual status: that is what load balancers look for."""
    told = {**document(fault), "status": 503}
    return responses.json(told, 503, kind=responses.PROBLEM)


async def figures(call: RequestContext) -> Response:
    """Metrics, for Prometheus on this machine or with the token of the setting. Raises LoginNeeded."""
    if not (_has_token(call) or _is_local(call)):
        raise LoginNeeded
    metrics = await call.site.metrics()
    await metrics.look()
    return Response(body=metrics.page(), kind=FIGURES)


def _has_token(call: RequestContext) -> bool:
    token = call.site.settings.metrics_token
    given = call.header(b"authorization").encode()
    return bool(token) and hmac.compare_digest(given, f"Bearer {token}".encode())


def _is_local(call: RequestContext) -> bool:
    """Whether the request is from this machine, and not forwarded for another."""
    request = call.request
    if any(request.getHeader(name) is not None for name in guards.PROXY_HEADERS):
        return False
    host = getattr(request.getClientAddress(), "host", None)
    return isinstance(host, str) and guards.is_loopback(host)
