"""``POST /hooks/TOKEN``: what is posted is said in the room that the webhook is for."""

import hashlib
import hmac

from chatservice.core.commands import webhooks
from chatservice.errors import BadSignature
from chatservice.model.shortening import shortened
from chatservice.model.values import HookRow
from chatservice.net.http.api.login import address_of
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import NoSuchPage
from chatservice.net.http.engine.responses import Response
from chatservice.wire.webhooks import bodies

# How senders name one delivery, so that a repetition of it is said once.
DELIVERIES = (
    b"x-github-delivery",
    b"x-gitea-delivery",
    b"x-gitlab-event-uuid",
    b"request-id",  # Sentry
    b"webhook-id",
)


SHAPES = ("slack", "github")  # what is written behind the address of a webhook like Discord's


async def posted_in_shape(call: RequestContext) -> Response:
    """At ``/hooks/TOKEN/slack``: shapes are recognised anyway. Raises as `posted`."""
    if call.params["shape"] not in SHAPES:
        raise NoSuchPage
    return await posted(call)


async def posted(call: RequestContext) -> Response:
    """``ok`` once it is on disk, as senders of Slack's format expect.

    A `key` in the query, or the sender's own name of the delivery, makes a repetition harmless; a
    `topic` there is the message's. An unknown or revoked address is an unknown page, which reveals
    nothing. Raises NoSuchPage, BadSignature, and the faults of a line.
    """
    chat, token = call.site.chat, call.params["token"]
    chat.limits.look_up(address_of(call))
    hook = await chat.storage.bots.hooked(token)
    if hook is None:
        raise NoSuchPage
    _check_signature(call, hook)
    text = bodies.text_of(call.body, call.header(b"content-type"), lambda name: call.header(name.encode()))
    text, topic = shortened(text, chat.settings.max_line), call.query.get("topic", "")
    await webhooks.post(chat, hook, token, text, _key(call, text), address_of(call), topic)
    return responses.text("ok")


def _key(call: RequestContext, text: str) -> str:
    """A key that is too long is shortened: senders cannot know our cap. The name of a delivery counts
    together with its text, so that another text under the same name is said, too."""
    key = call.query.get("key", "") or call.header(b"idempotency-key")
    delivery = next((name for header in DELIVERIES if (name := call.header(header))), "")
    if not key and not delivery:
        return ""
    most = call.site.settings.max_key
    if key and len(key) <= most:
        return key
    return hashlib.sha256((key or f"{delivery} {text}").encode("utf-8", "replace")).hexdigest()[:most]


def _check_signature(call: RequestContext, hook: HookRow) -> None:
    """A webhook with a secret takes what is signed with it (GitHub, Gitea), or sent with it (GitLab,
    Grafana and others that can set a header). Raises BadSignature."""
    if not hook.secret:
        return
    digest = hmac.new(hook.secret.encode(), call.body, hashlib.sha256).hexdigest()
    shown = (
        (b"x-hub-signature-256", f"sha256={digest}"),
        (b"x-gitea-signature", digest),
        (b"x-gitlab-token", hook.secret),
        (b"authorization", f"Bearer {hook.secret}"),
    )
    if not any(hmac.compare_digest(call.header(name).encode(), right.encode()) for name, right in shown):
        raise BadSignature
