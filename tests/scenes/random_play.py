"""A play made of a seed: people on several devices do what comes into their heads, and reads,
commits and tellings come in any order.

It stands on core and the storage; instead of a network, each connection has a `Witness`. What
it finds is raised as `Wrong`, or as whatever broke.
"""

import random
from collections import defaultdict
from contextlib import contextmanager
from functools import partial

import msgspec
from twisted.internet.defer import Deferred, succeed

from chatservice.core.log_relay import LogRelay
from chatservice.core.session_state import SessionState
from chatservice.model import commands as c
from chatservice.model.annotations import NONE
from chatservice.model.events import Bye, Error
from chatservice.model.sanctions import EVERYWHERE, SanctionKind
from chatservice.model.values import LOBBY, RoomKind, ServerRole
from chatservice.settings.schema import Settings
from chatservice.tap import join
from tests.clock import TestClock
from tests.memory import MemoryStorage
from tests.scenes.late import Late
from tests.scenes.stage import UNLIMITED, PlainPasswords
from tests.scenes.truth import Truth, Wrong
from tests.scenes.witness import Witness

PEOPLE = {
    "zoe": ServerRole.OWNER,
    "ada": ServerRole.ADMIN,
    "bob": ServerRole.USER,
    "cy": ServerRole.USER,
    "dee": ServerRole.MODERATOR,
    "eve": ServerRole.USER,
}
GUESTS = ("gil",)
ROOMS = ("lobby", "ops", "team", "crew")  # the last two are groups, when somebody makes them
ROOM_NAMES = (*ROOMS, "den", "hall")  # that rooms are given later
OFTEN = (2, 2, 4, 1)
EMOJI = ("+1", "-1", ":tada:")
SMALL = {
    "ring": 3,
    "history_page": 2,
    "catch_up_page": 2,
    "history_max": 4,
    "history_on_join": 2,
    "max_under_way": 3,
}


class Ear:
    """A way of being spoken to; those with the same one get the same bytes."""

    lists = False

    def fanout(self, batch, outlets):
        for outlet in list(outlets):
            for event in batch.events:
                outlet.send(event)


class Device:
    """One connection: core's Outlet, and what it asks."""

    acks, patient, lists, backlog, certificate = True, False, False, 0, ""

    def __init__(self, play, number):
        self.play = play
        self.number = number
        self.witness = Witness(number, play.shown, play.rids, play.ignored, play.stored)
        self.ear = play.ears[0]
        self.said = 0
        self.asked = {}  # ref -> command
        self.session = None
        self.session = play.chat.session(self)

    def asks(self, command):
        ref = f"{self.number}.{len(self.asked)}"
        if isinstance(command, c.Join):
            self.witness.joins[ref] = command.since
        command = msgspec.structs.replace(command, ref=ref)
        self.asked[ref] = command
        self.play.note(self, "asks", command)
        self.session.queue.receive((command,))

    @property
    def open(self):
        return self.session.phase is not SessionState.CLOSED

    # Outlet.

    def send(self, event, room=0, first=0):
        self.play.note("   ", self, "sees", event)
        if self.session is not None and self.session.person_or_none is not None:
            self.witness.who = self.session.person_or_none.principal.id
            self.play.ignored[self.witness.who] |= set(self.session.person_or_none.ignored)
        with self.play.noting():
            self.witness.sees(event)

    def refuse(self, fault, ref=None, key="", room=""):
        self.send(Error(code=fault.code, text="", ref=ref))

    def close(self, fault, resume):
        self.send(Bye(code=fault.code if fault is not None else "bye", text=""))

    def hang_up(self):
        self.send(Bye(code="hung up", text=""))

    def pause(self):
        pass

    def resume(self):
        pass

    def drained(self):
        if self.play.random.random() < 0.5:
            return succeed(None)
        waiting = Deferred()
        self.play.waiting.append(lambda: waiting.callback(None))
        return waiting

    def unsent(self, room):
        return None

    def show_as(self, view):
        pass

    def variant(self, viewer):
        return Ear() if viewer else self.ear

    def __repr__(self):
        return f"device {self.number}"


