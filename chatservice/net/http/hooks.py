"""``POST /hooks/TOKEN``: what is posted is said in the room that the webhook is for."""

from chatservice.errors import NoSuchPage
from chatservice.net.http import answers
from chatservice.net.http.answers import Answer
from chatservice.net.http.call import Call
from chatservice.net.http.login import address_of
from chatservice.wire import slack


async def posted(call: Call) -> Answer:
    """``ok`` once it is on disk, as the senders of Slack's shape want it.

    A `key` in the query makes sending again harmless. An address that is not one, or no
    more, is no page: nothing is told of it. Raises NoSuchPage, and whatever refuses a line.
    """
    bots, token = call.site.chat.bots, call.params["token"]
    call.site.chat.limits.look_up(address_of(call))
    hook = await bots.hooked(token)
    if hook is None:
        raise NoSuchPage
    kind = call.header(b"content-type").partition(";")[0].strip().lower()
    text = slack.text_of(call.body, kind)
    await bots.post(hook, token, text, call.query.get("key", ""), address_of(call))
    return answers.text("ok")
