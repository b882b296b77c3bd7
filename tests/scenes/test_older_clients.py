"""The clients of older systems, as they spoke, in the same rooms as everybody else."""

import json

from chatservice.net.connection import IDLE, PACE
from tests.scenes.stage import Stage


def named(line, verb):
    head, _, body = line.partition("|")
    assert head == verb
    return json.loads(body)


def test_a_pipe_client_logs_in_with_a_bare_name_and_is_told_what_there_is():
    stage = Stage()
    stage.json("alice").asks(cmd="say", room="lobby", text="earlier")
    pia = stage.pipe().sends(b"pia\n")
    lines = pia.sees()
    assert lines[0] == "CONNECTED"
    info = named(lines[1], "SERVER_INFO")
    assert {"type", "supported_languages", "active_users", "http_port"} <= set(info)
    assert named(lines[2], "USER_GROUPS")["groups"] == []
    history = next(named(line, "MESSAGE_HISTORY") for line in lines if line.startswith("MESSAGE_HISTORY"))
    assert [(m["sender"], m["content"]) for m in history["messages"]] == [("alice", "earlier")]


def test_a_pipe_client_with_a_taken_name_is_told_so_and_closed():
    stage = Stage()
    stage.text("pia")
    other = stage.pipe().sends(b"pia\n")
    assert other.sees() == ["NAME_TAKEN"]
    assert other.network.closed


def test_a_pipe_client_that_sends_no_line_ends_is_framed_by_its_reads():
    stage = Stage()
    alice = stage.text("alice")
    pia = stage.pipe().sends(b"pia")
    assert pia.raw() == b""
    stage.passes(IDLE)
    assert pia.network.sent[0] == b"CONNECTED"
    for _ in range(20):
        stage.passes(PACE)
    assert len(pia.network.sent) > 3
    assert not any(b"\n" in piece for piece in pia.network.sent)
    pia.raw(), alice.raw()
    pia.sends(b"BROADCAST|hello")
    pia.sends(b"BROADCAST|a || b")
    assert alice.sees() == ["[lobby] pia: hello", "[lobby] pia: a || b"]
    stage.passes(PACE)
    assert pia.network.sent == [b"pia: hello", b"pia: a || b"]


def test_pipe_private_lines_groups_and_their_exact_words():
    stage = Stage()
    pia, quin = stage.pipe().sends(b"pia\n"), stage.pipe().sends(b"quin\n")
    pia.raw(), quin.raw()
    pia.sends(b"PERSONAL|quin|a|b\n")
    assert pia.sees() == ["PM to quin: a|b"]
    assert quin.sees() == ["PM from pia: a|b"]
    pia.sends(b"PERSONAL|nobody|hello\n")
    assert pia.sees() == ["SERVER: User 'nobody' not found"]
    pia.sends(b"CREATE_GROUP|team|quin\n")
    [created] = [line for line in quin.sees() if line.startswith("GROUP_CREATED")]
    body = named(created, "GROUP_CREATED")
    assert (body["group_name"], body["creator"], body["members"]) == ("team", "pia", ["pia", "quin"])
    pia.raw()
    quin.sends(b"GROUP|team|x|y\n")
    assert pia.sees() == quin.sees() == ["[team] quin: x|y"]


def test_pipe_clients_are_told_who_comes_and_goes():
    stage = Stage()
    pia = stage.pipe().sends(b"pia\n")
    pia.raw()
    quin = stage.pipe().sends(b"quin\n")
    assert "SERVER: quin has joined the chat!" in pia.sees()
    quin.hangs_up()
    assert "SERVER: quin has left the chat" in pia.sees()


def test_pipe_questions_are_answered_in_json():
    stage = Stage()
    pia, quin = stage.pipe().sends(b"pia\n"), stage.pipe().sends(b"quin\n")
    quin.sends(b"BROADCAST|one\n")
    pia.sends(b"PERSONAL|quin|two\n").sends(b"CREATE_GROUP|team|quin\n").sends(b"GROUP|team|three\n")
    pia.raw()
    pia.sends(b"LIST_CLIENTS\n")
    assert named(pia.sees()[-1], "USER_LIST")["users"] == ["pia", "quin"]
    pia.sends(b"LIST_GROUPS\n")
    assert "team" in json.dumps(named(pia.sees()[-1], "USER_GROUPS")["groups"])
    for target, kind, expected in (
        (b"BROADCAST|", "BROADCAST", "one"),
        (b"PERSONAL|quin", "PERSONAL", "two"),
        (b"GROUP|team", "GROUP", "three"),
    ):
        pia.sends(b"GET_MESSAGES|" + target + b"\n")
        page = named(pia.sees()[-1], "MESSAGE_HISTORY")
        assert page["msg_type"] == kind
        assert [message["content"] for message in page["messages"]][-1:] == [expected]


def test_a_prompted_client_sends_room_then_name_then_free_text():
    stage = Stage()
    alice = stage.json("alice", room="ops")
    zoe = stage.prompt()
    assert zoe.raw() == b"ROOM"
    zoe.sends(b"ops")
    stage.passes(IDLE)
    zoe.sends(b"zoe")
    stage.passes(IDLE + 5 * PACE)
    zoe.raw()
    zoe.sends(b"hello")
    stage.passes(PACE)
    assert zoe.raw() == b"zoe: hello\n"
    assert alice.messages() == [("ops", "zoe", "hello")]
    alice.asks(cmd="say", room="ops", text="hi")
    stage.passes(PACE)
    assert zoe.raw() == b"alice: hi\n"


def test_a_prompted_client_sees_who_joins_and_leaves_its_room_and_no_other():
    stage = Stage()
    zoe = stage.prompt().sends(b"ops\n").sends(b"zoe\n")
    zoe.raw()
    alice = stage.text("alice").types("in the lobby", "/join ops")
    assert zoe.raw() == b"alice just joined the room!\n"
    alice.hangs_up()
    assert zoe.raw() == b"alice has left the room.\n"


def test_a_client_that_writes_its_name_before_each_line_says_just_the_text():
    stage = Stage()
    bob = stage.text("bob")
    una = stage.connect().sends(b"una: hello\n")
    assert bob.sees()[-1] == "[lobby] una: hello"
    una.sends(b"una: again\n").sends(b"quit\n")
    assert "[lobby] una: again" in bob.sees()
    assert una.network.closed


def test_pickled_objects_and_fixed_headers_are_refused_in_one_clear_line():
    stage = Stage()
    for opening in (b"57".ljust(1024), b"\x80\x04\x95"):
        old = stage.connect()
        old.raw()
        old.sends(opening)
        assert old.network.closed
        refusal = [line for line in old.sees() if line.startswith("! ")]
        assert len(refusal) == 1


def test_the_disconnect_message_is_one_more_word_for_quit():
    stage = Stage(disconnect_message="!BYE")
    actor = stage.text("alice").types("!BYE")
    assert actor.network.closed
