"""The operator's door: the chat's commands and the operator's own, by one who is in no room and no list."""

import msgspec
import pytest

from chatservice.admin import verbs as v
from chatservice.admin.errors import AdminError
from chatservice.core.operator_session import OperatorSession
from chatservice.core.process import Process
from chatservice.model import commands as c
from chatservice.model.values import RoomKind, ServerRole
from chatservice.net.operator_door import AT_ONCE, PATIENCE, OperatorConnection, OperatorFactory
from tests.scenes.operator import Operator, operator
from tests.scenes.stage import UNLIMITED, Network, Stage
from tests.scenes.test_moderation import account
from tests.scenes.web import Web


def test_an_answer_carries_the_ref_of_its_command():
    door = Operator(Stage()).asks(cmd="lockdown", on=True, ref=7).asks(cmd="room_show", room="nix", ref="x")
    assert [(event["event"], event.get("ref")) for event in door.events()] == [
        ("hello", None),
        ("lockdown", 7),
        ("error", "x"),
    ]


def test_whoever_the_kernel_says_is_another_user_is_refused():
    door = Operator(Stage(), user=4711).asks(cmd="status")
    assert [(event["event"], event["code"]) for event in door.events()] == [("bye", "not_allowed")]
    assert door.network.closed


def test_one_too_many_is_told_to_come_back():
    stage = Stage()
    factory = OperatorFactory(stage.shared, lambda transport: None)
    doors = []
    for _ in range(AT_ONCE + 1):
        door = Operator.__new__(Operator)
        door.stage, door.network = stage, Network()
        door.connection = OperatorConnection(factory)
        door.connection.makeConnection(door.network)
        doors.append(door.asks(cmd="ping"))
    assert [door.events()[-1]["event"] for door in doors] == ["pong"] * AT_ONCE + ["bye"]


def test_one_that_says_nothing_more_is_cut():
    door = Operator(Stage()).asks(cmd="ping")
    door.stage.passes(PATIENCE - 1)
    door.asks(cmd="ping")
    door.stage.passes(PATIENCE - 1)
    assert not door.network.aborted
    door.stage.passes(2)
    assert door.network.aborted


def test_one_that_waits_for_its_answer_is_not_cut():
    stage = Stage()
    door = Operator(stage)
    stage.storage.hold()
    door.asks(cmd="create_chatroom", name="ops")
    stage.passes(3 * PATIENCE)
    assert not door.network.aborted
    stage.storage.release()
    stage.settle()
    assert door.events()[-1]["event"] == "room_made"


def test_the_operator_is_in_no_list_and_leaves_nothing_behind():
    stage = Stage(max_clients=1)
    alice = stage.text("alice")
    door, version = Operator(stage), stage.chat.presence.version
    assert door.answer(c.Status()).people == 1
    assert [row.name for row in operator(stage, c.Sessions())] == ["alice"]
    door.connection.connectionLost()
    stage.settle()
    assert alice.sees() == []
    assert stage.chat.presence.version == version, "no name has changed hands"
    assert stage.storage.people.keys() == {stage.chat.presence.named("alice").principal.id}


def test_what_only_the_operator_asks_nobody_else_may_even_as_owner():
    stage = Stage()
    owner = account(stage, "alice", ServerRole.OWNER)
    session = owner.connection.session
    for kind in c.OperatorCommand.__subclasses__():
        said = []
        session.queue.ask(kind(**dict.fromkeys(needed(kind), "x")), said.append)
        stage.settle()
        assert [(type(fault).__name__, fault.who) for fault in said] == [("NotAllowed", "the operator")]


def needed(kind):
    return [field.name for field in msgspec.structs.fields(kind) if field.required]


def test_a_ban_of_the_servers_own_name_does_not_keep_the_operator_from_anything():
    stage = Stage()
    operator(stage, v.BanVerb(target="server"))
    operator(stage, v.BanVerb(target="192.0.2.0/24"))
    assert [row.name or row.network for row in operator(stage, v.BansVerb())] == ["server", "192.0.2.0/24"]
    operator(stage, v.LiftBan(target="server"))
    assert len(operator(stage, v.BansVerb())) == 1


