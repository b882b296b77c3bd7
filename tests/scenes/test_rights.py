"""The table of rights: each row's edges played, in every dialect that has the command.

The table is the test's data, so a right that is changed is tested as changed; that no
command slips past it is what these plays are for. A right never gets less with a higher
role, so the lowest of those who have it and the highest of those who do not say it all.
"""

import hashlib
import itertools

import pytest
from twisted.internet.defer import Deferred

from chatservice.core.commands.sharing import share_upload
from chatservice.core.dispatch import RIGHTS
from chatservice.model.values import RoomRole, ServerRole
from tests.scenes.stage import Stage

SECRET = "correct horse"
REFUSED = {"not_allowed", "muted", "read_only"}

# What the owner shares in `ops` by the key "k" (see `Files`).
FILE = hashlib.sha256(b"memory/1/2/k").hexdigest()[:16]

# What is done, as JSON and as a line typed; `ROOM` is the one that it is about.
PLAYS = {
    "join": ({"cmd": "join", "room": "other"}, "/join other"),
    "create_chatroom": ({"cmd": "create_chatroom", "name": "fresh"}, "/create_chatroom fresh"),
    "open_chatroom": ({"cmd": "open_chatroom", "room": "ops"}, "/open_chatroom ops"),
    "delete_chatroom": ({"cmd": "delete_chatroom", "room": "ops"}, "/delete_chatroom ops"),
    "announce": ({"cmd": "announce", "text": "hi"}, "/announce hi"),
    "leave": ({"cmd": "leave", "room": "ops"}, "/leave ops"),
    "next": ({"cmd": "next"}, "/next"),
    "where": ({"cmd": "where"}, "/where"),
    "rooms": ({"cmd": "rooms"}, "/rooms"),
    "who": ({"cmd": "who", "room": "ops"}, "/who ops"),
    "seen": ({"cmd": "seen", "name": "alice"}, "/seen alice"),
    "history": ({"cmd": "history", "room": "ops"}, "/history in:ops"),
    "missed": ({"cmd": "missed"}, "/missed"),
    "read": ({"cmd": "read", "room": "ops"}, "/read in:ops"),
    "unread": ({"cmd": "unread", "room": "ops", "seq": 1}, "/unread 1 in:ops"),
    "seen_by": ({"cmd": "seen_by", "room": "crew"}, "/seen_by in:crew"),
    "mentions": ({"cmd": "mentions"}, "/mentions"),
    "profile": ({"cmd": "profile"}, "/profile"),
    "rename_room": ({"cmd": "rename_room", "room": "ops", "name": "dev"}, "/rename in:ops dev"),
    "metadata": ({"cmd": "metadata", "key": "color", "value": "red"}, "/metadata color red"),
    "room_metadata": (
        {"cmd": "metadata", "room": "ops", "key": "color", "value": "red"},
        "/metadata in:ops color red",
    ),
    "set": ({"cmd": "set", "name": "about", "value": "me"}, "/set about me"),
    "away": ({"cmd": "away"}, "/away"),
    "set_status": ({"cmd": "set_status", "text": "busy"}, "/status busy"),
    "level": ({"cmd": "level", "room": "ops", "level": "none"}, "/level none in:ops"),
    "search": ({"cmd": "search", "text": "word"}, "/search word"),
    "motd": ({"cmd": "motd"}, "/motd"),
    "help": ({"cmd": "help"}, "/help"),
    "ping": ({"cmd": "ping"}, "/ping"),
    "token": ({"cmd": "token"}, "/token"),
    "nick": ({"cmd": "nick", "name": "somebody"}, "/nick somebody"),
    "msg": ({"cmd": "msg", "to": "owner", "text": "hi"}, "/msg owner hi"),
    "reply": ({"cmd": "reply", "text": "hi"}, "/reply hi"),
    "group": ({"cmd": "group", "name": "team"}, "/group team"),
    "password": ({"cmd": "password", "old": SECRET, "new": SECRET}, f'/password "{SECRET}" {SECRET}'),
    "oper": ({"cmd": "oper", "name": "owner", "password": SECRET}, f"/oper owner {SECRET}"),
    "tokens": ({"cmd": "tokens"}, "/tokens"),
    "cert": ({"cmd": "cert"}, "/cert"),
    "cert_add": ({"cmd": "cert_add", "fingerprint": "ab" * 32}, f"/cert add {'ab' * 32}"),
    "cert_remove": ({"cmd": "cert_remove", "fingerprint": "cd" * 32}, f"/cert remove {'cd' * 32}"),
    "push_list": ({"cmd": "push_list"}, "/notified"),
    "push_off": ({"cmd": "push_off", "id": 1}, "/unnotify 1"),
    "revoke": ({"cmd": "revoke", "id": "00000000"}, "/revoke 00000000"),
    "invitation": ({"cmd": "invitation", "room": "crew"}, "/invitation in:crew"),
    "invitation_server": ({"cmd": "invitation"}, "/invitation"),
    "invitations": ({"cmd": "invitations"}, "/invitations"),
    "uninvite": ({"cmd": "uninvite", "id": "00000000"}, "/uninvite 00000000"),
    "server_role": ({"cmd": "role", "name": "plain", "role": "user", "room": "*"}, "/role plain user *"),
    "say": ({"cmd": "say", "room": "ops", "text": "hi"}, "hi"),
    "say_read_only": ({"cmd": "say", "room": "ops", "text": "hi"}, "hi"),
    "topic": ({"cmd": "topic", "room": "ops", "text": "new"}, "/topic new"),
    "invite": ({"cmd": "invite", "name": "plain", "room": "crew"}, "/invite plain crew"),
    "invite_public": ({"cmd": "invite", "name": "plain", "room": "ops"}, "/invite plain ops"),
    "mode": ({"cmd": "mode", "room": "ops", "slow": 0}, "/mode slow 0"),
    "mode_entry": ({"cmd": "mode", "room": "ops", "entry": "open"}, "/mode open"),
    "role": ({"cmd": "role", "name": "plain", "role": "member", "room": "ops"}, "/role plain member ops"),
    "kick": ({"cmd": "kick", "name": "plain", "room": "ops"}, "/kick plain"),
    "kick_server": ({"cmd": "kick", "name": "plain", "room": "*"}, "/kick plain in:*"),
    "ban": ({"cmd": "ban", "target": "plain", "room": "ops"}, "/ban plain in:ops"),
    "ban_server": ({"cmd": "ban", "target": "plain"}, "/ban plain"),
    "ban_address": ({"cmd": "ban", "target": "192.0.2.1"}, "/ban 192.0.2.1"),
    "unban": ({"cmd": "unban", "target": "plain", "room": "ops"}, "/unban plain in:ops"),
    "bans": ({"cmd": "bans", "room": "ops"}, "/bans ops"),
    "mute": ({"cmd": "mute", "name": "plain", "room": "ops"}, "/mute plain"),
    "mute_server": ({"cmd": "mute", "name": "plain", "room": "*"}, "/mute plain in:*"),
    "unmute": ({"cmd": "unmute", "name": "plain", "room": "ops"}, "/unmute plain"),
    "ignore": ({"cmd": "ignore", "name": "plain"}, "/ignore plain"),
    "unignore": ({"cmd": "unignore", "name": "plain"}, "/unignore plain"),
    "topics": ({"cmd": "topics", "room": "ops"}, "/topics"),
    "revisions": ({"cmd": "revisions", "room": "ops", "seq": 1}, "/revisions 1"),
    "edit": ({"cmd": "edit", "room": "ops", "text": "x"}, "/edit x"),
    "react": ({"cmd": "react", "room": "ops", "seq": 1, "emoji": "+1"}, "/react 1 +1"),
    "poll": (
        {"cmd": "poll", "room": "ops", "question": "When?", "choices": ["a", "b"]},
        '/poll "When?" a b',
    ),
    "pin": ({"cmd": "pin", "room": "ops", "seq": 1}, "/pin 1"),
    "unpin": ({"cmd": "unpin", "room": "ops", "seq": 1}, "/unpin 1"),
    "pins": ({"cmd": "pins", "room": "ops"}, "/pins"),
    "bookmark": ({"cmd": "bookmark", "room": "ops", "seq": 1}, "/bookmark 1"),
    "unbookmark": ({"cmd": "unbookmark", "room": "ops", "seq": 1}, "/unbookmark 1"),
    "bookmarks": ({"cmd": "bookmarks"}, "/bookmarks"),
    "context": ({"cmd": "context", "room": "ops", "seq": 1}, "/context 1"),
    "reactions": ({"cmd": "reactions", "room": "ops", "seq": 1}, "/reactions 1"),
    "later": ({"cmd": "later", "room": "ops", "when": "1h", "text": "x"}, "/later 1h x"),
    "later_list": ({"cmd": "later_list"}, "/later list"),
    "later_cancel": ({"cmd": "later_cancel", "id": 1}, "/later cancel 1"),
    "remind": ({"cmd": "remind", "when": "1h", "text": "x"}, "/remind 1h x"),
    "remind_list": ({"cmd": "remind_list"}, "/remind list"),
    "remind_cancel": ({"cmd": "remind_cancel", "id": 1}, "/remind cancel 1"),
    "delete": ({"cmd": "delete", "room": "ops"}, "/delete"),
    "purge": ({"cmd": "purge", "name": "plain", "room": "ops"}, "/purge plain"),
    "delete_of_others": ({"cmd": "delete", "room": "ops", "seq": 1}, "/delete 1"),
    "report": ({"cmd": "report", "room": "ops", "seq": 1}, "/report 1"),
    "reports": ({"cmd": "reports"}, "/reports"),
    "resolve": ({"cmd": "resolve", "id": 1}, "/resolve 1"),
    "lockdown": ({"cmd": "lockdown", "on": True}, "/lockdown on"),
    "audit": ({"cmd": "audit"}, "/audit"),
    "files": ({"cmd": "files"}, "/files"),
    "share": ({"cmd": "share", "file": FILE, "room": "ops"}, f"/share {FILE} ops"),
    "link": ({"cmd": "link", "file": FILE}, f"/link {FILE}"),
    "delete_file": ({"cmd": "delete_file", "file": "0"}, "/delete_file 0"),
    "delete_file_of_others": ({"cmd": "delete_file", "file": FILE}, f"/delete_file {FILE}"),
    "bot": ({"cmd": "bot", "name": "robo"}, "/bot robo"),
    "bots": ({"cmd": "bots"}, "/bots"),
    "bots_of_others": ({"cmd": "bots", "name": "plain"}, "/bots plain"),
    "webhook": ({"cmd": "webhook", "name": "ci", "room": "ops"}, "/webhook ci ops"),
    "webhooks": ({"cmd": "webhooks", "room": "ops"}, "/webhooks ops"),
    "outgoing": (
        {"cmd": "outgoing", "name": "out", "url": "http://x.example", "room": "ops"},
        "/outgoing out http://x.example ops",
    ),
    "outgoing_list": ({"cmd": "outgoing_list", "room": "ops"}, "/outgoing list ops"),
    "outgoing_off": ({"cmd": "outgoing_off", "id": 1, "room": "ops"}, "/outgoing off 1 ops"),
    "unhook": ({"cmd": "unhook", "id": "00000000", "room": "ops"}, "/unhook 00000000 ops"),
    "run": ({"cmd": "run", "room": "ops", "source": "x", "language": "c"}, "/run"),
    "run_as_guest": ({"cmd": "run", "room": "ops", "source": "x", "language": "c"}, "/run"),
    "run_show": ({"cmd": "run_show", "run": 1, "room": "ops"}, "/run show 1"),
    "run_stop": ({"cmd": "run_stop", "run": 1, "room": "ops"}, "/run stop 1"),
    "run_stop_of_others": ({"cmd": "run_stop", "run": 2, "room": "ops"}, "/run stop 2"),
    "run_input": ({"cmd": "run_input", "run": 1, "room": "ops"}, "/run input 1 x"),
    "run_eof": ({"cmd": "run_eof", "run": 1, "room": "ops"}, "/run eof 1"),
    "doctor": ({"cmd": "doctor"}, "/doctor"),
    "code_new": ({"cmd": "code_new", "language": "c", "room": "ops"}, "/code new c mine in:ops"),
    "code_fork": (
        {"cmd": "code_fork", "doc": "ops/theirs", "title": "mine"},
        "/code fork mine doc:ops/theirs",
    ),
    "code_import": (
        {"cmd": "code_import", "file": FILE, "room": "ops"},
        f"/code import {FILE} in:ops",
    ),
    "code_history": ({"cmd": "code_history", "doc": "ops/theirs"}, "/code history ops/theirs"),
    "code_diff": ({"cmd": "code_diff", "doc": "ops/theirs", "since": 0}, "/code diff 0 doc:ops/theirs"),
    "code_restore": (
        {"cmd": "code_restore", "doc": "ops/theirs", "version": 0},
        "/code restore 0 doc:ops/theirs",
    ),
    "code_link": ({"cmd": "code_link", "doc": "ops/none"}, "/code link doc:ops/none"),
    "code_links": ({"cmd": "code_links", "doc": "ops/none"}, "/code links ops/none"),
    "code_unlink": ({"cmd": "code_unlink", "doc": "ops/none", "id": "1"}, "/code unlink 1 doc:ops/none"),
    "code_hand_out": ({"cmd": "code_hand_out", "doc": "theirs", "room": "ops"}, "/code hand-out ops/theirs"),
    "code_class": ({"cmd": "code_class", "doc": "theirs", "room": "ops"}, "/code class ops/theirs"),
    "code_run_all": ({"cmd": "code_run_all", "doc": "theirs", "room": "ops"}, "/code run-all ops/theirs"),
    "code_list": ({"cmd": "code_list", "room": "ops"}, "/code list in:ops"),
    "code_join": ({"cmd": "code_join", "doc": "ops/theirs"}, "/code join ops/theirs"),
    "code_show": ({"cmd": "code_show", "doc": "ops/theirs"}, "/code show ops/theirs"),
    "code_set": (
        {"cmd": "code_set", "doc": "ops/theirs", "line": 1, "text": "x"},
        "/code set 1 doc:ops/theirs x",
    ),
    "code_append": (
        {"cmd": "code_append", "doc": "ops/theirs", "text": "x"},
        "/code append doc:ops/theirs x",
    ),
    "code_leave": ({"cmd": "code_leave", "doc": "ops/theirs"}, "/code leave ops/theirs"),
    "code_rename": ({"cmd": "code_rename", "doc": "ops/none", "title": "x"}, "/code rename x doc:ops/none"),
    "code_close": ({"cmd": "code_close", "doc": "ops/none"}, "/code close ops/none"),
    "code_close_of_others": ({"cmd": "code_close", "doc": "ops/theirs"}, "/code close ops/theirs"),
    "code_invite": (
        {"cmd": "code_invite", "doc": "ops/theirs", "name": "owner"},
        "/code invite owner doc:ops/theirs",
    ),
    "code_grant": (
        {"cmd": "code_grant", "doc": "ops/none", "name": "owner", "role": "viewer"},
        "/code grant owner viewer doc:ops/none",
    ),
    "code_roles": ({"cmd": "code_roles", "doc": "ops/theirs"}, "/code roles ops/theirs"),
    "code_run": ({"cmd": "code_run", "doc": "ops/theirs"}, "/code run doc:ops/theirs"),
    "quit": ({"cmd": "quit"}, "/quit"),
}
PIPED = {
    "say": "BROADCAST|hi",
    "say_read_only": "BROADCAST|hi",
    "msg": "PERSONAL|owner|hi",
    "group": "CREATE_GROUP|team",
}
# The others by the verb for whatever can be typed; the pipe's own room is the lobby.
PIPED |= {
    action: f"COMMAND|{typed}"
    for action, (_, typed) in PLAYS.items()
    if action
    in {
        "kick_server",
        "ban",
        "ban_server",
        "ban_address",
        "unban",
        "bans",
        "mute_server",
        "lockdown",
        "audit",
    }
}
# `login` and `register` are for strangers; whoever is in already has its own refusal.
PLAYED_ELSEWHERE = {"login", "register", "redeem"}
# Nobody types these; test_documents has those who may not.
# Said by anyone, it addresses everyone only with the right: test_mentions.
PLAYED_ELSEWHERE |= {"mention_room"}
PLAYED_ELSEWHERE |= {"typing"}  # nobody types it; test_profiles has who may
PLAYED_ELSEWHERE |= {"administer"}  # nobody types it; test_administering
PLAYED_ELSEWHERE |= {"push", "push_forget"}  # nobody types it; test_push
PLAYED_ELSEWHERE |= {"scram"}  # nobody types it; test_scram
PLAYED_ELSEWHERE |= {"previews"}  # nobody types it; test_previews
PLAYED_ELSEWHERE |= {"slash"}  # test_outgoing
PLAYED_ELSEWHERE |= {"topic_locked"}  # test_room_modes
PLAYED_ELSEWHERE |= {"pin_private"}  # in private rooms
PLAYED_ELSEWHERE |= {"vote", "poll_show", "poll_close", "poll_close_of_others"}  # test_polls
PLAYED_ELSEWHERE |= {"code_edit", "code_put", "code_cursor"}
PLAYED_ELSEWHERE |= {"run_from_outside", "run_as_guest_from_outside"}  # test_document_roles

