"""Programs that post a sentence: Uptime Kuma, ntfy, Gotify, and any other object with words in it."""

import json
import re

from chatservice.wire.webhooks.values import Header, Post, first, lines, linked, objects, spaced, words

TITLES = ("title", "subject", "summary", "name", "alertname", "event")
TEXTS = (
    "text",
    "message",
    "msg",
    "content",
    "body",
    "description",
    "markdown",
    "details",
    "status",
    "reason",
)
URLS = ("url", "link", "click", "html_url", "web_url", "href")
JSON_LINES = 12  # of an object without a sentence
URGENT = {"4": "!", "5": "!!", "high": "!", "urgent": "!!", "max": "!!"}  # ntfy's and Gotify's priorities
_WORD = re.compile(r"\S*\w\S*\s+\S")


def fits(post: Post, header: Header) -> bool:
    return True


def tell(post: Post, header: Header) -> str:
    """Its title and its text; without either, the object itself, cut to a few lines."""
    title, text = first(post, *TITLES), first(post, *TEXTS)
    if not text and not (title and _says_something(post, title)):
        return as_json(post)
    if title and text and (title in text or text in title):
        title, text = "", max(title, text, key=len)
    links = [
        linked(first(action, "label", "name"), words(action.get("url")))
        for action in objects(post.get("actions"))
    ]
    url = first(post, *URLS)
    urgent = URGENT.get(words(post.get("priority")).lower(), "")
    return spaced(urgent, lines(title, text, "" if url in text else url, first(post, "attach"), *links))


def _says_something(post: Post, title: str) -> bool:
    """A name alone is no message, unless it is a sentence or all there is."""
    return len(post) == 1 or bool(_WORD.match(title)) or bool(first(post, "title", "subject", "summary"))


def as_json(value: object) -> str:
    whole = json.dumps(value, ensure_ascii=False, indent=2).splitlines()
    if len(whole) > JSON_LINES:
        whole = [*whole[:JSON_LINES], f"… ({len(whole) - JSON_LINES} more lines)"]
    return "\n".join(whole)