class Journal(Late):
    """Keeps what was committed and what was told, each in its order."""

    def __init__(self, relay, play):
        super().__init__(partial(MemoryStorage, play.settings, play.clock), relay, play.when)
        self.__dict__["play"] = play

    def committed(self, what, done):
        with self.play.noting():
            self.play.stored.follow(what)
            if what[0] == "create":
                self.play.shown.begin(*what[1:])  # who reads it before it is told knows of it
        super().committed(what, done)

    def _tell(self):
        self.play.shown.batch += 1
        super()._tell()

    def telling(self, what):
        self.play.note("  told:", what[0], what[1], "->", what[2])
        with self.play.noting():
            self.play.shown.follow(what)

    def was_told(self, what):
        self.play.shown.leaving = set()


class RandomPlay:
    def __init__(self, seed, steps=40):
        self.random = random.Random(seed)
        self.steps = steps
        self.script = []
        self.waiting = []  # reads to be made or answered, batches to be told, networks to drain
        self.in_order = True  # while the stage is set
        self.broken = []
        self.about = None  # a name and a room, while there is a race
        self.stored, self.shown = Truth(strict=True), Truth()
        self.rids = {}
        self.ignored = defaultdict(set)
        self.ears = [Ear(), Ear()]
        self.devices = []
        self.clock = TestClock()
        self.settings = Settings(**UNLIMITED, **SMALL)
        relay = LogRelay()
        self.storage = Journal(relay, self)
        self.chat = join(self.settings, self.storage, relay, PlainPasswords(), self.clock).chat
        self.chat.spawn = self._spawn
        self.chat.report = lambda error, command: self.broken.append(error)
        self._set()

    def note(self, *words):
        self.script.append(words)

    @contextmanager
    def noting(self):
        """What is found wrong in the midst of what is played, which may go on."""
        try:
            yield
        except Exception as error:
            self.broken.append(error)

    def _spawn(self, work):
        Deferred.fromCoroutine(work).addErrback(lambda failure: self.broken.append(failure.value))

    def when(self, name, step, call):
        if self.in_order:
            call()
        else:
            self.waiting.append(call)

    # The stage.

    def _set(self):
        for truth in (self.stored, self.shown):
            truth.follow(("create", (None, "", (), 0, 0), Lobby()))
        self._do(self.chat.start())
        accounts = self.chat.storage.accounts
        for name, role in PEOPLE.items():
            accounts.create(name, "plain secret", role, 1.0)
        self._settle()
        self.ids = {name: id_ for id_, name in self.shown.names.items()}
        for name, id_ in self.ids.items():
            accounts.add_token(id_, f"token of {name}", "", 1.0)
        self._settle()
        self.rids = RidsOf(self.chat)
        for name in PEOPLE:
            self._comes(c.Login(token=f"token of {name}"))
        for name in GUESTS:
            self._comes(c.Login(name=name))
        for device in self.devices:
            device.asks(c.Join(room="lobby"))
            if self.random.random() < 0.7:
                device.asks(c.Join(room="ops"))
        self._settle()
        people = [name for name in (*PEOPLE, *GUESTS) if name != "bob"]
        for device in self.devices:
            if device.session.name == "bob":
                device.asks(c.Group(name="team", members=self.random.sample(people, 4)))
            if device.session.name in ("bob", "cy"):
                device.asks(c.Msg(to="dee", text=self._body(device)))
        for device in self.devices:
            for _ in range(self.random.randrange(3)):
                device.asks(c.Say(room=self.random.choice(["team", "ops"]), text=self._body(device)))
        self._settle()
        self.in_order = False
        self._refuse_broken()
        self.note("-- now in any order")

    def _do(self, work):
        self._spawn(work)
        self._settle()

    def _settle(self):
        while self.clock.calls or self.waiting:
            if self.waiting:
                self.waiting.pop(0)()
            elif not self._turn():
                return

    def _turn(self):
        """The next call that is due; whether there was one."""
        calls = self.clock.calls
        if not calls or calls[0].getTime() > self.clock.seconds():
            return False
        call = calls.pop(0)
        call.called = 1
        call.func(*call.args, **call.kw)
        return True

    def _comes(self, login):
        device = Device(self, len(self.devices))
        device.witness.rooms = self.rids
        self.devices.append(device)
        device.witness.since = dict(login.since)
        device.asks(login)
        return device

    # The play.

    def run(self):
        steps = self.steps
        while True:
            due = self.clock.calls and self.clock.calls[0].getTime() <= self.clock.seconds()
            choices = ["ask"] * (2 * bool(steps)) + ["wait"] * (2 * bool(self.waiting)) + ["turn"] * bool(due)
            if not choices:
                break
            choice = self.random.choice(choices)
            if choice == "ask":
                steps -= 1
                self._somebody_does_something()
            elif choice == "wait":
                self.waiting.pop(self.random.randrange(len(self.waiting)))()
            else:
                self._turn()
            self._refuse_broken()
        self._end()

    def _refuse_broken(self):
        if self.broken:
            raise self.broken[0]

    def _end(self):
        for device in self.devices:
            device.witness.end()
            if device.open and device.witness.live:
                self._is_answered(device)
        for person in self.chat.presence:
            for session in person.sessions:
                self._may_be_here(session)
        for place in self.stored.places.values():
            if not place.deleted:
                lines_are_as_stored(place, self.storage.real.log, self.chat.directory.rooms.get(place.id))

    def _is_answered(self, device):
        for ref, command in device.asked.items():
            if device.witness.answers.get(ref, 0) < 1 and not isinstance(command, c.Invite):
                raise Wrong(f"{device!r} has no answer to {command}")

    def _may_be_here(self, session):
        who = session.person_or_none.principal
        if self.shown.is_under(SanctionKind.BAN, who.id, EVERYWHERE):
            raise Wrong(f"{who} is banned and here")
        for id_ in session.subscriptions:
            if self.shown.is_out(who.id, self.shown.places[id_]):
                raise Wrong(f"{who} may not be in room {id_} and has a place there")

    def _body(self, device):
        device.said += 1
        mention = f" @{self._name()}" if self.random.random() < 0.1 else ""
        return f"{device.number}:{device.said}{mention}"

    def _name(self):
        if self.about is not None and self.random.random() < 0.8:
            return self.about[0] or "nobody"
        name = self.random.choice([*PEOPLE, *GUESTS])
        return self.random.choice([name, name, name + "2"])

    def _room(self):
        if self.about is not None and self.random.random() < 0.8:
            return self.about[1]
        return self.random.choices(ROOMS, OFTEN)[0]

    def renames_a_room(self, device):
        device.asks(c.RenameRoom(room=self._room(), name=self.random.choice(ROOM_NAMES)))

    def _line(self, room, who=None):
        """The seq of a line there (of `who`): mostly of one that something was added to before."""
        places = [place for place in self.stored.places.values() if self.rids.name(place.id) == room]
        lines = [r for place in places for r in place.log if r.is_line and who in (None, r.draft.actor)]
        wanted = [r for r in lines if r.reactions or r.pinned or r.replies or len(r.texts) > 1]
        choice = self.random.random()
        if choice < 0.05 or not lines:
            return self.random.randrange(1, 12)
        return self.random.choice(wanted if wanted and choice < 0.6 else lines[-4:]).seq

    def _somebody_does_something(self):
        here = [device for device in self.devices if device.open]
        if not here or self.random.random() < 0.08:
            self._comes_again()
            return
        device = self.random.choice(here)
        if self.random.random() < 0.15:
            self._race(device, here)
        else:
            self._does(device, DEEDS)

    def _does(self, device, deeds):
        kind = self.random.choices(list(deeds), [weight for weight, _ in deeds.values()])[0]
        deeds[kind][1](self, device)

    def _race(self, device, here):
        """`device` does several things in one room, and others do something about its person."""
        where = [self.rids.name(room) for room in device.witness.places]
        self.about = device.session.name, self.random.choice([name for name in where if name] or ROOMS)
        for _ in range(self.random.randrange(3, 8)):
            if self.random.random() < 0.6:
                self._does(device, OWN)
            else:
                self._does(self.random.choice(self._who_may(here) or here), ABOUT)
        self.about = None

    def _who_may(self, here):
        """Those who keep order where the race is, most of the time."""
        place = next((p for p in self.shown.places.values() if self.rids.name(p.id) == self.about[1]), None)
        if place is None or self.random.random() < 0.2:
            return here
        live = [device for device in here if device.witness.live]
        return [device for device in live if self.shown.moderates(device.witness.who, place)]

    def _comes_again(self, wanted=""):
        """One more device of somebody, or one that comes back with its cursors."""
        name = wanted.removesuffix("2")
        if name not in PEOPLE:
            name = self.random.choice([*PEOPLE])
        old = [d.witness for d in self.devices if d.witness.who == self.ids[name]]
        since = dict(self.random.choice(old).cursors) if old and self.random.random() < 0.6 else {}
        self._comes(c.Login(token=f"token of {name}", since=since))

    def says(self, device):
        for _ in range(self.random.choice([1, 1, 2, 4])):
            device.asks(c.Say(room=self._room(), text=self._body(device)))

    def says_to(self, device):
        device.asks(c.Msg(to=self._name(), text=self._body(device)))

    def joins(self, device):
        room = self._room()
        rid = next((rid for rid, id_ in self.rids.items() if self.rids.name(id_) == room), "")
        last = device.witness.places.get(self.rids.get(rid))
        since = last if last is not None and self.random.random() < 0.5 else None
        device.asks(c.Join(room=room, since=since))

    def answers(self, device):
        room = self._room()
        device.asks(c.Say(room=room, text=self._body(device), re=self._line(room)))

    def edits(self, device):
        room = self._room()
        seq = self.random.choice([None, self._line(room, device.witness.who)])
        device.asks(c.Edit(room=room, seq=seq, text=self._body(device)))

    def reacts(self, device):
        room, on = self._room(), self.random.choice([None, None, True, False])
        emoji = self.random.choice(EMOJI)
        device.asks(c.React(room=room, seq=self._line(room), emoji=emoji, on=on))

    def pins(self, device):
        room, kind = self._room(), self.random.choice([c.Pin, c.Pin, c.Unpin])
        device.asks(kind(room=room, seq=self._line(room)))

    def deletes(self, device):
        room = self._room()
        device.asks(c.Delete(room=room, seq=self.random.choice([None, self._line(room)])))

    def makes_a_group(self, device):
        members = [self._name() for _ in range(self.random.randrange(3))]
        device.asks(c.Group(name=self.random.choice(["team", "crew", ""]), members=members))

    def changes_dialect(self, device):
        if device.session.phase is SessionState.LIVE:
            self.note(device, "changes its dialect")
            device.ear = self.random.choice(self.ears)
            self.chat.subscriptions.renew_variants(device.session)

    def renames(self, device):
        name = device.session.name
        other = name.removesuffix("2") if name.endswith("2") else name + "2"
        device.asks(c.Nick(name=self.random.choice([other, other, self._name()])))

    def hangs_up(self, device):
        self.note(device, "is cut")
        device.witness.closed = True
        device.session.lost()

    def is_closed(self, device):
        device.asks(c.Quit())

    def orders(self, device):
        room, name = self.random.choice([self._room(), self._room(), "*"]), self._name()
        if self.about is not None and self.about[0] == device.session.name:
            name = self.random.choice([*PEOPLE, *GUESTS])  # nobody does it to themselves
        kind = self.random.choice(
            [
                c.Kick(name=name, room=room),
                c.Ban(target=name, room=room),
                c.Ban(target=name, room=room),
                c.Mute(name=name, room=room),
                c.Mute(name=name, room=room),
                c.Unban(target=name, room=room),
                c.Unmute(name=name, room=room),
            ]
        )
        device.asks(kind)

    def demotes(self, device):
        """Whoever the race is about, on the server or in the room."""
        if self.random.random() < 0.5:
            device.asks(c.Role(name=self._name(), role="member", room=self._room()))
        for owner in self.devices:
            if owner.open and owner.session.name == "zoe":
                owner.asks(c.Role(name=self._name(), role="user", room="*"))
                return

    def role(self, device):
        if self.random.random() < 0.3:
            role = self.random.choice(["user", "moderator", "admin"])
            device.asks(c.Role(name=self._name(), role=role, room="*"))
        else:
            role = self.random.choice(["muted", "member", "moderator", "owner"])
            device.asks(c.Role(name=self._name(), role=role, room=self._room()))


