"""What is decided when a batch changes what somebody may: nothing of theirs comes behind it."""

import pytest
from twisted.internet.defer import Deferred

from chatservice.core.commands.webhooks import post
from chatservice.errors import Silenced
from chatservice.model.values import ServerRole
from tests.scenes.stage import UNLIMITED
from tests.scenes.test_files import Play

SECRET = "correct horse"


class Batch(Play):
    """An owner and others in a group and in a public room; what they do is committed together."""

    def __init__(self, **settings):
        super().__init__(**UNLIMITED, **settings)
        self.owner, self.mod, self.troll, self.bob = (
            self.account(name) for name in ("owner", "mod", "troll", "bob")
        )
        self.everyone = [self.owner, self.mod, self.troll, self.bob]
        self.owner.asks(cmd="group", name="team", members=["mod", "troll"])
        for actor in self.everyone[:3]:
            actor.asks(cmd="join", room="ops")
        for room in ("team", "ops"):
            self.owner.asks(cmd="role", name="mod", role="moderator", room=room)
        self.look()

    def account(self, name, role=ServerRole.USER):
        self.storage.accounts.create(name, "plain " + SECRET, role, 1.0)
        self.settle()
        return self.connect().asks(cmd="login", name=name, password=SECRET)

    def admin(self):
        return self.account("admin", ServerRole.ADMIN)

    def look(self):
        for actor in self.everyone:
            actor.raw()

    def together(self, *asked):
        """Each is (actor, command); the actors' answers, errors by their code."""
        self.look()
        self.storage.hold()
        for number, (actor, command) in enumerate(asked):
            actor.asks(**command, ref=number)
        self.storage.release()
        self.settle()
        seen = {id(actor): actor.events() for actor, _ in asked}
        answers = {
            event["ref"]: event.get("code", event["event"])
            for events in seen.values()
            for event in events
            if "ref" in event
        }
        return [answers.get(number, "none") for number in range(len(asked))]

    def texts(self, room):
        return [record.body for record in self.record(room)]

    def record(self, room):
        return self.room(room).tail.ring

    def room(self, name):
        return self.chat.directory.rooms._named[name]

    def members(self, room):
        return sorted(member.name for member in self.room(room).state.members.values())


@pytest.fixture
def batch():
    return Batch()


def test_whoever_is_put_out_of_a_group_invites_nobody_and_sets_no_topic():
    kick = {"cmd": "kick", "name": "troll", "room": "team"}
    invite = {"cmd": "invite", "name": "bob", "room": "team"}
    topic = {"cmd": "topic", "text": "owned", "room": "team"}
    line = {"cmd": "say", "text": "boo", "room": "team"}
    for late in (invite, topic, line):
        batch = Batch()
        assert batch.together((batch.owner, kick), (batch.troll, late)) == ["moderated", "no_such_room"]
        assert batch.members("team") == ["mod", "owner"]
        assert batch.room("team").state.topic == ""
        assert "boo" not in batch.texts("team")


def test_whoever_leaves_and_is_put_out_at_once_goes_once():
    batch = Batch()
    kick = {"cmd": "kick", "name": "troll", "room": "team"}
    leave = {"cmd": "leave", "room": "team"}
    assert batch.together((batch.owner, kick), (batch.troll, leave)) == ["moderated", "no_such_room"]
    batch = Batch()
    assert batch.together((batch.troll, leave), (batch.owner, kick)) == ["left", "not_there"]


DEMOTED = {
    "kick": {"cmd": "kick", "name": "troll", "room": "ops"},
    "ban": {"cmd": "ban", "target": "troll", "room": "ops"},
    "mute": {"cmd": "mute", "name": "troll", "room": "ops"},
    "delete": {"cmd": "delete", "seq": 2, "room": "ops"},
    "mode": {"cmd": "mode", "readonly": True, "room": "ops"},
    "invite": {"cmd": "invite", "name": "bob", "room": "ops"},
    "kick of a member": {"cmd": "kick", "name": "troll", "room": "team"},
}


@pytest.mark.parametrize("late", DEMOTED)
def test_a_moderator_who_is_one_no_more_moderates_nothing(batch, late):
    batch.troll.asks(cmd="say", room="ops", text="stays")
    command = DEMOTED[late]
    member = {"cmd": "role", "name": "mod", "role": "member", "room": command["room"]}
    if late == "kick":  # of a public room nothing is stored, so it is done at once
        batch.owner.asks(**member)
        assert batch.together((batch.mod, command)) == ["not_allowed"]
    else:
        assert batch.together((batch.owner, member), (batch.mod, command)) == ["role_is", "not_allowed"]
    assert not list(batch.chat.sanctions)
    assert "troll" in batch.members("team")
    assert "stays" in batch.texts("ops")


