"""Events of every kind with any fields, and what a user does between them, from a seed."""

import random

import msgspec
from msgspec import inspect

from chatservice.client.link.incoming import KINDS
from chatservice.model import events
from chatservice.model.names import fold

NAMES = ("alice", "bob", "Cy", "Zoë", "STRASSE", "straße", "bob2")
ROOMS = (
    ("lobby", "!a"),
    ("ops", "!b"),
    ("team", "!c"),
    ("@alice,bob", "!d"),
    ("@alice,Cy", "!e"),
    ("Old", ""),
)
TEXTS = ("hi", "hi @alice", "ALICE?", "malice", "two\nlines", "", "keyword straße")
WORDS = {
    "kind": ("public", "group", "direct"),
    "level": ("all", "mentions", "none"),
    "role": ("member", "owner", "muted", "voice"),
    "entry": ("open", "invite", "registered"),
    "topics": ("off", "optional", "required"),
    "emoji": ("+1", "-1", "tada"),
    "epoch": ("e", "e", "e", "f"),
    "code": ("no_such_room", "needs_password", "slow_down"),
    "quiet": ("", "", "14:00-16:00", "22:00-07:00"),
    "zone": ("", "Europe/Madrid"),
    "action": ("kicked", "banned"),
    "topic": ("", "", "", "release"),
    "ref": (
        None,
        None,
        None,
        "open",
        "rooms",
        "poll",
        "open:@bob",
        "typed:1:!a",
        "page-1",
        "page-2",
        "code:1",
    ),
    "key": ("", "", "k1"),
}
# What happens most.
OFTEN = (
    *(
        events.Message,
        events.Message,
        events.Message,
        events.ReactionSet,
        events.Reacted,
        events.Reacted,
        events.Edited,
    ),
    *(events.HistoryPage, events.HistoryPage, events.Joined, events.Deleted, events.MarksChanged),
    *(
        events.ReadMark,
        events.ReadMark,
        events.Mentioned,
        events.Came,
        events.Went,
        events.Welcome,
        events.PollAsked,
        events.PreviewList,
    ),
)
TYPED = events.Error | events.Pong | events.SeenIs | events.RoleIs  # answers to what is typed
LEFT_OUT = {events.Hello, events.Bye}  # of the link


class Stream:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.rooms = self.random.sample(ROOMS, self.random.choice([1, 1, 2, 4]))

    def steps(self, count=40):
        """A welcome, `count` steps, and a look at the state every now and then."""
        yield events.Welcome(name="alice", epoch="e", token="t", role=self.random.choice(["guest", "user"]))
        for number in range(count):
            yield self._step()
            if number % 10 == 9:
                yield ("show",)

    def _step(self):
        choice = self.random.random()
        if choice < 0.85:
            return self.event()
        key = self.random.choice([rid or fold(label) for label, rid in self.rooms])
        return self.random.choice(
            [
                ("look", key, self.random.random() < 0.7),
                ("look", key, True),
                ("cut",),
                ("marks",),
                ("earlier", key, self.random.choice([None, 3, 9])),
                ("later", key, self.random.randrange(12)),
                ("close", key),
            ]
        )

    def event(self):
        kinds = [kind for kind in KINDS.values() if kind.__module__.startswith("chatservice.model.events.")]
        kind = self.random.choice(OFTEN) if self.random.random() < 0.6 else self.random.choice(kinds)
        return events.Pong() if kind in LEFT_OUT else self._struct(kind)

    def _struct(self, cls):
        label, rid = self.random.choice(self.rooms)
        fields = {}
        for field in inspect.type_info(cls).fields:
            if not field.required and self.random.random() < 0.4:
                continue
            fields[field.name] = self._value(field.name, field.type)
        fields |= {name: value for name, value in (("room", label), ("rid", rid)) if name in fields}
        made = cls(**fields)
        return self._fitting(made)

    def _fitting(self, made):
        """As the server would send it: pages are of one room and in order, a welcome names private rooms."""
        if isinstance(made, events.HistoryPage):
            lines = {
                line.seq: msgspec.structs.replace(line, room=made.room, rid=made.rid) for line in made.lines
            }
            made = msgspec.structs.replace(made, lines=[lines[seq] for seq in sorted(lines)])
        if isinstance(made, events.Welcome):
            made = msgspec.structs.replace(made, name=self.random.choice(["alice", "alice", "bob"]))
        ref = str(getattr(made, "ref", ""))
        if ref.startswith("typed:") and not isinstance(made, TYPED):
            made = msgspec.structs.replace(
                made, ref=None
            )  # many have no words there, but a place of their own here
        return made

    def _value(self, name, shape):
        if name == "ref" or (name in WORDS and isinstance(shape, inspect.StrType)):
            return self.random.choice(WORDS[name])
        match shape:
            case inspect.StructType(cls=cls):
                return self._struct(cls)
            case inspect.UnionType(types=types):
                return self._value(name, self.random.choice(types))
            case inspect.EnumType(cls=cls):
                return self.random.choice(list(cls))
            case inspect.VarTupleType(item_type=item):
                return tuple(self._value(name, item) for _ in range(self.random.randrange(4)))
            case inspect.TupleType(item_types=items):
                return tuple(self._value(name, item) for item in items)
            case inspect.ListType(item_type=item):
                return [self._value(name, item) for _ in range(self.random.randrange(4))]
            case inspect.DictType(value_type=value):
                return {self.random.choice(NAMES): self._value(name, value)}
        return self._simple(name, shape)

    def _simple(self, name, shape):
        match shape:
            case inspect.NoneType():
                return None
            case inspect.BoolType():
                return self.random.random() < 0.5
            case inspect.IntType():
                return self.random.randrange(1, 13)
            case inspect.FloatType():
                return float(self.random.randrange(1, 20))
        return self.random.choice(TEXTS if name in ("text", "question") else NAMES)