CELLS = list(itertools.product(ServerRole, RoomRole))


def higher(cell, other):
    return cell != other and cell[0] >= other[0] and cell[1] >= other[1]


def edges(action):
    """The lowest cells that are allowed and the highest that are not."""
    yes = [cell for cell in CELLS if allowed(action, *cell)]
    no = [cell for cell in CELLS if not allowed(action, *cell)]
    least = [cell for cell in yes if not any(higher(cell, other) for other in yes)]
    return least + [cell for cell in no if not any(higher(other, cell) for other in no)]


def account(stage, name, role):
    stage.storage.accounts.create(name, "plain " + SECRET, role, 1.0)
    stage.settle()


def stage_with(action, role, part):
    """A room `ops` with its owner, and somebody who is `role` on the server and `part` in it."""
    stage = Stage(code_guests=action == "run_as_guest")
    account(stage, "owner", ServerRole.OWNER)
    account(stage, "plain", ServerRole.USER)
    owner = stage.connect().asks(cmd="login", name="owner", password=SECRET)
    for room in ("lobby", "ops"):
        owner.asks(cmd="join", room=room)
    early = stage.connect().asks(cmd="login", name="early")
    for room in ("lobby", "ops"):
        early.asks(cmd="join", room=room).asks(cmd="say", room=room, text="the first line")
    owner.asks(cmd="group", name="crew")
    if action.startswith("code"):
        owner.asks(cmd="code_new", language="c", title="theirs", room="ops")
    if action == "run_stop_of_others":
        plain = stage.connect().asks(cmd="login", name="plain", password=SECRET)
        plain.asks(cmd="join", room="lobby").asks(cmd="run", room="lobby", source="x", language="c")
        owner.asks(cmd="run", room="ops", source="x", language="c")
    if role is not ServerRole.GUEST:
        account(stage, "actor", role)
    return stage, owner