SERVER = {
    "ban": {"cmd": "ban", "target": "troll", "room": "*"},
    "mute": {"cmd": "mute", "name": "troll", "room": "*"},
    "room's mute": {"cmd": "mute", "name": "troll", "room": "ops"},
    "mode": {"cmd": "mode", "readonly": True, "room": "ops"},
    "role": {"cmd": "role", "name": "bob", "role": "moderator", "room": "*"},
    "delete": {"cmd": "delete_chatroom", "room": "ops"},
    "topic": {"cmd": "topic", "text": "mine", "room": "ops"},
}


@pytest.mark.parametrize("late", SERVER)
def test_nor_does_an_admin_of_the_server_who_is_none_any_more(batch, late):
    chief, admin = batch.account("chief", ServerRole.OWNER), batch.admin()
    admin.asks(cmd="join", room="ops")
    batch.owner.asks(cmd="mode", readonly=True, room="ops")
    batch.everyone += [chief, admin]
    demoted = {"cmd": "role", "name": "admin", "role": "user", "room": "*"}
    answers = batch.together((chief, demoted), (admin, SERVER[late]))
    assert answers == ["role_is", "read_only" if late == "topic" else "not_allowed"]
    assert not list(batch.chat.sanctions)
    assert batch.chat.presence.named("bob").principal.role is ServerRole.USER


@pytest.mark.parametrize("where", ["ops", "*"])
@pytest.mark.parametrize("measure", ["mute", "ban"])
def test_a_line_of_somebody_muted_or_banned_before_it_is_refused(batch, measure, where):
    admin = batch.admin()
    batch.everyone.append(admin)
    order = {"cmd": measure, "room": where, "name" if measure == "mute" else "target": "troll"}
    late = {"cmd": "say", "text": "slipped in", "room": "ops"}
    answers = batch.together((admin, order), (batch.troll, late))
    assert answers[0] == "moderated"
    if (measure, where) != ("ban", "*"):  # where the connection is gone
        assert answers[1] == ("silenced" if measure == "mute" else "banned_from")
    assert "slipped in" not in batch.texts("ops")


def test_a_line_said_before_somebody_else_was_muted_is_stored(batch):
    mute = {"cmd": "mute", "name": "troll", "room": "ops"}
    line = {"cmd": "say", "text": "mine", "room": "ops"}
    assert batch.together((batch.owner, mute), (batch.mod, line)) == ["moderated", "ack"]
    assert "mine" in batch.texts("ops")


def test_a_topic_and_a_file_of_somebody_muted_before_it_are_refused(batch):
    file = batch.share("troll", "team")
    mute = {"cmd": "mute", "name": "troll", "room": "ops"}
    for late in (
        {"cmd": "topic", "text": "owned", "room": "ops"},
        {"cmd": "share", "file": file, "room": "ops"},
    ):
        batch.owner.asks(cmd="unmute", name="troll", room="ops")
        assert batch.together((batch.owner, mute), (batch.troll, late)) == ["moderated", "silenced"]


def test_a_file_of_somebody_else_is_not_deleted_by_a_moderator_of_before(batch):
    file = batch.share("troll", "ops")
    member = {"cmd": "role", "name": "mod", "role": "member", "room": "ops"}
    answers = batch.together((batch.owner, member), (batch.mod, {"cmd": "delete_file", "file": file}))
    assert answers == ["role_is", "not_allowed"]
    assert batch.find("troll", file).file.id == file


def test_a_webhook_says_nothing_for_a_bot_that_was_muted_before(batch):
    batch.mod.asks(cmd="webhook", name="robot", room="ops")
    [hook] = batch.mod.events("webhook")
    token = hook["path"].rpartition("/")[2]

    async def find():
        return await batch.chat.storage.bots.hooked(token)

    row = batch.wait(find())
    batch.storage.hold()
    batch.owner.asks(cmd="mute", name="robot", room="ops")
    ended = []
    Deferred.fromCoroutine(post(batch.chat, row, token, "boo", "", "")).addErrback(ended.append)
    batch.storage.release()
    batch.settle()
    assert [failure.type for failure in ended] == [Silenced]
    assert "boo" not in batch.texts("ops")


# Names that change hands.


