"""``POST /hooks/TOKEN``: what is posted is said in the room that the webhook is for."""

from chatservice.core.commands import webhooks
from chatservice.net.http.api.login import address_of
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.context import RequestContext
from chatservice.net.http.engine.faults import NoSuchPage
from chatservice.net.http.engine.responses import Response
from chatservice.wire import slack


async def posted(call: RequestContext) -> Response:
    """``ok`` once it is on disk, as senders of Slack's format expect.

    A `key` in the query makes a repetition harmless; a `topic` there is the message's. An unknown or
    revoked address is an unknown page, which reveals nothing. Raises NoSuchPage, and the faults of a line.
    """
    chat, token = call.site.chat, call.params["token"]
    chat.limits.look_up(address_of(call))
    hook = await chat.storage.bots.hooked(token)
    if hook is None:
        raise NoSuchPage
    kind = call.header(b"content-type").partition(";")[0].strip().lower()
    text = slack.text_of(call.body, kind)
    key, topic = call.query.get("key", ""), call.query.get("topic", "")
    await webhooks.post(chat, hook, token, text, key, address_of(call), topic)
    return responses.text("ok")
