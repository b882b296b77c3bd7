"""The words in capitals in which the usage of a command says what to type, in the user's language."""

import re

from chatservice.client.words import _, marked

WORDS = frozenset(
    {
        marked("ACCOUNT"),
        marked("ADDRESS"),
        marked("CHOICE"),
        marked("COMMAND"),
        marked("DAY"),
        marked("DOCUMENT"),
        marked("EMOJI"),
        marked("FILE"),
        marked("FINGERPRINT"),
        marked("INPUT"),
        marked("INVITATION"),
        marked("KEY"),
        marked("LABEL"),
        marked("LANGUAGE"),
        marked("LINE"),
        marked("NAME"),
        marked("NETWORK"),
        marked("NEW"),
        marked("NUMBER"),
        marked("OLD"),
        marked("PAGE"),
        marked("PASSWORD"),
        marked("PERSON"),
        marked("PHRASE"),
        marked("QUESTION"),
        marked("REASON"),
        marked("ROLE"),
        marked("ROOM"),
        marked("SECONDS"),
        marked("TEXT"),
        marked("TIME"),
        marked("TITLE"),
        marked("TOPIC"),
        marked("VALUE"),
        marked("WORD"),
        marked("WORDS"),
    }
)
BETWEEN = marked("or")  # stands between two ways, and is not typed
_WORD = re.compile(r"[A-Z]{2,}|(?<=[\s,])or(?= )")


def translated(usage: str) -> str:
    """`/away [off] [TEXT] [TIME]` with its words in capitals in the user's language."""
    return _WORD.sub(lambda word: _(word[0]), usage)
