"""Reads JSON of any shape: what is not understood costs its own words, never the message."""

import json
from collections.abc import Callable
from typing import Any

Post = dict[str, Any]
Header = Callable[[str], str]  # the header of that name in lower case; empty if there is none

PARTS_MAX = 50  # attachments, alerts, fields, commits: of one list
_FLAT = (str, int, float)  # and bool, which is an int


def words(value: object) -> str:
    """`value` as people write it: the items of a list with commas, an object as JSON, null as nothing."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, _FLAT) for item in value):
        return ", ".join(words(item) for item in value[:PARTS_MAX])
    return json.dumps(value, ensure_ascii=False)


def first(post: Post, *names: str) -> str:
    """The words of the first of the fields `names` that has any."""
    return next((text for name in names if (text := words(post.get(name)))), "")


def inner(post: Post, *names: str) -> Post:
    """The object at that path, empty if there is none."""
    value: object = post
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objects(value: object) -> list[Post]:
    """The objects in a list, or a single one."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items[:PARTS_MAX] if isinstance(item, dict)]


def left_out(value: object) -> str:
    """How many items of a list `objects` leaves out, in words."""
    count = len(value) - PARTS_MAX if isinstance(value, list) else 0
    return f"… and {count} more" if count > 0 else ""


def lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part.strip())


def spaced(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def linked(label: str, url: str) -> str:
    """A link as people write it."""
    return f"{label} ({url})" if label and url and label != url else label or url


def pair(name: str, value: str) -> str:
    name = name.removesuffix(":") if value else name
    return f"{name}: {value}" if name and value else name or value
