"""What a rule of an answer is made of."""

from typing import NamedTuple

from chatservice.model.events import Event

FieldTest = str | int | bool


class AnswerSentence(NamedTuple):
    """Said when each field in `when` is that text or number. True: it is there and not empty; False: it is
    not."""

    text: str
    when: dict[str, FieldTest]


Part = tuple[AnswerSentence, ...]  # the first one whose fields are so


class AnswerLine(NamedTuple):
    """Its parts one after the other; with `each`, a line for each item of that list or dictionary, of which
    the places are `{key}` and `{value}`."""

    parts: tuple[Part, ...]
    each: str = ""


def sentence(text: str, /, **when: FieldTest) -> AnswerSentence:
    """`entry__room` is the field `room` of `entry`."""
    return AnswerSentence(text, {name.replace("__", "."): value for name, value in when.items()})


def one(*alternatives: AnswerSentence) -> AnswerLine:
    return AnswerLine((alternatives,))


def each(items: str, *parts: Part) -> AnswerLine:
    return AnswerLine(parts, items)


UNTIL_WHEN = sentence(" until {until:time}", until=True)

AnswerTable = dict[type[Event], tuple[AnswerLine, ...]]
