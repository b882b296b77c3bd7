"""Microsoft Teams: message cards, and adaptive cards.

https://learn.microsoft.com/outlook/actionable-messages/message-card-reference
https://adaptivecards.io/explorer/
"""

from chatservice.wire.webhooks.colours import square
from chatservice.wire.webhooks.values import (
    Header,
    Post,
    first,
    inner,
    lines,
    linked,
    objects,
    pair,
    spaced,
    words,
)

DEPTH_MAX = 8  # containers in containers
ADAPTIVE = "adaptivecard"


def fits(post: Post, header: Header) -> bool:
    return _is_message_card(post) or bool(_cards(post))


def _is_message_card(post: Post) -> bool:
    return words(post.get("@type")).lower() == "messagecard" or ("sections" in post and "themeColor" in post)


def tell(post: Post, header: Header) -> str:
    if _is_message_card(post):
        return _message_card(post)
    return lines(first(post, "text"), *(_card(card) for card in _cards(post)))


def _cards(post: Post) -> list[Post]:
    """The adaptive cards of a message, which may be one itself."""
    if words(post.get("type")).lower() == ADAPTIVE:
        return [post]
    contents = [inner(part, "content") for part in objects(post.get("attachments"))]
    return [content for content in contents if words(content.get("type")).lower() == ADAPTIVE]


def _message_card(post: Post) -> str:
    title = first(post, "title") or ("" if post.get("text") else first(post, "summary"))
    parts = [title, first(post, "text"), *(_section(part) for part in objects(post.get("sections")))]
    links = [_action(action) for action in objects(post.get("potentialAction"))]
    return spaced(square(post.get("themeColor")), lines(*parts, *links))


def _section(section: Post) -> str:
    names = ("title", "activityTitle", "activitySubtitle", "activityText", "text")
    facts = [
        pair(words(fact.get("name")), words(fact.get("value"))) for fact in objects(section.get("facts"))
    ]
    return lines(*(words(section.get(name)) for name in names), *facts)


def _action(action: Post) -> str:
    targets = objects(action.get("targets"))
    return linked(
        first(action, "name", "title"), first(targets[0], "uri") if targets else first(action, "url")
    )


def _card(card: Post) -> str:
    links = [
        linked(first(action, "title"), words(action.get("url"))) for action in objects(card.get("actions"))
    ]
    return lines(*(_item(item) for item in objects(card.get("body"))), *links)


def _item(item: Post, depth: int = 0) -> str:
    """A text, facts, an image, or what is in a container."""
    parts = [first(item, "text"), linked(first(item, "altText"), words(item.get("url")))]
    parts += ["".join(words(part.get("text")) for part in objects(item.get("inlines")))]
    parts += [pair(words(fact.get("title")), words(fact.get("value"))) for fact in objects(item.get("facts"))]
    if depth < DEPTH_MAX:
        for name in ("items", "columns", "rows", "cells", "images"):
            parts += [_item(part, depth + 1) for part in objects(item.get(name))] if name in item else []
    parts += [
        linked(first(action, "title"), words(action.get("url"))) for action in objects(item.get("actions"))
    ]
    return lines(*parts)