def test_the_operator_has_no_rate_and_gets_whole_lists():
    stage = Stage(history_max=3)
    for number in range(30):
        operator(stage, v.BanVerb(target=f"spammer{number}"))
        operator(stage, v.RoomsCreate(name=f"room{number}"))
    assert len(operator(stage, v.BansVerb())) == 30
    assert len(operator(stage, v.AuditVerb(limit=20))) == 20, "page after page"


def test_long_lists_come_in_pages():
    stage = Stage(max_rooms=1000, **UNLIMITED)
    for number in range(250):
        operator(stage, v.RoomsCreate(name=f"r{number}"))
    door = Operator(stage)
    assert len(door.answer(c.RoomsList()).rooms) == 200
    assert [row.name for row in operator(stage, c.RoomsList())] == ["lobby", *(f"r{n}" for n in range(250))]
    for _ in range(250):
        stage.text("")
        stage.clock.advance(0.01)
    assert len(door.answer(c.Sessions()).sessions) == 200
    assert len(operator(stage, c.Sessions())) == 250


def test_who_is_here_by_http_is_listed_with_their_address():
    stage = Stage()
    Web(stage, peer="192.0.2.7").post("/api/v1/login", {"name": "curly"})
    [row] = operator(stage, c.Sessions())
    assert (row.name, row.address, row.dialect) == ("curly", "192.0.2.7", "http")


def test_groups_are_the_operators_business_and_conversations_of_two_are_not():
    stage = Stage()
    alice = stage.json("alice").asks(cmd="group", name="team", members=[])
    bob = stage.json("bob").asks(cmd="msg", to="alice", text="hi")
    direct = bob.events("ack")[0]["rid"]
    assert operator(stage, v.OpenChatroomVerb(room="team"))[0].kind == "group"
    for room in ("@alice", "@alice,bob", direct):
        with pytest.raises(AdminError, match="There is no room or group"):
            operator(stage, v.OpenChatroomVerb(room=room))
        with pytest.raises(AdminError, match="There is no room or group"):
            operator(stage, v.BansVerb(room=room))
    operator(stage, v.DeleteChatroomVerb(room="team"))
    assert [event["event"] for event in alice.events("room_deleted")] == ["room_deleted"]


def test_a_code_document_is_not_a_room_that_the_operator_deletes():
    stage = Stage()
    made = []
    stage.storage.rooms.create(RoomKind.CODE, "plan", (), 1, 0.0).addCallback(made.append)
    stage.settle()
    with pytest.raises(AdminError, match="There is no room or group"):
        operator(stage, v.DeleteChatroomVerb(room=stage.chat.rids.of(made[0].id)))


def test_each_thing_the_operator_does_is_once_in_the_audit_log():
    stage = Stage()
    stage.text("mallory")
    operator(stage, v.KickVerb(name="mallory", reason="noise"))
    operator(stage, c.UsersAdd(name="bob", password="correct horse"))
    operator(stage, v.UsersRole(name="bob", role="moderator"))
    operator(stage, v.AnnounceVerb(text="back at noon"))
    operator(stage, c.UsersDisable(name="bob"))
    deeds = [(row.actor, row.action, row.target) for row in operator(stage, v.AuditVerb())]
    assert deeds == [
        ("server", "disable", "bob"),
        ("server", "announce", ""),
        ("server", "role", "bob"),
        ("server", "account", "bob"),
        ("server", "kick", "mallory"),
    ]


def test_the_same_work_goes_on_when_chatctl_is_gone():
    stage = Stage()
    door = Operator(stage)
    stage.storage.hold()
    door.asks(cmd="users_add", name="bob", password="correct horse")
    door.connection.connectionLost()
    stage.storage.release()
    stage.settle()
    assert [row.name for row in operator(stage, c.UsersList())] == ["bob"]
    assert [row.action for row in operator(stage, v.AuditVerb())] == ["account"]


