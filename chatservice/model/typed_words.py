"""Words that people type because other chats have them, and what they may have meant by words that nobody
knows."""

import difflib

from chatservice.model.arguments import verb_of
from chatservice.model.commands import TYPED

# What is typed elsewhere: the word here.
ALIASES = {
    "?": "help",
    "action": "me",
    "afk": "away",
    "back": "away",
    "bye": "quit",
    "channels": "rooms",
    "commands": "help",
    "dm": "msg",
    "exit": "quit",
    "h": "help",
    "j": "join",
    "list": "rooms",
    "logout": "quit",
    "m": "msg",
    "names": "who",
    "part": "leave",
    "pm": "msg",
    "privmsg": "msg",
    "q": "quit",
    "query": "msg",
    "r": "reply",
    "tell": "msg",
    "users": "who",
    "w": "who",
    "whisper": "msg",
    "whoami": "profile",
    "whois": "profile",
}
LIKENESS = 0.7  # from 0, nothing in common, to 1
LONGEST = 32  # characters of a word that is compared


OWN = ("me", "re", "to")  # commands that are more ways to say something
WORDS = frozenset({*(verb_of(kind)[0] for kind in TYPED), *OWN, *ALIASES})  # that a line can begin with


def meant(word: str) -> str:
    """The command that was probably meant, with its slash; empty if none looks like it."""
    if not word or len(word) > LONGEST:
        return ""
    begun = sorted({ALIASES.get(verb, verb) for verb in WORDS if verb.startswith(word)})
    if len(word) > 1 and begun:
        return f"/{min(begun, key=len)}"
    close = difflib.get_close_matches(word, sorted(WORDS), n=1, cutoff=LIKENESS)
    return f"/{ALIASES.get(close[0], close[0])}" if close else ""
