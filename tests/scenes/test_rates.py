"""Every command that writes has a rate: whoever repeats one is told to slow down."""

from typing import get_args

import msgspec
import pytest

from chatservice.core.rates import ASKED, ITSELF, READING
from chatservice.model.commands import AnyCommand
from chatservice.model.values import Role
from chatservice.settings import Rate
from chatservice.settings_again import take
from tests.scenes.stage import Stage

SECRET = "correct horse"
FEW = Rate(3, 3600.0)
TRIES = 30

# What one repeats, with what makes each time another one.
REPEATED = {
    "register": lambda n: {"password": f"long enough {n}", "name": "new"},
    "password": lambda n: {"old": SECRET, "new": f"another secret {n}"},
    "say": lambda n: {"room": "ops", "text": f"line {n}"},
    "msg": lambda n: {"to": "bob", "text": f"line {n}"},
    "reply": lambda n: {"text": f"line {n}"},
    "topic": lambda n: {"room": "ops", "text": f"topic {n}"},
    "nick": lambda n: {"name": f"alice{n}"},
    "invite": lambda n: {"room": "ops", "name": f"v{n}"},
    "role": lambda n: {"room": "ops", "name": f"v{n}", "role": "moderator"},
    "mode": lambda n: {"room": "ops", "slow": float(n)},
    "delete": lambda n: {"room": "ops", "seq": n + 1},
    "report": lambda n: {"room": "ops", "seq": n + 1},
    "join": lambda n: {"room": f"room{n}"},
    "open_chatroom": lambda n: {"room": "lobby"},
    "create_chatroom": lambda n: {"name": f"room{n}"},
    "group": lambda n: {"name": f"team{n}"},
    "leave": lambda n: {"room": f"room{n}"},
    "delete_chatroom": lambda n: {"room": f"room{n}"},
    "announce": lambda n: {"text": f"news {n}"},
    "kick": lambda n: {"room": "ops", "name": f"v{n}"},
    "ban": lambda n: {"room": "ops", "target": f"nobody{n}"},
    "unban": lambda n: {"room": "ops", "target": f"nobody{n}"},
    "mute": lambda n: {"room": "ops", "name": f"v{n}"},
    "unmute": lambda n: {"room": "ops", "name": f"v{n}"},
    "ignore": lambda n: {"name": f"v{n}"},
    "unignore": lambda n: {"name": f"v{n}"},
    "resolve": lambda n: {"id": n},
    "lockdown": lambda n: {"on": n % 2 == 0},
    "bot": lambda n: {"name": "robo"},
    "webhook": lambda n: {"name": "robo", "room": "ops"},
    "unhook": lambda n: {"id": f"{n:08x}", "room": "ops"},
    "token": lambda n: {"label": f"phone {n}"},
    "revoke": lambda n: {"id": f"{n:08x}"},
    "invitation": lambda n: {},
    "delete_file": lambda n: {"file": f"{n}"},
    "share": lambda n: {"file": f"{n}", "room": "ops"},
}
RATES = ("message_rate", "join_rate", "room_rate", "upload_rate", "password_rate")
ELSEWHERE = {"login"}  # a connection does it once: test_limits has its rate


def test_every_command_has_its_place_in_the_table():
    tags = sorted(str(kind.__struct_config__.tag) for kind in get_args(AnyCommand))
    assert sorted([*ASKED, *ITSELF, *READING]) == tags
    assert set(REPEATED) | ELSEWHERE == set(ASKED) | set(ITSELF)


def owner(stage):
    stage.storage.accounts.create("alice", "plain " + SECRET, Role.OWNER, 1.0)
    stage.settle()
    return stage.connect().asks(cmd="login", name="alice", password=SECRET)


@pytest.mark.parametrize("command", sorted(REPEATED))
def test_whoever_repeats_what_writes_is_told_to_slow_down(command):
    stage = Stage(rooms_by_user=None, max_garbage=1000, **dict.fromkeys(RATES))
    for number in range(5):
        stage.json(f"v{number}", room="ops")
    alice = owner(stage)
    stage.json("bob").asks(cmd="msg", to="alice", text="hi")
    alice.asks(cmd="join", room="ops")
    for number in range(TRIES):
        alice.asks(cmd="say", room="ops", text=f"line {number}")
    alice.raw()
    take(stage.settings, msgspec.structs.replace(stage.settings, **dict.fromkeys(RATES, FEW)))
    stage.chat.settings_changed()
    done, refused = 0, []
    for number in range(TRIES):
        if command == "register":  # each by a stranger
            alice = stage.connect()
            alice.asks(cmd="help").raw()
        alice.asks(cmd=command, ref=number, **REPEATED[command](number))
        codes = [event["code"] for event in alice.events("error") if event.get("ref") == number]
        refused += codes
        done += not codes
    assert "slow_down" in refused
    assert done <= FEW.burst