def lines_are_as_stored(place, log, room):
    """What is stored of a place's lines is so, with what was added to them, and its newest in memory
    are the same; `room` is None if it is not in memory."""
    stored = log.lines_before(place.id, None, len(place.log)).result
    for record in stored:
        place.compare(record)
    shown = [unnamed(record) for record in room.tail.lines] if room is not None else []
    newest = [unnamed(record) for record in stored[len(stored) - len(shown) :]]
    if shown != newest:
        raise Wrong(f"in memory: {shown}, stored: {newest}")


def unnamed(record):
    """A record, but for names, which change."""
    return msgspec.structs.replace(
        record, actor_name="", subject_name="", annotations=record.annotations or NONE
    )


class Lobby:
    """As a row; it is there before the journal begins."""

    id, kind = LOBBY, RoomKind.PUBLIC


class RidsOf(dict):
    """The rooms by their ids on the wire, as far as there are any by now."""

    def __init__(self, chat):
        super().__init__()
        self._chat = chat

    def __missing__(self, rid):
        self[rid] = self._chat.rids.room(rid)
        return self[rid]

    def name(self, id_):
        room = self._chat.directory.rooms.get(id_)
        return room.name if room is not None else ""


def asks(make):
    return lambda play, device: device.asks(make(play))


DEEDS = {
    "say": (30, RandomPlay.says),
    "msg": (8, RandomPlay.says_to),
    "nick": (4, RandomPlay.renames),
    "ignore": (3, asks(lambda play: c.Ignore(name=play._name()))),
    "unignore": (1, asks(lambda play: c.Unignore(name=play._name()))),
    "join": (6, RandomPlay.joins),
    "leave": (4, asks(lambda play: c.Leave(room=play._room()))),
    "group": (3, RandomPlay.makes_a_group),
    "invite": (5, asks(lambda play: c.Invite(name=play._name(), room=play._room()))),
    "orders": (12, RandomPlay.orders),
    "role": (5, RandomPlay.role),
    "readonly": (2, asks(lambda play: c.Mode(room=play._room(), readonly=play.random.random() < 0.5))),
    "entry": (1, asks(lambda play: c.Mode(room="ops", entry=play.random.choice(["open", "invite"])))),
    "topic": (3, asks(lambda play: c.Topic(room=play._room(), text="about"))),
    "rename_room": (1, RandomPlay.renames_a_room),
    "delete": (5, RandomPlay.deletes),
    "delete_room": (1, asks(lambda play: c.DeleteChatroom(room=play._room()))),
    "answer": (6, RandomPlay.answers),
    "edit": (10, RandomPlay.edits),
    "react": (10, RandomPlay.reacts),
    "pin": (7, RandomPlay.pins),
    "history": (7, asks(lambda play: c.History(room=play._room(), limit=play.random.choice([1, 3, 9])))),
    "context": (2, asks(lambda play: c.Context(room="ops", seq=play._line("ops"), limit=3))),
    "mentions": (2, asks(lambda play: c.Mentions(since="all"))),
    "pins": (2, asks(lambda play: c.Pins(room=play._room()))),
    "bookmark": (2, asks(lambda play: c.Bookmark(room="ops", seq=play._line("ops")))),
    "bookmarks": (2, asks(lambda play: c.Bookmarks())),
    "later": (2, asks(lambda play: c.History(room=play._room(), after=0))),
    "missed": (2, asks(lambda play: c.Missed())),
    "search": (2, asks(lambda play: c.Search(text=":", limit=3))),
    "dialect": (2, RandomPlay.changes_dialect),
    "cut": (2, RandomPlay.hangs_up),
    "quit": (1, RandomPlay.is_closed),
}
# In a race, things that take a while are as likely as those that are said often otherwise.
OWN = {
    name: (4, DEEDS[name][1]) for name in ("say", "nick", "history", "later", "missed", "search", "orders")
}
OWN_OFTEN = ("join", "leave", "invite", "topic", "delete", "answer", "edit", "react", "pin")
OWN |= {name: (2, DEEDS[name][1]) for name in OWN_OFTEN}
OWN["again"] = (3, lambda play, device: play._comes_again(device.session.name))
ABOUT = {name: DEEDS[name] for name in ("orders", "role", "invite", "ignore", "readonly", "delete_room")}
ABOUT |= {"demote": (8, RandomPlay.demotes), "say": (2, RandomPlay.says)}
