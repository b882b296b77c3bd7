"""Two chats on one storage, each with its own sessions, and an unreliable word between them.

What one of them commits the other hears of in any order, late, sometimes twice and sometimes not
at all, as a seed has it. What it hears only says where to look.
"""

import os
import random
from functools import partial

import pytest
from twisted.internet.defer import Deferred

from chatservice.core.appending import as_record
from chatservice.core.log_relay import LogRelay
from chatservice.core.name_registry import NamesInMemory
from chatservice.core.read_marks import save_marks
from chatservice.model.records import Appended
from chatservice.model.values import RoomKind, ServerRole
from chatservice.settings.schema import Settings
from chatservice.tap import join
from tests.clock import TestClock
from tests.memory import MemoryStorage
from tests.scenes.late import AT_ONCE, READS, Forward
from tests.scenes.programs import Programs
from tests.scenes.random_play import Lobby, lines_are_as_stored
from tests.scenes.stage import UNLIMITED, PlainPasswords, Stage
from tests.scenes.truth import Truth, Wrong

FIRST = int(os.environ.get("FIRST", "0"))
SEEDS = int(os.environ.get("SEEDS", "40"))
PEOPLE = {"zoe": ServerRole.OWNER, "ada": ServerRole.MODERATOR, "bob": ServerRole.USER, "cy": ServerRole.USER}
SMALL = {"ring": 4, "history_page": 3, "catch_up_page": 2, "history_on_join": 0, "group_invitations": "open"}
ROOMS = ("lobby", "ops", "team")

# What changes something that is in no room's log, by port: whom of the other core it concerns.
# What is compared of the answers. Comings and goings each process knows of its own.
ANSWERS = ("topic_is", "mode_is", "bans", "people", "rooms", "missed", "error")

POLICY = {"impose", "lift", "set_lockdown", "set_role", "erase"}
OF_ROOM = {"delete", "drop_empty", "admit", "dismiss"}


class Observers:
    """One observer of the storage that passes everything on to the relays of both cores."""

    def __init__(self):
        self.relays = [LogRelay(), LogRelay()]

    def __getattr__(self, name):
        return lambda *given: [getattr(relay, name)(*given) for relay in self.relays]


class Port(Forward):
    """One port, as a core has it: `committed` gets what it changed, in the order of the log."""

    def __getattr__(self, name):
        value = getattr(self.real, name)
        if name in self.reads or name in AT_ONCE or not callable(value):
            return value

        def change(*given, **named):
            result = value(*given, **named)
            if isinstance(result, Deferred):
                result.addCallback(lambda told: (self.committed((name, given, told)), told)[1])
            return result

        return change

    def append(self, room, drafts, done, **more):
        def committed(outcomes):
            self.committed(("append", (room, drafts), outcomes))
            done(outcomes)

        self.real.append(room, drafts, committed, **more)


class View(Forward):
    def __init__(self, real, committed):
        ports = {
            name: Port(getattr(real, name), reads=reads, committed=committed) for name, reads in READS.items()
        }
        super().__init__(real, **ports)


class NamesOfBoth(Forward):
    """The names in use in both processes, in one place that takes a turn to answer."""

    async def take(self, owner, name, principal):
        asked = Deferred()
        self.clock.callLater(0, asked.callback, None)
        await asked
        await self.real.take(owner, name, principal)


class Core(Stage):
    """A stage whose storage and clock are shared with another one."""

    def __init__(self, play, number):
        self.play = play
        self.settings, self.clock = play.settings, play.clock
        view = View(play.storage, partial(play.committed, 1 - number))
        relay = play.observers.relays[number]
        self.shared = join(self.settings, view, relay, PlainPasswords(), self.clock, Programs(), play.names)
        self.chat = self.shared.chat
        self.chat.presence.on_change = partial(play.people_changed, number)
        self.done(self.chat.start())

    def done(self, work):
        ended = []
        Deferred.fromCoroutine(work).addBoth(ended.append)
        self.settle()
        assert ended == [None], ended

    def logs_in(self, name, since=None):
        return self.connect().asks(cmd="login", name=name, password="secret", since=since or {})


