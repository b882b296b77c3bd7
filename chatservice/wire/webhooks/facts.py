"""An object in which no field holds the message: its facts, a line each, those first that people read."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from chatservice.wire.webhooks.values import PARTS_MAX, words

FACTS_MAX = 12
LEAVES_MAX = 1_000  # looked at
DEPTH_MAX = 16
LONGEST = 500  # of one fact
_READ = re.compile(
    r"title|name|summary|subject|message|text|desc|status|state|action|event|type|severity|reason"
    r"|detail|branch|tag|user|url|link|href|value|number|body|comment|level|result"
)
# Numbers and signatures for programs; some of them are nobody's business.
_FOR_PROGRAMS = re.compile(
    r"(^|_)(?i:id|uuid|guid|token|signature|sha|hash|secret|key|password|etag)$|[a-z](ID|Id|Key|Token|Secret)$"
)


class PostFact(NamedTuple):
    path: str
    text: str
    for_people: bool


def facts(post: object) -> str:
    """At most `FACTS_MAX` of them, in the order of the object; without any, the object itself."""
    found = list(islice(_facts(post, "", 0), LEAVES_MAX))
    chosen = set(sorted(found, key=lambda fact: not fact.for_people)[:FACTS_MAX])
    told = [f"{fact.path}: {fact.text}" if fact.path else fact.text for fact in found if fact in chosen]
    more = len(found) - len(told)
    if not told:
        return as_json(post)
    return "\n".join([*told[:FACTS_MAX], *([f"… ({more} more)"] if more > 0 else [])])


def _facts(value: object, path: str, depth: int) -> Iterator[PostFact]:
    name = path.rpartition(".")[2]
    if depth > DEPTH_MAX or _FOR_PROGRAMS.search(name):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _facts(inner, f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for item in value[:PARTS_MAX]:
            yield from _facts(item, path, depth + 1)
    else:
        text = words(value)
        if text:
            short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
            yield PostFact(path, short, bool(_READ.search(name.lower())))


def as_json(value: object) -> str:
    whole = json.dumps(value, ensure_ascii=False, indent=2).splitlines()
    if len(whole) > FACTS_MAX:
        whole = [*whole[:FACTS_MAX], f"… ({len(whole) - FACTS_MAX} more lines)"]
    return "\n".join(whole)