def test_whoever_is_banned_while_taking_another_name_is_out(batch):
    admin = batch.admin()
    batch.everyone.append(admin)
    troll = batch.json("guest")
    nick = {"cmd": "nick", "name": "other"}
    ban = {"cmd": "ban", "target": "guest", "room": "*"}
    for both in ([(admin, ban), (troll, nick)], [(troll, nick), (admin, ban)]):
        batch.together(*both)
        assert troll.network.closed
        admin.asks(cmd="unban", target="guest", room="*")
        troll = batch.json("guest")


def test_whoever_takes_the_name_of_somebody_banned_in_between_stays(batch):
    admin = batch.admin()
    batch.everyone.append(admin)
    troll = batch.json("guest")
    innocent = batch.json("innocent")
    batch.reads.hold("batch", step="answer")
    troll.asks(cmd="nick", name="other")
    admin.asks(cmd="ban", target="guest", room="*")
    batch.reads.release()
    innocent.connection.dataReceived(b'{"cmd":"nick","name":"guest"}\n')
    batch.settle()
    assert troll.network.closed
    assert innocent.events("error", "bye")[-1]["code"] == "banned"  # nobody of that name, not as troll


def test_a_room_puts_out_whoever_is_banned_while_taking_another_name(batch):
    for room in ("team", "ops"):
        batch = Batch()
        guest = batch.json("guest", room="ops")
        batch.owner.asks(cmd="invite", name="guest", room="team")
        nick = {"cmd": "nick", "name": "other"}
        ban = {"cmd": "ban", "target": "guest", "room": room}
        batch.together((guest, nick), (batch.owner, ban))
        guest.raw()
        batch.owner.asks(cmd="say", room=room, text="he is gone")
        assert guest.messages() == []


def test_whoever_takes_a_name_that_is_banned_meanwhile_is_out(batch):
    admin = batch.admin()
    batch.everyone.append(admin)
    guest = batch.json("guest")
    ban = {"cmd": "ban", "target": "forbidden", "room": "*"}
    batch.together((admin, ban), (guest, {"cmd": "nick", "name": "forbidden"}))
    assert guest.network.closed


# What is shown only once it is stored.


def test_a_kick_that_could_not_be_stored_is_shown_to_nobody(batch):
    batch.storage.fail_next("the disk is full")
    batch.owner.asks(cmd="kick", name="troll", room="team", ref=1)
    assert [event["code"] for event in batch.owner.events("error", "moderated")] == ["not_stored"]
    assert batch.troll.events() == batch.mod.events() == []
    assert "troll" in batch.members("team")
    batch.owner.asks(cmd="say", room="team", text="still here")
    assert batch.troll.messages() == [("team", "owner", "still here")]


def test_whoever_is_kicked_is_told_so_before_the_place_is_gone(batch):
    batch.owner.asks(cmd="kick", name="troll", room="team", reason="spam", ref=1)
    assert [event["event"] for event in batch.troll.events()] == ["moderated", "left"]
    assert [event["event"] for event in batch.mod.events()] == ["moderated", "removed"]
    assert [event["event"] for event in batch.owner.events()] == ["moderated", "moderated", "removed"]


def test_whoever_is_banned_from_a_group_reads_no_more_even_before_that_is_stored(batch):
    batch.together((batch.owner, {"cmd": "ban", "target": "troll", "room": "team"}))
    batch = Batch()
    batch.reads.hold("batch", step="answer")
    batch.owner.asks(cmd="ban", target="troll", room="team")
    batch.reads.release()
    batch.reads.hold("batch", step="answer")
    batch.mod.asks(cmd="say", room="team", text="not for troll")
    batch.reads.release()
    batch.settle()
    assert batch.troll.messages() == []
    assert batch.members("team") == ["mod", "owner"]


def test_somebody_who_is_invited_while_the_group_is_made_is_added_once():
    batch = Batch()
    first = batch.owner
    second = batch.connect().asks(cmd="login", name="owner", password=SECRET)
    batch.reads.hold("batch", step="answer")
    first.asks(cmd="group", name="crew", members=["bob"])  # made, and bob is not in it yet
    second.asks(cmd="invite", name="bob", room="crew")
    batch.reads.release()
    batch.settle()
    added = [record for record in batch.record("crew") if record.kind.value == "added"]
    assert [record.subject for record in added] == [batch.who("bob").id]


def test_whoever_is_banned_while_a_conversation_is_begun_says_nothing_in_it(batch):
    admin = batch.admin()
    batch.reads.hold("direct")
    batch.troll.asks(cmd="msg", to="bob", text="boo")
    admin.asks(cmd="ban", target="troll", room="*")
    batch.bob.raw()
    batch.reads.release()
    batch.settle()
    assert batch.bob.messages() == []