class TwoCores:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.settings = Settings(**UNLIMITED, **SMALL)
        self.clock = TestClock()
        self.observers = Observers()
        self.storage = MemoryStorage(self.settings, self.clock, self.observers)
        self.names = NamesOfBoth(NamesInMemory(), clock=self.clock)
        self.truth = Truth(strict=True)  # nobody may have done what they may not do
        self.truth.follow(("create", (None, "", (), 0, 0), Lobby()))
        self.broken = []
        self.said = 0
        self.words = []  # on their way: which core hears them, and what
        self.cores = [Core(self, 0), Core(self, 1)]
        for name, role in PEOPLE.items():
            self.cores[0].chat.storage.accounts.create(name, "plain secret", role, 1.0)
        self.settle()
        self.devices = [(core, name, core.logs_in(name)) for core in self.cores for name in PEOPLE]
        for core, _, device in self.devices:
            device.asks(cmd="join", room="lobby")
            if core is self.cores[0]:
                device.asks(cmd="join", room="ops")
            self.hear_all()

    def settle(self):
        self.cores[0].settle()

    # The word between them.

    def committed(self, other, what):
        """One of the cores changed something, and the `other` may hear of it."""
        try:
            self.truth.follow(what)
        except Wrong as wrong:  # in the midst of what is played, which goes on
            self.broken.append(wrong)
        name, given, result = what
        if name == "append":
            for draft, outcome in zip(given[1], result, strict=True):
                if isinstance(outcome, Appended) and outcome.fresh:
                    self.tell(other, "logged", given[0], as_record(draft, outcome))
        elif name in POLICY:
            self.tell(other, "policy_changed")
        elif name in OF_ROOM:
            self.tell(other, "room_changed", given[0])
        elif name == "save_marks":
            for who in {who for who, _ in given[0]}:
                self.tell(other, "person_changed", who)

    def people_changed(self, number):
        chat = self.cores[number].chat
        presence, connections = chat.presence, chat.limits.connections
        about = presence.owner, presence.version, presence.own(), connections.of(presence.owner)
        self.tell(1 - number, "process_is", *about)

    def tell(self, to, what, *about):
        self.words.append((to, what, about))

    def hear_one(self):
        """One of those on their way. Some come twice; some of those about a room in memory never do."""
        place = self.random.randrange(len(self.words))
        to, what, about = self.words[place] if self.random.random() < 0.2 else self.words.pop(place)
        core = self.cores[to]
        if what == "logged" and self.random.random() < 0.1 and core.chat.directory.rooms.get(about[0]):
            return
        core.done(getattr(core.chat.other_processes, what)(*about))

    def hear_all(self):
        while self.words:
            self.hear_one()

    # What people do.

    def play(self, steps):
        for _ in range(steps):
            if self.words and self.random.random() < 0.45:
                self.hear_one()
            else:
                _, _, device = self.random.choice(self.devices)
                if not device.network.closed:
                    device.asks(**self._command())
        self.hear_all()
        for core in self.cores:
            core.chat.behind.reopened()  # as after a connection that was lost: are the heads the same?
        self.cores[0].passes(6)
        if self.broken:
            raise self.broken[0]
        self._is_as_stored()
        for core in self.cores:
            core.done(save_marks(core.chat.presence, core.chat.storage.principals))
        self.hear_all()

    def _is_as_stored(self):
        for place in self.truth.places.values():
            for core in self.cores if not place.deleted else ():
                lines_are_as_stored(place, self.storage.log, core.chat.directory.rooms.get(place.id))

    def _text(self):
        self.said += 1
        return f"1:{self.said}"

    def _line(self, room):
        """The seq of one of the last lines there."""
        row = self.storage.room_named(room)
        log = self.truth.places[row.id].log if row is not None and row.id in self.truth.places else []
        return self.random.choice([record.seq for record in log[-9:] if record.is_line] or [1])

    def _command(self):
        room, name = self.random.choice(ROOMS), self.random.choice(("ada", "bob", "cy"))
        return self.random.choice(
            [
                *[{"cmd": "say", "room": room, "text": self._text()}] * 5,
                {"cmd": "say", "room": "@" + name, "text": self._text()},
                {"cmd": "group", "name": "team", "members": [name]},
                {"cmd": "group", "name": "team", "members": ["ada", "bob", "cy", "zoe"]},
                {"cmd": "invite", "name": name, "room": "team"},
                {"cmd": "leave", "room": "team"},
                {"cmd": "topic", "room": room, "text": self.random.choice(["one", "two"])},
                {"cmd": "mode", "room": room, "readonly": self.random.random() < 0.3},
                {"cmd": "mode", "room": room, "slow": self.random.choice([0, 1])},
                {"cmd": "mode", "room": "ops", "entry": self.random.choice(["open", "invite"])},
                {
                    "cmd": "role",
                    "room": room,
                    "name": name,
                    "role": self.random.choice(["muted", "moderator"]),
                },
                {"cmd": "role", "room": room, "name": name, "role": self.random.choice(["member", "owner"])},
                {"cmd": "role", "room": "*", "name": name, "role": self.random.choice(["user", "moderator"])},
                {"cmd": "kick", "room": room, "name": name},
                {"cmd": "ban", "room": self.random.choice(["ops", "team"]), "target": name},
                {"cmd": "unban", "room": self.random.choice(["ops", "team"]), "target": name},
                {"cmd": "mute", "room": self.random.choice([room, "*"]), "name": name},
                {"cmd": "unmute", "room": self.random.choice([room, "*"]), "name": name},
                {"cmd": "ban", "room": "*", "target": "cy"},
                {"cmd": "unban", "room": "*", "target": "cy"},
                {"cmd": "lockdown", "on": self.random.random() < 0.5},
                {"cmd": "delete", "room": room, "seq": self._line(room)},
                *[{"cmd": "edit", "room": room, "text": self._text()}] * 2,
                {"cmd": "say", "room": room, "text": self._text(), "re": self._line(room)},
                *[{"cmd": "react", "room": room, "seq": self._line(room), "emoji": "+1"}] * 2,
                {"cmd": self.random.choice(["pin", "unpin"]), "room": room, "seq": self._line(room)},
                {"cmd": "delete_chatroom", "room": "team"},
                {"cmd": "join", "room": room},
            ]
        )

    # What they show.

    def rooms(self, core):
        """Every room in memory there, as it is."""
        return {
            room.id: {
                "head": room.tail.head,
                "topic": room.state.topic,
                "mode": (room.state.entry, room.state.readonly, room.state.slow),
                "members": {id_: room.state.part(id_) for id_ in sorted(room.state.members)},
            }
            for room in core.chat.directory.rooms.all()
            if not room.deleted
        }

    def _is_group(self, name):
        row = self.storage.room_named(name)
        return row is not None and row.kind is RoomKind.GROUP

    def shown(self, name):
        """What each core answers a new device of that person. Both come before one of them goes: it
        has read what it was shown."""
        devices = [core.logs_in(name) for core in self.cores]
        answers = [self._answers(device) for device in devices]
        for device in devices:
            device.hangs_up()
        self.hear_all()
        return answers

    def _answers(self, device):
        welcome = device.events("welcome")
        if not welcome:
            return "may not come in"
        rooms = sorted((r["rid"], r.get("head", 0), r.get("unread", 0)) for r in welcome[0].get("rooms", ()))
        for room in ROOMS:
            for command in ("topic", "mode", "bans"):
                device.asks(cmd=command, room=room)
        if self._is_group("team"):  # who is in a public room each process knows of its own
            device.asks(cmd="who", room="team")
        device.asks(cmd="bans", room="*").asks(cmd="rooms").asks(cmd="join", room="ops").asks(cmd="missed")
        answers = device.events(*ANSWERS)
        for answer in answers:
            answer.pop("ref", None)
            for info in answer.get("rooms", ()):
                info.pop("here", None)  # of public rooms, each process counts its own
            answer.get("rooms", []).sort(key=lambda info: info["rid"])
            answer.get("members", []).sort()
        return welcome[0].get("role", "guest"), rooms, answers


def find(check, seeds):
    """Fail unless `check` fails with a seed below `seeds`."""
    for seed in range(seeds):
        try:
            check(seed)
        except AssertionError:
            return
    pytest.fail("the fault was not found")
