"""Every command that writes has a rate: whoever repeats one is told to slow down."""

from typing import get_args

import msgspec
import pytest

from chatservice.core.dispatch import CHARGES
from chatservice.core.rates import FREE, READ, SEARCH
from chatservice.model.commands import AnyCommand
from chatservice.model.values import ServerRole
from chatservice.settings.reload import apply
from chatservice.settings.schema import Rate
from tests.scenes.stage import Stage
from tests.scenes.web import Web

SECRET = "correct horse"
FEW = Rate(3, 3600.0)
TRIES = 30

# What one repeats, with what makes each time another one.
REPEATED = {
    "register": lambda n: {"password": f"long enough {n}", "name": "new"},
    "oper": lambda n: {"name": "alice", "password": f"wrong {n}"},
    "password": lambda n: {"old": SECRET, "new": f"another secret {n}"},
    "say": lambda n: {"room": "ops", "text": f"line {n}"},
    "msg": lambda n: {"to": "bob", "text": f"line {n}"},
    "reply": lambda n: {"text": f"line {n}"},
    "topic": lambda n: {"room": "ops", "text": f"topic {n}"},
    "nick": lambda n: {"name": f"alice{n}"},
    "invite": lambda n: {"room": "ops", "name": f"v{n}"},
    "role": lambda n: {"room": "ops", "name": f"v{n}", "role": "moderator"},
    "mode": lambda n: {"room": "ops", "slow": float(n)},
    "edit": lambda n: {"room": "ops", "seq": n + 1, "text": "x"},
    "poll": lambda n: {"room": "ops", "question": f"{n}?", "choices": ["a", "b"]},
    "vote": lambda n: {"room": "ops", "seq": n + 1, "choices": [1]},
    "poll_close": lambda n: {"room": "ops", "seq": n + 1},
    "pin": lambda n: {"room": "ops", "seq": n + 1},
    "unpin": lambda n: {"room": "ops", "seq": n + 1},
    "bookmark": lambda n: {"room": "ops", "seq": n + 1},
    "react": lambda n: {"room": "ops", "seq": n + 1, "emoji": "+1"},
    "later": lambda n: {"room": "ops", "when": "1h", "text": f"line {n}"},
    "remind": lambda n: {"when": "1h", "text": f"line {n}"},
    "delete": lambda n: {"room": "ops", "seq": n + 1},
    "purge": lambda n: {"room": "ops", "name": f"v{n}"},
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
    "rename_room": lambda n: {"room": "1", "name": f"x{n}"},
    "metadata": lambda n: {"key": "color", "value": f"{n}"},
    "set": lambda n: {"name": "about", "value": f"{n}"},
    "away": lambda n: {"text": f"{n}"},
    "set_status": lambda n: {"text": f"{n}"},
    "level": lambda n: {"room": "ops", "level": "none"},
    "resolve": lambda n: {"id": n},
    "lockdown": lambda n: {"on": n % 2 == 0},
    "bot": lambda n: {"name": "robo"},
    "webhook": lambda n: {"name": "robo", "room": "ops"},
    "outgoing": lambda n: {"name": "robo", "url": f"http://x.example/{n}", "room": "ops"},
    "outgoing_off": lambda n: {"id": n, "room": "ops"},
    "slash": lambda n: {"name": f"x{n}", "room": "ops"},
    "unhook": lambda n: {"id": f"{n:08x}", "room": "ops"},
    "cert_add": lambda n: {"fingerprint": f"{n:064x}"},
    "cert_remove": lambda n: {"fingerprint": f"{n:08x}"},
    "token": lambda n: {"label": f"phone {n}"},
    "revoke": lambda n: {"id": f"{n:08x}"},
    "invitation": lambda n: {},
    "push": lambda n: {"endpoint": f"https://push.example/{n}", "p256dh": "", "auth": ""},
    "push_forget": lambda n: {"endpoint": f"https://push.example/{n}"},
    "push_off": lambda n: {"id": n},
    "administer": lambda n: {"do": {"cmd": "stats"}},
    "uninvite": lambda n: {"id": f"{n:08x}"},
    "delete_file": lambda n: {"file": f"{n}"},
    "share": lambda n: {"file": f"{n}", "room": "ops"},
    "run": lambda n: {"source": f"print({n})", "language": "python", "room": "ops"},
    "code_new": lambda n: {"language": "python", "room": "ops"},
    "code_fork": lambda n: {"doc": "ops/mine"},
    "code_link": lambda n: {"doc": "x"},
    "code_unlink": lambda n: {"doc": "x", "id": "1"},
    "code_restore": lambda n: {"doc": "x", "version": 0},
    "code_hand_out": lambda n: {"doc": "x"},
    "code_run_all": lambda n: {"doc": "x"},
    "code_join": lambda n: {"doc": "x", "room": "ops"},
    "code_edit": lambda n: {"doc": "x", "base": 0, "changes": []},
    "code_put": lambda n: {"doc": "x", "text": f"{n}"},
    "code_set": lambda n: {"doc": "x", "line": 1, "text": f"{n}"},
    "code_append": lambda n: {"doc": "x", "text": f"{n}"},
    "code_cursor": lambda n: {"doc": "x", "version": 0, "ranges": []},
    "code_rename": lambda n: {"doc": "x", "title": f"t{n}"},
    "code_grant": lambda n: {"doc": "x", "name": "bob", "role": "viewer"},
    "code_invite": lambda n: {"doc": "x", "name": "bob"},
    "code_close": lambda n: {"doc": "x"},
    "code_run": lambda n: {"doc": "ops/mine"},
    "run_stop": lambda n: {"run": n + 1, "room": "ops"},
    "run_input": lambda n: {"run": n + 1, "room": "ops", "text": "x"},
    "run_eof": lambda n: {"run": n + 1, "room": "ops"},
}
RATES = ("message_rate", "join_rate", "room_rate", "upload_rate", "password_rate", "run_rate", "edit_rate")
# Of a rate that test_limits, test_scram or test_invitations has, or join and leave.
ELSEWHERE = {"code_import", "login", "next", "redeem", "scram"}


