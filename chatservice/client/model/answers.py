"""Answers of the server in the user's language, by the table of `answer_words`."""

import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import to_builtins

from chatservice.client import words
from chatservice.client.model import facts
from chatservice.client.model.answer_words import ANSWERS
from chatservice.client.model.answer_words.rules import AnswerLine, AnswerSentence, FieldTest
from chatservice.client.model.sanitize import harmless
from chatservice.client.words import _
from chatservice.model.events import Event
from chatservice.wire.sanitize import line

PLACE = re.compile(r"\{([\w.]+)(?::(\w+))?\}")


def notices(event: Event) -> list[str]:
    """Harmless lines that say what `event` does; empty when there is nothing to say."""
    rules = ANSWERS.get(type(event)) if words.language() != words.ENGLISH else None
    if rules is None:
        return facts.lines(event)
    fields = to_builtins(event)
    return [text for rule in rules for text in _lines(rule, fields) if text]


def _lines(rule: AnswerLine, fields: Mapping[str, Any]) -> Iterator[str]:
    for item in _items(fields, rule.each) if rule.each else [fields]:
        chosen = (_chosen(part, item) for part in rule.parts)
        yield "".join(_filled(_(text), item) for text in chosen if text)


def _items(fields: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    items = fields.get(name) or []
    return [{"key": key, "value": items[key]} for key in items] if isinstance(items, dict) else items


def _chosen(part: tuple[AnswerSentence, ...], fields: Mapping[str, Any]) -> str:
    holds = (each.text for each in part if all(_is(fields, *pair) for pair in each.when.items()))
    return next(holds, "")


def _is(fields: Mapping[str, Any], name: str, wanted: FieldTest) -> bool:
    value = _value(fields, name)
    return bool(value) is wanted if isinstance(wanted, bool) else bool(value == wanted)


def _value(fields: Mapping[str, Any], name: str) -> Any:
    for step in name.split("."):
        fields = fields.get(step) or ""  # type: ignore[assignment]
    return fields


def _filled(text: str, fields: Mapping[str, Any]) -> str:
    return PLACE.sub(lambda place: _shown(_value(fields, place[1]), place[2] or ""), text)


def _shown(value: Any, form: str) -> str:
    if form == "time":
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(value))
    if form == "number" or (isinstance(value, int | float) and not isinstance(value, bool)):
        return f"{value:,g}" if isinstance(value, float) else f"{value or 0:,}"
    return harmless(line(", ".join(map(str, value)) if isinstance(value, list) else str(value)))
