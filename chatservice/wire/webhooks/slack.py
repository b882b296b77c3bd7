"""Slack's incoming webhooks, which Mattermost's, Rocket.Chat's and many other programs' are like.

`text`, a `username` that is shown in front (the sender of the line is the bot, so nobody is
impersonated), attachments and blocks with their links, images and buttons. Icons are left out.
"""

import re
from collections.abc import Callable

from chatservice.wire.webhooks.colours import square
from chatservice.wire.webhooks.values import (
    PARTS_MAX,
    Header,
    Post,
    first,
    inner,
    left_out,
    lines,
    linked,
    objects,
    pair,
    spaced,
    words,
)

USERNAME_MAX = 80  # characters

# Only these are markup between < and >: code such as vector<int> is not.
_LINK = re.compile(
    r"<([@#!][^<>|]*|(?:https?|ftp|mailto|tel|ssh|git):[^<>|\s]*)(?:\|([^<>]*))?>", re.IGNORECASE
)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # ampersand last


def fits(post: Post, header: Header) -> bool:
    return "attachments" in post or "blocks" in post or "text" in post


def tell(post: Post, header: Header) -> str:
    text = plain(words(post.get("text")))
    # With both, Slack treats the text as a summary of the blocks.
    parts = [text] if text else blocks(post.get("blocks"))
    parts += [attachment(part) for part in objects(post.get("attachments"))]
    return named(words(post.get("username")), lines(*parts, left_out(post.get("attachments"))))


def named(username: str, text: str) -> str:
    """`text` with the name that the sender gives itself."""
    name = " ".join(username.split())[:USERNAME_MAX]
    return f"({name}) {text}" if name and text else text


def attachment(post: Post) -> str:
    title = linked(plain(first(post, "title")), words(post.get("title_link")))
    head = spaced(square(post.get("color")), title)
    parts = [
        plain(first(post, "pretext")),
        linked(first(post, "author_name"), words(post.get("author_link"))),
    ]
    parts += [head if title else "", plain(first(post, "text"))]
    parts += [
        plain(pair(words(field.get("title")), words(field.get("value"))))
        for field in objects(post.get("fields"))
    ]
    parts += blocks(post.get("blocks"))
    parts += [words(post.get("image_url")) or words(post.get("thumb_url"))]
    parts += [_element(action) for action in objects(post.get("actions"))]
    text = lines(*parts, plain(words(post.get("footer")))) or plain(words(post.get("fallback")))
    return text if title or not text else spaced(square(post.get("color")), text)


# Blocks.


def blocks(value: object) -> list[str]:
    return [
        text for block in objects(value) if (text := _BLOCKS.get(words(block.get("type")), _section)(block))
    ]


def _section(block: Post) -> str:
    """Headers, sections, contexts, actions, and what is like them."""
    parts = [block.get("text"), *_list(block.get("fields")), *_list(block.get("elements"))]
    return lines(*(_element(part) for part in [*parts, block.get("accessory")]))


def _element(part: object) -> str:
    """A text, a button or link with its address, or an image."""
    if not isinstance(part, dict):
        return plain(part) if isinstance(part, str) else ""
    text = part.get("text")
    label = plain(first(text, "text") if isinstance(text, dict) else words(text))
    if words(part.get("type")) == "image":
        return _image(part)
    return linked(label, words(part.get("url")))


def _image(block: Post) -> str:
    title = block.get("title")
    label = words(title.get("text")) if isinstance(title, dict) else words(title)
    return linked(label or words(block.get("alt_text")), words(block.get("image_url")))


def _rich(block: Post) -> str:
    """What Slack's own composer makes: lists, quotes and paragraphs of pieces."""
    return "\n".join(
        text for part in objects(block.get("elements")) if (text := _paragraph(part).strip("\n"))
    )


def _paragraph(part: Post) -> str:
    kind, pieces = words(part.get("type")), objects(part.get("elements"))
    if kind == "rich_text_list":
        return "\n".join(
            f"• {''.join(_piece(piece) for piece in objects(item.get('elements')))}" for item in pieces
        )
    text = "".join(_piece(piece) for piece in pieces)
    return "\n".join(f"> {line}" for line in text.splitlines()) if kind == "rich_text_quote" else text


def _piece(piece: Post) -> str:
    return _PIECES.get(words(piece.get("type")), _text_piece)(piece)


def _text_piece(piece: Post) -> str:
    text = piece.get("text")
    return text if isinstance(text, str) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _table(block: Post) -> str:
    """A line for each row."""
    rows = [row for row in _list(block.get("rows"))[:PARTS_MAX] if isinstance(row, list)]
    shown = [" | ".join(_cell(cell).replace("\n", " ") for cell in objects(row)) for row in rows]
    return lines(*shown, left_out(block.get("rows")))


def _cell(cell: Post) -> str:
    return _rich(cell) if words(cell.get("type")) == "rich_text" else first(cell, "text", "value")


_BLOCKS: dict[str, Callable[[Post], str]] = {
    "rich_text": _rich,
    "image": _image,
    "table": _table,
    "video": lambda block: linked(
        words(inner(block, "title").get("text")), first(block, "title_url", "video_url")
    ),
}
_PIECES: dict[str, Callable[[Post], str]] = {
    "link": lambda piece: linked(_text_piece(piece), words(piece.get("url"))),
    "user": lambda piece: f"@{words(piece.get('user_id'))}",
    "usergroup": lambda piece: f"@{words(piece.get('usergroup_id'))}",
    "channel": lambda piece: f"#{words(piece.get('channel_id'))}",
    "broadcast": lambda piece: f"@{words(piece.get('range'))}",
    "emoji": lambda piece: _emoji(words(piece.get("unicode"))) or f":{words(piece.get('name'))}:",
    "date": lambda piece: first(piece, "fallback", "timestamp"),
}


def _emoji(unicode: str) -> str:
    """The sign of code points such as ``1f469-200d-1f4bb``."""
    try:
        return "".join(chr(int(point, 16)) for point in unicode.split("-"))
    except (ValueError, OverflowError):
        return ""


# Markup.


def plain(text: str) -> str:
    """Slack's links, mentions and dates as people write them, and its three entities decoded."""
    text = _LINK.sub(_link, text)
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text


def _link(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target.lower().startswith("!date^"):
        return label or target[6:].partition("^")[2]
    if target[0] in "@#!":
        return label or ("@" if target[0] == "!" else target[0]) + target[1:].partition("^")[0]
    return linked(
        label or "", target.removeprefix("mailto:") if label == target.removeprefix("mailto:") else target
    )