def enter(stage, owner, action, role, part, actor, text):
    for room in ("lobby", "ops"):
        owner.asks(cmd="role", name="actor", role=part.word, room=room)
        if action == "say_read_only":
            owner.asks(cmd="mode", room=room, readonly=True)
    owner.asks(cmd="invite", name="actor", room="crew").asks(
        cmd="role", name="actor", role=part.word, room="crew"
    )
    share(stage)
    owner.asks(cmd="msg", to="actor", text="so that there is an answer")
    actor.raw()
    return actor


def share(stage):
    async def shared():
        room = await stage.chat.directory.called("ops")
        upload = await stage.chat.files.uploads.begin("127.0.0.1", 4)
        upload.write(upload.holder, b"data")
        owner = stage.chat.presence.named("owner").principal
        file = await share_upload(stage.chat, upload, owner, room, "report.pdf", key="k")
        assert (file.id, room.id, owner.id) == (FILE, 2, 1)

    done = []
    Deferred.fromCoroutine(shared()).addBoth(done.append)
    stage.settle()
    assert done == [None]


def come(stage, role, text):
    name = {"name": "actor", "password": SECRET} if role is not ServerRole.GUEST else {"name": "actor"}
    if not text:
        return stage.connect().asks(cmd="login", **name)
    return stage.connect().types("/login " + " ".join(name.values()))


