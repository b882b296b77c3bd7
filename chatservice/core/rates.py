"""Which rate counts each command: one table, in which every command has its place.

Whatever is stored, or shown to somebody else, has a rate, or one session could fill any cap
there is in seconds. Most is counted before the command begins; some commands count themselves,
because only they know whether there is anything to write (`Talk` its lines, `Rooms` whether a
room is entered or made, too). What looks something up is counted as a question: it takes
the time of the threads that read, which everybody else waits for.
"""

from collections.abc import Mapping

LINE, JOIN, MAKE, PASSWORD, LOGIN, UPLOAD = "line", "join", "make", "password", "login", "upload"
RUN, READ, SEARCH, FREE = "run", "read", "search", ""

# Counted before the command begins.
ASKED: Mapping[str, str] = {
    "leave": JOIN,
    "delete_chatroom": LINE,
    "announce": LINE,
    "kick": LINE,
    "ban": LINE,
    "unban": LINE,
    "mute": LINE,
    "unmute": LINE,
    "ignore": LINE,
    "unignore": LINE,
    "resolve": LINE,
    "lockdown": LINE,
    "bot": LINE,  # and as a room when one is made
    "webhook": LINE,
    "unhook": LINE,
    "revoke": LINE,
    "invitation": LINE,
    "delete_file": LINE,
    "run_stop": LINE,
    "run_input": LINE,
    "run_eof": LINE,
}

# Counted by the command itself.
ITSELF: Mapping[str, str] = {
    "login": LOGIN,
    "register": PASSWORD,
    "password": PASSWORD,
    "token": LINE,  # a new one
    "say": LINE,
    "msg": LINE,
    "reply": LINE,
    "topic": LINE,
    "nick": LINE,
    "invite": LINE,
    "role": LINE,
    "mode": LINE,
    "delete": LINE,
    "report": LINE,
    "join": JOIN,
    "open_chatroom": JOIN,
    "create_chatroom": MAKE,
    "group": MAKE,
    "share": UPLOAD,
    "run": RUN,
}

# Of those, what looks something up before it knows whether it is allowed; a question as well.
LOOKS_FIRST = frozenset(
    ("topic", "nick", "invite", "role", "mode", "delete", "report", "group", "share", "token", "run")
)

READING: Mapping[str, str] = {
    **dict.fromkeys(("rooms", "who", "history", "missed", "files", "link", "tokens"), READ),
    **dict.fromkeys(("bots", "webhooks", "bans", "reports", "audit"), READ),
    **dict.fromkeys(("run_show", "doctor"), READ),
    "search": SEARCH,
    **dict.fromkeys(("motd", "ping", "help", "quit"), FREE),
}


def before(tag: str) -> str:
    """Which rate counts a command before it begins; FREE when none does."""
    return ASKED.get(tag) or READING.get(tag) or (READ if tag in LOOKS_FIRST else FREE)
