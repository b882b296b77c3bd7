"""Refusals of typed commands that name what was typed: the server's sentences, with places for what changes.

What the server refuses by its code alone is worded in `client.link.refusals`.
"""

import re
from functools import cache

from chatservice.client import words
from chatservice.client.model.usage_words import translated
from chatservice.client.words import _, marked

PLACE = re.compile(r"\\\{(\w+)\\\}")  # as it is escaped
SHAPES = (
    marked("There is no command {name}. /help lists the commands."),
    marked("There is no command {name}. Did you mean {meant}? /help lists the commands."),
    marked("Not understood: type {usage}, without a blank before it."),
    marked("Not understood: type {usage}."),
    marked("Not understood: that is you."),
    marked("Not understood: a time comes first: {form}."),
    marked("Not understood: a time is {form}."),
    marked("Not understood: a time is written before the reason: for 10m, for 1h30m, for 7d, for good."),
    marked("Not understood: in:ROOM and +address stand before the reason."),
    marked("Not understood: a kick has no time: /ban NAME for 10m keeps a person out that long."),
    marked("Not understood: a role is one of {roles}."),
    marked("Not understood: the level is all, mentions or none."),
    marked("Not understood: the lobby keeps its name."),
    marked("Not understood: the program does not say its language: /run as:python."),
    marked("Not understood: a poll has two choices or more."),
    marked("Not understood: a poll has at most {count} choices."),
    marked("Not understood: the choices of a poll differ."),
    marked("Not understood: a name is needed: /redeem INVITATION NAME."),
    marked("Not understood: you register the name that you have; nick changes it first."),
    marked("Only {who} may do that: {what}."),
    marked(
        "That time is past, too far away or not understood: {text}. Type 10m, 2h, 18:30 or 2026-11-30 18:30 "
        "(UTC), within a year."
    ),
    marked("{emoji} is no emoji that is known here: type one, +1, -1 or a name such as :tada:"),
    marked("{name} is neither banned nor muted there."),
    marked("There is no language {name} here. Available: {known}."),
    marked("Programs cannot be run here: {reason}."),
    marked("Your account has no certificate {fingerprint}. /cert lists yours."),
)
# Who has a right, as `Right.holders` says it; two of them may be joined by "and".
HOLDERS = (
    marked("and"),
    marked("the operator"),
    marked("those with an account"),
    marked("admins of the server"),
    marked("moderators of the server"),
    marked("owners of the room"),
    marked("moderators of the room"),
    marked("moderators of the room with an account"),
    marked("voices of the room"),
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {shape: re.compile(PLACE.sub(r"(?P<\1>.+)", re.escape(shape))) for shape in SHAPES}


def worded(text: str) -> str:
    """The server's sentence `text` in the user's language, if that has words for it."""
    if words.language() == words.ENGLISH:
        return text
    for shape, pattern in _patterns().items():
        found = pattern.fullmatch(text)
        if found:
            facts = found.groupdict()
            if "usage" in facts:
                facts["usage"] = translated(facts["usage"])
            if "who" in facts:
                facts["who"] = f" {_('and')} ".join(map(_, facts["who"].split(" and ")))
            return _(shape).format(**facts)
    return text
