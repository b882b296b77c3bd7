"""What the receiver of an outgoing webhook answers: an object of Slack's and Mattermost's shape.

Plain text answers a command; to a line it says nothing, as most receivers say ``ok`` to each.
"""

import json

from chatservice.model.outgoing import CalloutReply
from chatservice.wire.webhooks import slack

PUBLIC = "in_channel"


def reply_of(data: bytes, kind: str, is_command: bool) -> CalloutReply:
    text = data.decode("utf-8", "replace").strip()
    try:
        post = json.loads(text) if "json" in kind or text[:1] == "{" else None
    except (ValueError, RecursionError):
        post = None
    if not isinstance(post, dict):
        return CalloutReply(text if is_command and "html" not in kind else "")
    words = slack.tell(post, lambda _: "").encode("utf-8", "replace").decode()
    return CalloutReply(words, is_public=not is_command or post.get("response_type") == PUBLIC)
