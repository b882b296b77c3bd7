"""Microsoft Teams: message cards, and adaptive cards.

https://learn.microsoft.com/outlook/actionable-messages/message-card-reference
https://adaptivecards.io/explorer/
"""

import re

from chatservice.wire.webhooks.colours import square
from chatservice.wire.webhooks.values import (
    PARTS_MAX,
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
_DATE = re.compile(r"\{\{(DATE|TIME)\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d))[^)]{0,20}\)\}\}")


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
    parts = [title, first(post, "text"), *(_section(part, title) for part in objects(post.get("sections")))]
    links = [_action(action) for action in objects(post.get("potentialAction"))]
    return spaced(square(post.get("themeColor")), lines(*parts, *links))


def _section(section: Post, title: str) -> str:
    """`title` is that of the card, which often says the same."""
    names = ("title", "activityTitle", "activitySubtitle", "activityText", "text")
    facts = [
        pair(words(fact.get("name")), words(fact.get("value"))) for fact in objects(section.get("facts"))
    ]
    texts = [words(section.get(name)) for name in names]
    return lines(*(text for text in texts if text != title), *facts)


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


def _piece(part: object) -> str:
    """A piece of a text, with its blanks."""
    text = part.get("text") if isinstance(part, dict) else part
    return text if isinstance(text, str) else ""


def _list(value: object) -> list[object]:
    return value[:PARTS_MAX] if isinstance(value, list) else []


def _date(match: re.Match[str]) -> str:
    """``{{DATE(2017-02-14T06:08:39Z,SHORT)}}`` is 2017-02-14, ``{{TIME(...)}}`` 06:08 UTC."""
    day, time, zone = match[2][:10], match[2][11:16], match[2][19:]
    return day if match[1] == "DATE" else spaced(time, "UTC" if zone == "Z" else zone)


def _item(item: Post, depth: int = 0) -> str:
    """A text, facts, an image, or what is in a container."""
    parts = [_DATE.sub(_date, first(item, "text")), linked(first(item, "altText"), words(item.get("url")))]
    parts += ["".join(_piece(part) for part in _list(item.get("inlines")))]
    parts += [pair(words(fact.get("title")), words(fact.get("value"))) for fact in objects(item.get("facts"))]
    if depth < DEPTH_MAX:
        for name in ("items", "columns", "rows", "cells", "images"):
            parts += [_item(part, depth + 1) for part in objects(item.get(name))] if name in item else []
    parts += [
        linked(first(action, "title"), words(action.get("url"))) for action in objects(item.get("actions"))
    ]
    return lines(*parts)
