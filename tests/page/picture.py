"""What a state shows, as plain values: the same from the desktop client's model and from the page's."""

import msgspec

from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.state import ClientState
from chatservice.model.events import Event

NOW = 1_750_000_000.0  # a Sunday, 15:06:40 UTC


def plain(value):
    return msgspec.to_builtins(value, str_keys=True)


def play(steps):
    """The pictures of a state after each step that asks for one."""
    state, pictures = ClientState(lambda: NOW), []
    for step in steps:
        match step:
            case Event():
                fold_event(state, step)
            case ("look", key, looking):
                state.look(key, looking)
            case ("cut",):
                state.cut()
            case ("marks",):
                state.wants += sorted(state.take_marks(), key=lambda mark: mark.room)
            case ("earlier" | "later" as way, key, seq):
                conversation = state.conversation(key)
                if conversation is not None:
                    getattr(state, way)(conversation, seq)
            case ("close", key):
                state.close(key)
            case ("show",):
                pictures.append(picture(state))
    return pictures


def picture(state):
    """Everything that a client could show, and what it asks for."""
    shown = {
        "me": state.me,
        "account": state.account,
        "epoch": state.epoch,
        "http": state.http,
        "hasPreviews": state.has_previews,
        "here": state.here,
        "focus": state.focus,
        "looking": state.looking,
        "unread": state.unread,
        "forMe": state.for_me,
        "people": state.people,
        "rooms": sorted(state.rooms),
        "opened": state.opened,
        "locked": state.locked,
        "shown": plain(state.shown),
        "changed": sorted(state.changed),
        "wants": plain(state.wants),
        "alerts": [[alert.key, alert.level] for alert in state.alerts],
        "scheduled": {kind: len(entries) for kind, entries in state.scheduled.items()},
        "conversations": [_conversation(each) for each in state.conversations.values()],
    }
    shown = plain(shown)  # a copy: the state goes on
    state.wants, state.alerts, state.opened = [], [], []
    state.changed.clear()
    return shown


def _conversation(conversation):
    return {
        "key": conversation.key,
        "room": conversation.room,
        "kind": conversation.kind,
        "name": conversation.name,
        "earlier": conversation.earlier,
        "topic": conversation.topic,
        "members": list(conversation.members.items()),
        "here": conversation.here,
        "head": conversation.head,
        "first": conversation.first,
        "joined": conversation.joined,
        "lines": [plain(line) for _, line in sorted(conversation.lines.items())],
        "runs": conversation.runs.runs,
        "newest": conversation.newest,
        "unread": conversation.unread,
        "forMe": conversation.for_me,
        "readMark": conversation.read_mark,
        "readTo": conversation.read_to if conversation.read_to is not None else -1,
        "held": conversation.held,
        "broughtIn": conversation.brought_in,
        "level": conversation.level,
        "readers": list(conversation.readers.values()),
        "asking": conversation.asking,
        "pins": len(conversation.pins),
        "previews": [[line, plain(each)] for line, each in conversation.previews.items()],
        "notices": list(dict.fromkeys(f"{each.after} {each.kind}" for each in conversation.notices)),
        "typists": conversation.typists(NOW),
        "state": {
            "seq": conversation.state.seq,
            "entry": conversation.state.entry.value,
            "readonly": conversation.state.readonly,
            "slow": conversation.state.slow,
            "topics": conversation.state.topics,
            "roles": {who: role.word for who, role in conversation.state.roles.items()},
        },
    }