def test_a_ban_with_the_address_names_both():
    stage = Stage()
    stage.connect("192.0.2.7").types("mallory")
    assert operator(stage, v.BanVerb(target="mallory", address=True))[0].text == (
        "mallory, 192.0.2.7/32 is banned for good."
    )


def test_a_database_is_exchanged_by_whoever_runs_the_process():
    stage = Stage()
    with pytest.raises(AdminError, match="no server is running"):
        Operator(stage).answer(c.Swap(incoming="x"))
    asked = []

    async def swap(incoming):
        assert door.connection.outlasts
        asked.append(incoming)
        return "kept"

    stage.chat.process = Process(swap=swap)
    door = Operator(stage)
    assert door.answer(c.Swap(incoming="x")).kept == "kept"
    assert asked == ["x"]
    assert not door.connection.outlasts


def test_the_operators_session_ends_without_a_goodbye():
    stage = Stage()
    session = OperatorSession(stage.chat, Operator(stage).connection)
    session.lost()
    assert session.closed
    assert session.principal.name == "server"


def test_an_invitation_is_listed_with_whoever_made_it_until_it_is_revoked():
    stage = Stage()
    account(stage, "alice", ServerRole.ADMIN).types("/invitation")
    door = Operator(stage).asks(cmd="invitations_create", days=1).asks(cmd="invitations_list")
    listed = door.events()[-1]["invitations"]
    assert sorted((each["by"], each["expires"] - each["made"]) for each in listed) == [
        ("", 86_400.0),
        ("alice", stage.settings.invitation_keep),
    ]
    for each in listed:
        door.asks(cmd="invitations_revoke", id=each["id"].upper())
    assert door.asks(cmd="invitations_list").events()[-1]["invitations"] == []
    assert door.asks(cmd="invitations_revoke", id="nix").events()[-1]["code"] == "no_such_invitation"


def test_a_persons_tokens_are_listed():
    stage = Stage()
    bob = stage.json("bob").asks(cmd="register", password="long enough 1").asks(cmd="token", label="phone")
    assert bob.events("token")
    (listed,) = Operator(stage).asks(cmd="tokens_list", name="bob").events()[1:]
    assert sorted(token["label"] for token in listed["tokens"])[-1] == "phone"


def test_an_account_that_is_created_is_on_record_with_its_role():
    stage = Stage()
    operator(stage, c.UsersAdd(name="bob", role="admin"))
    (deed,) = Operator(stage).asks(cmd="audit").events()[-1]["deeds"]
    assert (deed["action"], deed["target"], deed["detail"]) == ("account", "bob", "admin")


def test_what_a_program_reads_of_the_server_has_each_field_also_those_that_are_empty():
    stage = Stage()
    stage.chat.process = Process("/data", 4711, 1.0, [], lambda: (0, 0), lambda: 0, 64)
    (status,) = Operator(stage).asks(cmd="status").events()[1:]
    assert (status["announcement"], status["doors"], status["memory"]) == ("", [], 0)
    assert (status["running"], status["pid"]) == (False, 4711), "by chatctl alone nothing can be exchanged"
    stage.chat.process = Process(swap=lambda incoming: incoming)
    assert Operator(stage).asks(cmd="status").events()[-1]["running"] is True


def test_how_long_a_rooms_lines_are_kept_is_set_and_shown():
    stage = Stage(retention=86_400.0)
    stage.json("alice", room="ops")
    door = Operator(stage)

    def kept(**change):
        answer = door.asks(cmd="room_retention", room="ops", **change).events()[-1]
        return answer["seconds"], answer["otherwise"]

    assert kept() == (None, 86_400.0)
    assert kept(change=True, seconds=3_600.0) == kept() == (3_600.0, 86_400.0)
    assert kept(change=True, seconds=None) == kept() == (None, 86_400.0)
