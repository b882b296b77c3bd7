"""What other programs post at a webhook, as one text.

Plain text is taken as it is. An object is read as Slack's incoming webhooks have it, which
many programs can send: `text`, a `username` that is shown in front (the line stays the
bot's, so nobody can post as somebody else), and of attachments and blocks what can be said
in words. Icons, colours and buttons are left out. A form's field ``payload`` may hold the object,
as Slack's first webhooks had it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

import msgspec

from chatservice.errors import BadJson

USERNAME_MAX = 80  # characters
PARTS_MAX = 50  # attachments, blocks, fields of one

JSON, FORM = "application/json", "application/x-www-form-urlencoded"

_LINK = re.compile(r"<([^<>|\s]+)(?:\|([^<>]*))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # the last one last


class SlackField(msgspec.Struct):
    title: str | None = None
    value: str | int | float | bool | None = None


class Attachment(msgspec.Struct):
    pretext: str | None = None
    author_name: str | None = None
    title: str | None = None
    title_link: str | None = None
    text: str | None = None
    fields: list[SlackField] | None = None
    footer: str | None = None
    fallback: str | None = None
    blocks: list[dict[str, Any]] | None = None


class Post(msgspec.Struct):
    text: str | None = None
    username: str | None = None
    attachments: list[Attachment] | None = None
    blocks: list[dict[str, Any]] | None = None


_decode = msgspec.json.Decoder(Post).decode


def text_of(body: bytes, kind: str) -> str:
    """What `body` says; `kind` is its media type, which many senders do not get right.

    Empty when there is nothing in words. Raises BadJson.
    """
    if kind == FORM and body.startswith(b"payload="):
        payload = parse_qs(body.decode("utf-8", "replace"), max_num_fields=PARTS_MAX).get("payload", [""])[0]
        return _post(payload.encode())
    if kind == JSON:
        return _post(body)
    if body.lstrip().startswith(b"{"):
        try:
            return _post(body)
        except BadJson:
            pass  # a text that happens to begin so
    return body.decode("utf-8", "replace").strip()


def _post(body: bytes) -> str:
    try:
        post = _decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadJson(str(error)[:200].replace("`", "'")) from None
    said = [_plain(post.text)] if post.text else []
    # With both, Slack takes the text for a summary of the blocks.
    said += [] if said else _blocks(post.blocks)
    for attachment in (post.attachments or [])[:PARTS_MAX]:
        said += _attachment(attachment)
    text = "\n".join(part for part in said if part.strip())
    name = " ".join((post.username or "").split())[:USERNAME_MAX]
    return f"({name}) {text}" if name and text else text


def _attachment(attachment: Attachment) -> Iterator[str]:
    title = attachment.title or ""
    if attachment.title_link:
        title = f"{title} ({attachment.title_link})" if title else attachment.title_link
    parts = [attachment.pretext, attachment.author_name, title, attachment.text]
    parts += [_field(field) for field in (attachment.fields or [])[:PARTS_MAX]]
    said = [_plain(part) for part in [*parts, attachment.footer] if part]
    said += _blocks(attachment.blocks)
    if not said and attachment.fallback:
        said = [_plain(attachment.fallback)]
    yield from said


def _field(field: SlackField) -> str:
    value = "" if field.value is None else str(field.value)
    return f"{field.title}: {value}" if field.title else value


def _blocks(blocks: Iterable[dict[str, Any]] | None) -> list[str]:
    """The words of headers, sections and contexts."""
    said = []
    for block in list(blocks or ())[:PARTS_MAX]:
        parts = [block.get("text"), *_list(block.get("fields")), *_list(block.get("elements"))]
        words = [part.get("text") if isinstance(part, dict) else part for part in parts[:PARTS_MAX]]
        said += [_plain(word) for word in words if isinstance(word, str)]
    return said


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _plain(text: str) -> str:
    """Slack's links and mentions as one would write them, its three entities as what they are."""
    text = _LINK.sub(_link, text)
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text


def _link(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target[0] in "@#!":
        return label or ("@" if target[0] == "!" else target[0]) + target[1:].partition("^")[0]
    return f"{label} ({target})" if label and label != target else target