def allowed(action, role, part):
    return RIGHTS[action].holds(role, part)


def test_every_right_is_played():
    played = set(PLAYS) | PLAYED_ELSEWHERE
    unplayed, gone = set(RIGHTS) - played, played - set(RIGHTS)
    assert not unplayed, "PLAYS above needs a row for each of these"
    assert not gone, "there are no such rights"


@pytest.mark.parametrize("action", sorted(RIGHTS))
def test_a_higher_role_is_never_less(action):
    for cell, other in itertools.permutations(CELLS, 2):
        if higher(cell, other):
            assert allowed(action, *cell) >= allowed(action, *other)


@pytest.mark.parametrize(
    ("action", "cells"),
    [
        ("announce", [(ServerRole.ADMIN, RoomRole.MUTED), (ServerRole.MODERATOR, RoomRole.OWNER)]),
        (
            "kick",
            [
                (ServerRole.GUEST, RoomRole.MODERATOR),
                (ServerRole.MODERATOR, RoomRole.MUTED),
                (ServerRole.USER, RoomRole.VOICE),
            ],
        ),
        ("ping", [(ServerRole.GUEST, RoomRole.MUTED)]),
    ],
)
def test_the_edges_are_the_lowest_allowed_and_the_highest_refused(action, cells):
    assert edges(action) == cells