LOOKS_FIRST = {tag for tag, charge in CHARGES.items() if charge.looks}
QUESTIONS = {tag for tag, charge in CHARGES.items() if charge.kind in (READ, SEARCH)}


def test_every_command_has_its_place_in_the_table():
    assert set(CHARGES) == {str(kind.__struct_config__.tag) for kind in get_args(AnyCommand)}
    counted = {tag for tag, charge in CHARGES.items() if charge.kind != FREE}
    repeated, written = set(REPEATED) | ELSEWHERE, counted - QUESTIONS
    missing, needless = written - repeated, repeated - written
    assert not missing, "REPEATED above needs a row for each of these"
    assert not needless, "REPEATED is for what a rate counts that is no question"


def test_what_looks_first_is_counted_itself_as_well():
    assert all(CHARGES[tag].itself for tag in LOOKS_FIRST)


def owner(stage):
    stage.storage.accounts.create("alice", "plain " + SECRET, ServerRole.OWNER, 1.0)
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
    alice.asks(cmd="code_new", language="python", title="mine", room="ops")
    for number in range(TRIES):
        alice.asks(cmd="say", room="ops", text=f"line {number}")
    alice.raw()
    apply(stage.settings, msgspec.structs.replace(stage.settings, **dict.fromkeys(RATES, FEW)))
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


ASKED_ABOUT = {
    "where": {},
    "rooms": {},
    "reactions": {"room": "ops", "seq": 1},
    "previews": {"room": "ops", "seq": 1},
    "pins": {"room": "ops"},
    "poll_show": {"room": "ops", "seq": 1},
    "unbookmark": {"room": "ops", "seq": 1},
    "bookmarks": {},
    "context": {"room": "ops", "seq": 1},
    "later_list": {},
    "later_cancel": {"id": 1},
    "remind_list": {},
    "remind_cancel": {"id": 1},
    "who": {"room": "ops"},
    "seen": {"name": "alice"},
    "history": {"room": "ops"},
    "missed": {},
    "topics": {"room": "ops"},
    "revisions": {"room": "ops", "seq": 1},
    "read": {"room": "ops"},
    "unread": {"room": "ops", "seq": 1},
    "seen_by": {"room": "ops"},
    "mentions": {},
    "profile": {},
    "typing": {"room": "ops"},
    "files": {},
    "link": {"file": "0"},
    "tokens": {},
    "cert": {},
    "push_list": {},
    "invitations": {},
    "bots": {},
    "webhooks": {"room": "ops"},
    "outgoing_list": {"room": "ops"},
    "bans": {"room": "ops"},
    "reports": {},
    "audit": {},
    "search": {"text": "line"},
    "run_show": {"run": 1, "room": "ops"},
    "doctor": {},
    "code_class": {"doc": "x"},
    "code_list": {"room": "ops"},
    "code_show": {"doc": "x", "room": "ops"},
    "code_leave": {"doc": "x", "room": "ops"},
    "code_roles": {"doc": "x", "room": "ops"},
    "code_links": {"doc": "x", "room": "ops"},
    "code_history": {"doc": "x", "room": "ops"},
    "code_diff": {"doc": "x", "room": "ops", "since": 0},
}
LOOKED_UP = {
    "say": {"room": "nowhere", "text": "hi"},
    "msg": {"to": "nobody", "text": "hi"},
    "topic": {"room": "nowhere", "text": "hi"},
    "metadata": {"room": "nowhere"},
    "rename_room": {"room": "nowhere", "name": "x"},
    "nick": {"name": "alice"},
    "invite": {"room": "nowhere", "name": "bob"},
    "role": {"room": "nowhere", "name": "bob", "role": "member"},
    "mode": {"room": "nowhere", "slow": 1.0},
    "edit": {"room": "nowhere", "seq": 1, "text": "x"},
    "poll": {"room": "nowhere", "question": "?", "choices": ["a", "b"]},
    "pin": {"room": "nowhere", "seq": 1},
    "unpin": {"room": "nowhere", "seq": 1},
    "bookmark": {"room": "nowhere", "seq": 1},
    "react": {"room": "nowhere", "seq": 1, "emoji": "+1"},
    "delete": {"room": "nowhere", "seq": 1},
    "purge": {"room": "nowhere", "name": "bob"},
    "report": {"room": "nowhere", "seq": 1},
    "group": {"name": "team", "members": ["nobody"]},
    "share": {"room": "nowhere", "file": "0"},
    "token": {},
    "run": {"room": "nowhere"},
    "code_new": {"room": "nowhere", "language": "python"},
    "code_fork": {"room": "nowhere", "doc": "x"},
    "code_import": {"room": "nowhere", "file": "1"},
    "code_run": {"room": "nowhere", "doc": "x"},
}