def test_nobody_takes_a_name_that_is_banned_where_they_are(batch):
    batch.owner.asks(cmd="ban", target="forbidden", room="ops")
    batch.troll.raw()
    batch.troll.asks(cmd="nick", name="forbidden", ref=1)
    assert [event["code"] for event in batch.troll.events("error")] == ["banned_from"]
    batch.bob.asks(cmd="nick", name="forbidden", ref=1)  # who is not there
    assert [event["name"] for event in batch.bob.events("name_is")] == ["forbidden"]


@pytest.mark.parametrize("room", ["ops", "team"])
def test_whoever_takes_a_name_that_is_banned_there_meanwhile_is_out(batch, room):
    ban = {"cmd": "ban", "target": "forbidden", "room": room}
    batch.together((batch.owner, ban), (batch.troll, {"cmd": "nick", "name": "forbidden"}))
    batch.owner.asks(cmd="say", room=room, text="he is out")
    assert batch.troll.messages() == []
    if room == "team":
        assert batch.members("team") == ["mod", "owner"]


def test_whoever_may_not_be_in_the_lobby_is_not_put_there_when_a_room_is_deleted(batch):
    admin = batch.admin()
    admin.asks(cmd="ban", target="troll", room="lobby")
    batch.troll.raw()
    batch.owner.asks(cmd="delete_chatroom", room="ops")
    assert [event["event"] for event in batch.troll.events()] == ["room_deleted"]
    admin.asks(cmd="join", room="lobby").asks(cmd="say", room="lobby", text="without him")
    assert batch.troll.messages() == []


def test_an_admin_who_is_cut_and_demoted_meanwhile_does_nothing_as_an_admin(batch):
    chief, admin = batch.account("chief", ServerRole.OWNER), batch.admin()
    admin.asks(cmd="join", room="ops")
    batch.storage.hold()
    chief.asks(cmd="role", name="admin", role="user", room="*")
    admin.asks(cmd="role", name="troll", role="owner", room="ops")
    admin.hangs_up()
    batch.storage.release()
    batch.settle()
    assert batch.chat.presence.named("admin") is None
    assert [record.kind.value for record in batch.record("ops")].count("role") == 1  # mod's


def test_a_line_that_was_deleted_while_a_page_was_read_is_not_in_it():
    batch = Batch(ring=2, history_page=2, catch_up_page=4)
    for number in range(8):
        batch.owner.asks(cmd="say", room="ops", text=f"secret {number}")
    pages = [
        {"cmd": "history", "room": "ops", "limit": 50},
        {"cmd": "history", "room": "ops", "after": 0},
        {"cmd": "search", "text": "secret", "room": "ops"},
        {"cmd": "join", "room": "ops", "since": 1},
    ]
    for page in pages:
        gone = batch.room("ops").tail.head - 5
        batch.look()
        batch.bob.asks(cmd="join", room="ops").raw()
        batch.reads.hold("lines_before", "lines_since", "since", "search", step="answer")
        batch.bob.asks(**page)
        waiting = batch.reads.overtake()
        batch.owner.asks(cmd="delete", room="ops", seq=gone)
        for answer in waiting:
            answer()
        batch.settle()
        text = f'"seq":{gone},'
        shown = [line for line in batch.bob.raw().decode().splitlines() if text in line]
        assert all(f"secret {gone - 2}" not in line for line in shown), page


def test_whoever_is_banned_from_a_group_while_away_is_no_member_when_they_come_back(batch):
    batch.troll.hangs_up()
    batch.owner.asks(cmd="ban", target="troll", room="team")
    assert batch.members("team") == ["mod", "owner"]
    back = batch.connect().asks(cmd="login", name="troll", password=SECRET)
    batch.owner.asks(cmd="say", room="team", text="without him")
    assert back.messages() == []


def test_whoever_comes_in_while_a_room_is_deleted_that_then_stays_is_in_it(batch):
    chief, admin = batch.account("chief", ServerRole.OWNER), batch.admin()
    batch.owner.asks(cmd="invite", name="admin", room="team")
    batch.reads.hold("private", step="answer")
    back = batch.connect().asks(cmd="login", name="mod", password=SECRET)
    coming = batch.reads.overtake()
    batch.storage.hold()
    chief.asks(cmd="role", name="admin", role="user", room="*")
    admin.asks(cmd="delete_chatroom", room="team")
    for answer in coming:
        answer()
    batch.settle()
    batch.storage.release()
    batch.settle()
    batch.owner.asks(cmd="say", room="team", text="it stays")
    assert ("team", "owner", "it stays") in back.messages()