@pytest.mark.parametrize("action", sorted(PLAYS))
def test_in_json_the_command_is_for_those_whose_right_it_is(action):
    for role, part in edges(action):
        stage, owner = stage_with(action, role, part)
        actor = come(stage, role, text=False)
        actor.asks(cmd="join", room="ops")
        enter(stage, owner, action, role, part, actor, False)
        actor.asks(**PLAYS[action][0])
        refused = [e["code"] for e in actor.events("error") if e["code"] in REFUSED]
        assert bool(refused) is not allowed(action, role, part), (role, part, refused)


@pytest.mark.parametrize("action", sorted(PLAYS.keys() - {"quit"}))
def test_a_program_gets_an_answer_with_its_ref(action):
    stage, owner = stage_with(action, ServerRole.OWNER, RoomRole.OWNER)
    actor = come(stage, ServerRole.OWNER, text=False).asks(cmd="join", room="ops")
    enter(stage, owner, action, ServerRole.OWNER, RoomRole.OWNER, actor, False)
    actor.asks(**PLAYS[action][0], ref="of this command")
    assert [e["event"] for e in actor.events() if e.get("ref") == "of this command"]


@pytest.mark.parametrize("action", sorted(PLAYS))
def test_typed_it_is_for_the_same(action):
    for role, part in edges(action):
        stage, owner = stage_with(action, role, part)
        actor = come(stage, role, text=True).types("/join ops")
        enter(stage, owner, action, role, part, actor, True)
        actor.types(PLAYS[action][1])
        refused = [line for line in actor.sees() if line.startswith("! ") and is_refusal(line)]
        assert bool(refused) is not allowed(action, role, part), (role, part, refused)


@pytest.mark.parametrize("action", sorted(PIPED))
def test_piped_it_is_for_the_same(action):
    for role, part in edges(action):
        stage, owner = stage_with(action, role, part)
        name = "actor" if role is ServerRole.GUEST else f"actor|{SECRET}"
        actor = stage.pipe().sends(name.encode() + b"\n")
        enter(stage, owner, action, role, part, actor, True)
        actor.types(PIPED[action])
        refused = [line for line in actor.sees() if line.startswith("SERVER: ") and is_refusal(line)]
        assert bool(refused) is not allowed(action, role, part), (role, part, refused)


def is_refusal(line):
    return any(words in line for words in ("may do that", "You are muted", "Only the moderators"))


@pytest.mark.parametrize("action", sorted(PLAYS))
def test_a_stranger_may_only_what_is_for_strangers(action):
    stage = Stage()
    actor = stage.connect().asks(**PLAYS[action][0])
    refused = [e for e in actor.events("error") if e["code"] == "not_logged_in"]
    assert bool(refused) is not RIGHTS[action].stranger