def test_every_question_is_asked_in_the_next_test():
    looked_up = LOOKS_FIRST | {"say", "msg"}
    unasked, unlooked = QUESTIONS - set(ASKED_ABOUT), looked_up - set(LOOKED_UP)
    assert not unasked, "ASKED_ABOUT above needs a row for each of these"
    assert not unlooked, "LOOKED_UP above needs a row for each of these"
    needless = set(ASKED_ABOUT) - QUESTIONS | set(LOOKED_UP) - looked_up
    assert not needless, "these ask nothing, or look nothing up first"


@pytest.mark.parametrize("command", [*ASKED_ABOUT, *LOOKED_UP])
def test_whoever_asks_too_much_is_told_to_slow_down(command):
    stage = Stage(read_rate=None, search_rate=None, max_garbage=1000)
    alice = owner(stage).asks(cmd="join", room="ops")
    alice.raw()
    apply(stage.settings, msgspec.structs.replace(stage.settings, read_rate=FEW, search_rate=FEW))
    stage.chat.settings_changed()
    codes = []
    for number in range(TRIES):
        alice.asks(cmd=command, ref=number, **(ASKED_ABOUT | LOOKED_UP)[command])
        codes += [event["code"] for event in alice.events("error") if event.get("ref") == number]
    assert codes.count("slow_down") == TRIES - FEW.burst
    stage.passes(FEW.every)
    alice.asks(cmd="ping", ref="still").asks(cmd="say", room="ops", text="still here")
    assert [event["event"] for event in alice.events()] == ["pong", "ack", "message"]


def test_tokens_that_are_nobodys_are_looked_up_at_a_rate():
    stage = Stage(read_rate=FEW, rate_address=2)
    web = Web(stage)
    codes = []
    for number in range(5):
        stranger = stage.connect().asks(cmd="login", token=f"{number:032x}")
        codes += [event["code"] for event in stranger.events("error")]
        codes.append(web.get("/api/v1/me", Authorization=f"Bearer {number}").code)
        codes.append(web.post(f"/hooks/{number}", b"hi").code)
    assert codes == ["bad_token", "bad_token", "no_such_page"] * 2 + ["slow_down"] * 9
    far = stage.connect("192.0.2.7").asks(cmd="login", token="1" * 32)
    assert [event["code"] for event in far.events("error")] == ["bad_token"]


def test_a_window_with_many_conversations_that_comes_back_and_scrolls_never_meets_it():
    stage = Stage(message_rate=None, room_rate=None)
    alice = stage.json("alice")
    for number in range(60):
        alice.asks(cmd="join", room=f"room{number}")
    for number in range(400):
        alice.asks(cmd="say", room="lobby", text=f"line {number}")
    alice.raw()
    token = alice.asks(cmd="token").events("token")[0]["token"]
    alice.hangs_up()
    stage.passes(1)
    rooms = ["lobby", *(f"room{number}" for number in range(60))]
    again = stage.connect().asks(cmd="login", token=token, since=dict.fromkeys(rooms, 0))
    for question in ("rooms", "motd", "missed", "files"):
        again.asks(cmd=question)
    again.asks(cmd="who", room="*")
    for room in rooms:
        again.asks(cmd="history", room=room).asks(cmd="who", room=room)
    for number in range(600):  # held down for half a minute
        again.asks(cmd="history", room="lobby", before=400 - number % 300, limit=50)
        stage.passes(0.05)
    assert again.events("error") == []


def test_nor_do_a_thousand_who_come_in_at_once_from_one_address():
    stage = Stage()
    codes = []
    for number in range(1_000):
        one = stage.connect().asks(cmd="login", name=f"p{number}").asks(cmd="join", room="lobby")
        for question in ("rooms", "motd", "missed"):
            one.asks(cmd=question)
        one.asks(cmd="who", room="*").asks(cmd="history")
        codes += [event["code"] for event in one.events("error")]
        one.hangs_up()
    assert codes == []
