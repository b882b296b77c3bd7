"""The clients of older systems, as they spoke, in the same rooms as everybody else."""

import json

from chatservice.net.sending import PACE
from chatservice.wire.codec import IDLE
from chatservice.wire.legacy.exact import NAME_WITHIN
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


def test_lines_that_come_one_soon_after_the_other_leave_with_a_pause_too():
    stage = Stage()
    alice = stage.text("alice")
    pia = stage.pipe().sends(b"pia")
    stage.passes(IDLE)
    for _ in range(20):
        stage.passes(PACE)
    pia.raw()
    alice.types("one")
    alice.types("two")
    assert pia.network.sent == [b"alice: one"]
    stage.passes(PACE)
    assert pia.network.sent == [b"alice: one", b"alice: two"]


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


def users(actor):
    return [named(line, "USER_LIST")["users"] for line in actor.sees() if line.startswith("USER_LIST")]


def test_a_pipe_client_s_list_of_people_stays_true():
    stage = Stage()
    pia = stage.pipe().sends(b"pia\n")
    assert users(pia) == [["pia"]]
    alice = stage.text("alice")
    assert users(pia) == [["pia", "alice"]]
    alice.types("/nick alicia")
    assert users(pia) == [["pia", "alicia"]]
    alice.types("/join ops", "/topic x", "hello")
    assert users(pia) == []
    alice.hangs_up()
    assert users(pia) == [["pia"]]


def test_in_a_large_lobby_the_list_is_sent_once_for_many():
    stage = Stage(notice_room=2, notice_delay=1.0)
    pia = stage.pipe().sends(b"pia\n")
    people = [stage.text(f"p{number}") for number in range(5)]
    stage.passes(1.0)
    pia.raw()
    people += [stage.text(f"q{number}") for number in range(5)]
    for actor in people[:3]:
        actor.hangs_up()
    assert users(pia) == []
    stage.passes(1.0)
    assert users(pia) == [["pia", "p3", "p4", "q0", "q1", "q2", "q3", "q4"]]


def test_other_dialects_are_not_sent_the_list():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.json("bob")
    stage.pipe().sends(b"pia\n")
    assert alice.sees()[-1] == "* pia came into lobby."
    assert [event["event"] for event in bob.events()] == ["came"]
    welcome = stage.connect().asks(cmd="login", name="carl").events("welcome")[0]
    assert "people" not in welcome


def test_a_pipe_client_who_makes_a_group_sees_all_its_members_and_who_is_not_found():
    stage = Stage()
    pia, quin = stage.pipe().sends(b"pia\n"), stage.pipe().sends(b"quin\n")
    pia.raw(), quin.raw()
    pia.sends(b"CREATE_GROUP|My Team|quin, Ghost\n")
    created, *rest = pia.sees()
    assert named(created, "GROUP_CREATED")["members"] == ["pia", "quin"]
    assert rest[0] == "SERVER: User 'Ghost' not found"
    pia.sends(b"BROADCAST|hello\n")
    assert "pia: hello" in quin.sees()


def test_one_who_enters_may_ask_for_more_of_the_last_lines_or_none():
    stage = Stage(message_rate=None, history_max=30)
    alice = stage.json("alice")
    for number in range(40):
        alice.asks(cmd="say", room="lobby", text=str(number))
    for lines, shown in ((None, 20), (25, 25), (99, 30), (0, 0), (-1, 0)):
        bob = stage.connect().asks(cmd="login", name="bob")
        bob.asks(cmd="join", room="lobby", **({} if lines is None else {"lines": lines}))
        assert [len(page["lines"]) for page in bob.events("history")] == ([shown] if shown else [])
        bob.asks(cmd="quit")


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


def test_a_prompted_client_that_sends_room_and_name_in_one_piece():
    stage = Stage()
    alice = stage.json("alice", room="my_room")
    stage.json("bob", room="my")
    zoe = stage.prompt().sends(b"my roomAna Maria")
    zoe.raw()
    stage.passes(IDLE)
    stage.passes(NAME_WITHIN)
    assert alice.events("came")[-1]["who"] == ["Ana_Maria"]
    zoe.raw()
    zoe.sends(b"hello")
    stage.passes(PACE)
    assert zoe.raw() == b"Ana_Maria: hello\n"
    secret = stage.text("carl").types("/group hidden")
    late = stage.prompt().sends(b"hiddenEve")
    late.raw(), secret.raw()
    stage.passes(IDLE)
    stage.passes(NAME_WITHIN)
    assert late.raw().startswith(b"! The room is hiddenEve. Type your name")


def test_a_prompted_client_whose_room_was_refused_chooses_another():
    stage = Stage()
    zoe = stage.prompt().sends(b"a:b\nzoe\n")
    assert zoe.raw() == (
        b"ROOM! The room may not contain ':'. Choose another one.\n"
        b"! You are in no room. Type a room and press Send.\n"
    )
    zoe.sends(b"#\n")
    assert zoe.raw().startswith(b"! The room may not contain '#'.")
    zoe.sends(b"ops\nhello\n")
    assert zoe.raw() == b"zoe just joined the room!\nzoe: hello\n"


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


def test_a_first_line_that_is_too_long_costs_no_client_of_pipes_its_connection():
    stage = Stage()
    bob, pia = stage.text("bob"), stage.pipe().sends(b"pia\n")
    stage.passes(1)
    pia.sends(b"z" * 70_000 + b"\n").sends(b"BROADCAST|still here\n")
    stage.passes(1)
    assert b"longer than" in pia.raw()
    assert bob.sees()[-1] == "[lobby] pia: still here"
