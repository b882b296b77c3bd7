"""For those who run it: whether it is ready, and its figures."""

import hmac

import msgspec

from chatservice.errors import Fault, LoginNeeded, NotStored
from chatservice.net import metrics
from chatservice.net.http import answers, guards
from chatservice.net.http.answers import Answer
from chatservice.net.http.call import Call
from chatservice.net.http.problems import problem_of


async def healthz(call: Call) -> Answer:
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
    return answers.json({"status": "ok"})


def _not_ready(fault: Fault) -> Answer:
    """503 whatever its status is elsewhere: that is what those who balance load look for."""
    told = msgspec.structs.replace(problem_of(fault), status=503)
    return answers.json(told, 503, kind=answers.PROBLEM)


async def figures(call: Call) -> Answer:
    """For Prometheus on this machine, or with the token of the setting. Raises LoginNeeded."""
    if not (_has_token(call) or _is_local(call)):
        raise LoginNeeded
    await call.site.metrics.look()
    return Answer(body=call.site.metrics.page(), kind=metrics.KIND)


def _has_token(call: Call) -> bool:
    token = call.site.settings.metrics_token
    given = call.header(b"authorization").encode()
    return bool(token) and hmac.compare_digest(given, f"Bearer {token}".encode())


def _is_local(call: Call) -> bool:
    """Asked by somebody on this machine, and not for somebody elsewhere."""
    request = call.request
    if any(request.getHeader(name) is not None for name in guards.PROXY_HEADERS):
        return False
    host = getattr(request.getClientAddress(), "host", None)
    return isinstance(host, str) and guards.is_loopback(host)
