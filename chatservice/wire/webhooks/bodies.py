"""The text of a webhook's body: an object of any known shape, a form, or plain text.

An object may be the whole body, whatever its type says, since many senders get that wrong; or the
field ``payload`` of a form. The fields of a form are an object, too, if one is called as a text
usually is; ``curl -d 'build ok'`` claims to be a form and is none.
"""

import io
import json
import re
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Any
from urllib.parse import parse_qsl

from multipart import MultipartError, MultipartParser, MultipartPart, parse_options_header

from chatservice.errors import BadJson
from chatservice.wire.webhooks import plain_words, shapes
from chatservice.wire.webhooks.values import Header, lines, objects, words

JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
BOM = b"\xef\xbb\xbf"
FIELDS_MAX = 100  # in a form
DIGITS_MAX = 400
_NAMES = {"payload", *plain_words.TITLES[:3], *plain_words.TEXTS}
_FORM = re.compile(rb"[\w.\[\]-]+=")


def text_of(body: bytes, kind: str, header: Header) -> str:
    """The text of `body`, whose media type is `kind`, with its parameters. Raises BadJson."""
    body = body.removeprefix(BOM)
    media = kind.partition(";")[0].strip().lower()
    fields = fields_of(body, kind)
    if fields is not None:
        return _of_fields(fields, header)
    if media == JSON or media.endswith("+json") or body.lstrip()[:1] == b"{":
        try:
            return _of_json(body, header)
        except BadJson:
            if media == JSON:
                raise
    return _titled(body.decode("utf-8", "replace").strip(), header)


def _titled(text: str, header: Header) -> str:
    """A plain text with the title, priority and link that ntfy's clients put into the head."""
    title = _heading(header("x-title") or header("title"))
    if not (title and text):
        return text
    about = {
        "priority": header("x-priority") or header("priority"),
        "click": header("x-click") or header("click"),
    }
    return plain_words.tell({"title": title, "message": text, **about}, header)


def _heading(value: str) -> str:
    """In UTF-8, or as RFC 2047 has it. Some of the encodings that may be named there know half characters."""
    with suppress(ValueError, LookupError):
        value = value.encode("latin-1").decode()
    with suppress(ValueError, LookupError, HeaderParseError):
        value = str(make_header(decode_header(value))).encode("utf-8", "replace").decode()
    return " ".join(value.split())


def fields_of(body: bytes, kind: str) -> dict[str, str] | None:
    """The fields of a form; None if `body` is none, or none that has a text."""
    media, options = parse_options_header(kind)
    if media.lower() == MULTIPART:
        return _multipart(body, str(options.get("boundary", "")))
    if media.lower() != FORM or not _FORM.match(body):
        return None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        return None
    fields = dict(pairs)
    return fields if _NAMES & fields.keys() else None


def _multipart(body: bytes, boundary: str) -> dict[str, str] | None:
    try:
        parser = MultipartParser(
            io.BytesIO(body),
            boundary,
            len(body),
            mem_limit=len(body) + 1,
            disk_limit=0,
            part_limit=FIELDS_MAX,
        )
        return {part.name: _told(part) for part in parser}
    except (MultipartError, ValueError):
        return None


def _told(part: MultipartPart) -> str:
    """Of a file only its name is told, unless it is the post itself."""
    return str(part.value if part.name == "payload" or not part.filename else part.filename)


def _of_fields(fields: dict[str, str], header: Header) -> str:
    payload = fields.get("payload")
    if payload is not None:
        return _of_json(payload.encode(), header)
    return shapes.tell(dict(fields), header)


def _of_json(body: bytes, header: Header) -> str:
    value = _decoded(body)
    try:
        text = _of_value(value, header)
    except RecursionError:
        text = ""
    text = text or body.decode("utf-8", "replace").strip()
    return text.encode("utf-8", "replace").decode()  # JSON can hold half a character


def _of_value(value: object, header: Header) -> str:
    """A list is of posts, or of words."""
    posts = objects(value)
    if posts:
        return lines(*(shapes.tell(post, header) for post in posts))
    return words(value)


def _decoded(body: bytes) -> Any:
    """Of a number that is too large for a number here, its digits."""
    try:
        return json.loads(body.decode(), parse_int=_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadJson(str(error)[:200].replace("`", "'")) from None


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) < DIGITS_MAX else digits


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")
