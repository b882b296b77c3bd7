"""Guests of two processes on one storage: a name is one person's in both, each process shows the people of
the other, and what a process had that ended is free.

A seed that fails is played again by SEEDS=1 FIRST=seed.
"""

import pytest

from chatservice.core.name_registry import NamesInMemory
from chatservice.core.presence import Presence
from chatservice.core.remote_presence import RemotePeople
from chatservice.model.names import fold
from tests.scenes.two_cores import FIRST, PEOPLE, SEEDS, TwoCores, find

NAMES = ("gus", "Gus", "hal", "ivy")


class Guests(TwoCores):
    def __init__(self, seed):
        super().__init__(seed)
        self.guests = []  # (core, device)
        self.tokens = []
        self.hear_all()

    def play(self, steps):
        acts = (
            self.hear,
            self.hear,
            self.come,
            self.come,
            self.both_come,
            self.come_back,
            self.nick,
            self.go,
        )
        for _ in range(steps):
            self.random.choice(acts)()
            self.nobody_shares_a_name()
        self.hear_all()

    def hear(self):
        if self.words:
            self.hear_one()

    def come(self):
        core, name = self.random.choice(self.cores), self.random.choice(NAMES)
        self.add(core, core.connect().asks(cmd="login", name=name))

    def both_come(self):
        """At the same moment."""
        name = self.random.choice(NAMES).encode()
        devices = [core.connect() for core in self.cores]
        for device in devices:
            device.connection.dataReceived(b'{"cmd":"login","name":"' + name + b'"}\n')
        self.settle()
        for core, device in zip(self.cores, devices, strict=True):
            self.add(core, device)

    def come_back(self):
        """By a token, to whichever process."""
        if self.tokens:
            core = self.random.choice(self.cores)
            self.add(core, core.connect().asks(cmd="login", token=self.random.choice(self.tokens)))

    def add(self, core, device):
        for welcome in device.events("welcome"):
            self.guests.append((core, device))
            self.tokens.append(welcome["token"])

    def nick(self):
        if self.guests:
            _, device = self.random.choice(self.guests)
            if not device.network.closed:
                device.asks(cmd="nick", name=self.random.choice(NAMES))

    def go(self):
        if self.guests:
            _, device = self.guests.pop(self.random.randrange(len(self.guests)))
            if not device.network.closed:
                device.hangs_up() if self.random.random() < 0.5 else device.asks(cmd="quit")

    # What is true.

    def people(self, core):
        return {person.id: person for person in core.chat.presence.own()}

    def nobody_shares_a_name(self):
        one, other = map(self.people, self.cores)
        guests = {**one, **other}.values()
        names = [fold(guest.name) for guest in guests]
        assert len(names) == len(set(names)), sorted(names)

    def who(self, core):
        device = core.logs_in("zoe")
        device.events()
        people = device.asks(cmd="who", room="*").events("people")[0]
        device.hangs_up()
        return people["here"], sorted(people["members"])

    def all_are_shown_by_both(self):
        one, other = map(self.people, self.cores)
        every = sorted({id_: person.name for id_, person in {**one, **other}.items()}.values())
        for core in self.cores:
            assert self.who(core) == (len(every), every)

    def other_process_ends(self):
        """The second one: its connections are cut, and it says nothing more."""
        ended = self.cores[1].chat
        gone = self.people(self.cores[1]).keys() - self.people(self.cores[0]).keys()
        self.words.clear()
        self.cores[0].done(self.cores[0].chat.other_processes.process_ended(ended.presence.owner))
        return gone


def played(seed):
    play = Guests(seed)
    play.play(60)
    play.all_are_shown_by_both()
    return play


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
def test_a_name_is_one_persons_and_everyone_is_shown(seed):
    played(seed)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
def test_what_an_ended_process_had_is_free(seed):
    play = played(seed)
    gone = play.other_process_ends()
    core = play.cores[0]
    left = sorted(person.name for person in play.people(core).values())
    assert play.who(core) == (len(left), left)
    people = play.storage.people
    assert all(people[who].left is not None for who in gone)
    for name in {fold(name) for name in NAMES} - {fold(name) for name in left}:
        assert core.connect().asks(cmd="login", name=name).events("welcome")


def test_connections_from_one_place_are_counted_in_both():
    play = TwoCores(0)
    play.hear_all()
    one, other = (core.chat for core in play.cores)
    own = other.limits.connections.of(other.presence.owner)["127.0.0.1"]
    assert one.limits.connections.opened(one.presence.owner, "127.0.0.1") == len(PEOPLE) + 1 + own
    play.cores[0].done(one.other_processes.process_ended(other.presence.owner))
    assert one.limits.connections.opened(one.presence.owner, "127.0.0.1") == len(PEOPLE) + 2


# The play is worth something: each of these, left out, is found soon.


def nobody_is_asked_for_a_name(patch):
    async def take(self, owner, name, principal):
        self.keep(owner, name, principal)

    patch.setattr(NamesInMemory, "take", take)
    patch.setattr(RemotePeople, "named", lambda self, name: None)


def a_name_is_held_only_while_it_is_taken(patch):
    patch.setattr(NamesInMemory, "keep", lambda self, owner, name, principal: None)
    patch.setattr(RemotePeople, "named", lambda self, name: None)


def a_name_is_never_given_back(patch):
    patch.setattr(NamesInMemory, "release", lambda self, owner, name: None)


def what_comes_late_is_believed(patch):
    learn = RemotePeople.learn

    def learned(self, owner, version, people):
        self._reports.pop(owner, None)
        return learn(self, owner, version, people)

    patch.setattr(RemotePeople, "learn", learned)


def an_ended_process_keeps_its_people(patch):
    patch.setattr(Presence, "forget", lambda self, owner: [])


@pytest.mark.parametrize(
    "fault",
    [
        nobody_is_asked_for_a_name,
        a_name_is_held_only_while_it_is_taken,
        a_name_is_never_given_back,
        what_comes_late_is_believed,
        an_ended_process_keeps_its_people,
    ],
    ids=lambda fault: fault.__name__,
)
def test_a_fault_that_is_put_in_is_found(fault, monkeypatch):
    fault(monkeypatch)
    find(test_what_an_ended_process_had_is_free, seeds=100)
