"""What stands above the first line of a conversation: what it is, and what can be done next. Pure."""

from chatservice.client.model.conversation import Conversation
from chatservice.client.model.sanitize import harmless
from chatservice.client.words import _
from chatservice.model.names import LOBBY, fold


def introduction(conversation: Conversation) -> tuple[str, str]:
    """A title, and a text of one line."""
    name = harmless(conversation.title)
    if conversation.kind == "direct":
        words = _("Only the two of you see what is said here. Write the first line, or send a file with +.")
        if conversation.lines:
            words = _("Only the two of you see what is said here.")
        return name.removeprefix("@"), words
    if conversation.kind == "group":
        words = _("Only its members see this group. Add people with ⋯ at the top, set a topic, say hello.")
        return name, words
    if fold(conversation.name) == LOBBY:
        words = _("Everyone comes in here. Say hello, or find a room on the left; + makes a new one.")
        return f"#{name}", words
    words = _("Everyone on this server may come in. Set a topic, and tell others its name.")
    return f"#{name}", words
