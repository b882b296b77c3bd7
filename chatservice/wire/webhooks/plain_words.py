"""Programs that post a sentence: Uptime Kuma, ntfy, Gotify, and any other object with words in it."""

import re

from chatservice.wire.webhooks.facts import facts
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
URLS = (
    "url",
    "link",
    "click",
    "html_url",
    "web_url",
    "href",
    "subscribeurl",
    "build_url",
    "alert_url",
    "issueurl",
)
STATE_LONGEST = 20
STATES = ("status_message", "status", "state", "severity", "level", "result")
URGENT = {"4": "!", "5": "!!", "high": "!", "urgent": "!!", "max": "!!"}  # ntfy's and Gotify's priorities
_WORD = re.compile(r"\S*\w\S*\s+\S")


def fits(post: Post, header: Header) -> bool:
    return True


def tell(post: Post, header: Header) -> str:
    """Its title and its text; without either, its facts."""
    whole, post = post, {key.lower(): value for key, value in post.items()}
    title, text = _words_of(post, TITLES), _words_of(post, TEXTS)
    if not text and not (title and _says_something(post, title)):
        return facts(whole)
    if title and text and (title in text or text in title):
        title, text = "", max(title, text, key=len)
    links = [
        linked(first(action, "label", "name"), words(action.get("url")))
        for action in objects(post.get("actions"))
    ]
    url = first(post, *URLS)
    urgent = URGENT.get(words(post.get("priority")).lower(), "")
    start = spaced(urgent, _state(post, f"{title} {text}"))
    return spaced(start, lines(title, text, "" if url in text else url, first(post, "attach"), *links))


def _words_of(post: Post, names: tuple[str, ...]) -> str:
    """The first of these fields that says something; of an object its own text, or its facts."""
    for name in names:
        value = post.get(name)
        text = (
            first(value, *TEXTS, *TITLES) or facts(value)
            if isinstance(value, dict) and value
            else words(value)
        )
        if text and not (isinstance(value, dict) and name in TITLES):
            return text
    return ""


def _state(post: Post, told: str) -> str:
    """``[failed]``, if the text does not say it."""
    value = next((value for name in STATES if isinstance(value := post.get(name), str) and value), "")
    fits = len(value) <= STATE_LONGEST and "\n" not in value and value.lower() not in told.lower()
    return f"[{value}]" if value and fits else ""


def _says_something(post: Post, title: str) -> bool:
    """A name alone is no message, unless it is a sentence or all there is."""
    return len(post) == 1 or bool(_WORD.match(title)) or bool(first(post, "title", "subject", "summary"))
