"""Turns what other programs post to a webhook into one text.

Plain text is taken as it is. An object is read like Slack's incoming webhooks, which many
programs can send: `text`, a `username` that is shown in front (the sender of the line is the
bot, so nobody is impersonated), and the text of attachments and blocks. Icons, colours and
buttons are left out. A form's field ``payload`` may contain the object, as in Slack's first
webhooks.
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
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # ampersand last


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
    """The text of `body`; `kind` is its media type, which many senders get wrong.

    Empty when there is no text. Raises BadJson.
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
            pass  # text that begins like an object
    return body.decode("utf-8", "replace").strip()


def _post(body: bytes) -> str:
    try:
        post = _decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadJson(str(error)[:200].replace("`", "'")) from None
    parts = [_plain(post.text)] if post.text else []
    # With both, Slack treats the text as a summary of the blocks.
    parts += [] if parts else _blocks(post.blocks)
    for attachment in (post.attachments or [])[:PARTS_MAX]:
        parts += _attachment(attachment)
    text = "\n".join(part for part in parts if part.strip())
    name = " ".join((post.username or "").split())[:USERNAME_MAX]
    return f"({name}) {text}" if name and text else text


def _attachment(attachment: Attachment) -> Iterator[str]:
    title = attachment.title or ""
    if attachment.title_link:
        title = f"{title} ({attachment.title_link})" if title else attachment.title_link
    parts = [attachment.pretext, attachment.author_name, title, attachment.text]
    parts += [_field(field) for field in (attachment.fields or [])[:PARTS_MAX]]
    lines = [_plain(part) for part in [*parts, attachment.footer] if part]
    lines += _blocks(attachment.blocks)
    if not lines and attachment.fallback:
        lines = [_plain(attachment.fallback)]
    yield from lines


def _field(field: SlackField) -> str:
    value = "" if field.value is None else str(field.value)
    return f"{field.title}: {value}" if field.title else value


def _blocks(blocks: Iterable[dict[str, Any]] | None) -> list[str]:
    """The text of headers, sections and contexts."""
    texts = []
    for block in list(blocks or ())[:PARTS_MAX]:
        parts = [block.get("text"), *_list(block.get("fields")), *_list(block.get("elements"))]
        words = [part.get("text") if isinstance(part, dict) else part for part in parts[:PARTS_MAX]]
        texts += [_plain(word) for word in words if isinstance(word, str)]
    return texts


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _plain(text: str) -> str:
    """Slack's links and mentions as people write them, and its three entities decoded."""
    text = _LINK.sub(_link, text)
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text


def _link(match: re.Match[str]) -> str:
    target, label = match[1], match[2]
    if target[0] in "@#!":
        return label or ("@" if target[0] == "!" else target[0]) + target[1:].partition("^")[0]
    return f"{label} ({target})" if label and label != target else target
