"""IRC clients among the others: the same rooms, people and lines."""

import pytest

from chatservice.net.irc.view import EXTRAS_MAX, ROLES_MAX
from chatservice.settings.schema import Rate
from chatservice.wire.irc.caps import OFFERED
from chatservice.wire.irc.commands.rooms import TOLD_MAX, tell_mark
from chatservice.wire.irc.view import Extra
from tests.scenes.stage import UNLIMITED, Stage


def test_irc_and_netcat_talk_in_the_same_room():
    stage = Stage()
    alice, bob = stage.irc("alice"), stage.text("bob")
    alice.types("JOIN #ops")
    assert alice.sees() == [
        ":alice!~alice@people.chat JOIN #ops",
        ":chat.server 353 alice = #ops @alice",
        ":chat.server 366 alice #ops :End of /NAMES list",
    ]
    bob.types("/join ops")
    assert alice.sees() == [":bob!~u@people.chat JOIN #ops"]
    bob.raw()
    alice.types("PRIVMSG #ops :hello")
    assert bob.sees() == ["[ops] alice: hello"]
    assert alice.sees() == [], "without echo-message"
    bob.types("hi", "/me waves", "two  words")
    assert alice.sees() == [
        ":bob!~u@people.chat PRIVMSG #ops :hi",
        ":bob!~u@people.chat PRIVMSG #ops :\x01ACTION waves\x01",
        ":bob!~u@people.chat PRIVMSG #ops :two  words",
    ]


def test_a_direct_line_is_a_query():
    stage = Stage()
    alice, bob = stage.irc("alice"), stage.text("bob")
    bob.types("/msg alice psst")
    assert alice.sees() == [":bob!~u@people.chat PRIVMSG alice :psst"]
    alice.types("PRIVMSG bob :what?")
    assert bob.sees()[-1] == "[from alice] what?"
    assert alice.sees() == []


def test_a_line_is_echoed_with_the_label_of_its_request():
    stage = Stage()
    alice = stage.irc("alice", "echo-message", "labeled-response", "message-tags", "batch")
    alice.types("JOIN #ops")
    alice.raw()
    alice.types("@label=a1 PRIVMSG #ops :hello there")
    (line,) = alice.sees()
    tags, rest = line.split(" ", 1)
    assert "label=a1" in tags
    assert "msgid=" in tags
    assert rest == ":alice!~alice@people.chat PRIVMSG #ops :hello there"
    alice.types("@label=p PONG x")
    assert alice.sees() == ["@label=p :chat.server ACK"]
    alice.types("@label=w WHO #ops")
    assert [line.split(" ")[0] for line in alice.sees()] == [
        "@label=w",
        "@batch=b1",
        "@batch=b1",
        ":chat.server",
    ]


def test_the_echoes_of_what_is_said_to_several_are_one_answer():
    stage = Stage()
    alice = stage.irc("alice", "echo-message", "labeled-response", "batch")
    stage.irc("bob")
    stage.irc("carol")
    alice.types("@label=x PRIVMSG bob,carol :hi both")
    assert alice.sees() == [
        "@label=x :chat.server BATCH +b1 labeled-response",
        "@batch=b1 :alice!~alice@people.chat PRIVMSG bob :hi both",
        "@batch=b1 :alice!~alice@people.chat PRIVMSG carol :hi both",
        ":chat.server BATCH -b1",
    ]


def test_what_was_said_meanwhile_is_played_once_to_a_client_without_chathistory():
    stage = Stage()
    stage.text("alice").types("/register secret123", "/quit")
    bob = stage.text("bob")
    alice = stage.irc()
    alice.types("PASS secret123", "NICK alice", "USER a 0 * :A", "JOIN #ops", "PRIVMSG #ops hi", "QUIT")
    bob.types("/join ops", "while you were away")
    alice = stage.irc()
    alice.types("PASS secret123", "NICK alice", "USER a 0 * :A")
    alice.types("JOIN #ops")
    lines = [line for line in alice.sees() if "#ops" in line and " 353 " not in line and " 366 " not in line]
    assert lines == [
        ":alice!~a@people.chat JOIN #ops",
        ":bob!~u@people.chat PRIVMSG #ops :while you were away",
    ], "an account has not left its rooms by leaving the chat"
    alice.types("PART #ops", "JOIN #ops")
    assert not [line for line in alice.sees() if "PRIVMSG" in line]


def test_who_is_kicked_leaves_once():
    stage = Stage()
    alice, bob, carol = stage.irc("alice"), stage.irc("bob"), stage.irc("carol")
    for each in (alice, bob, carol):
        each.types("JOIN #ops")
    for each in (alice, bob, carol):
        each.raw()
    alice.types("KICK #ops bob :enough now")
    kick = ":alice!~alice@people.chat KICK #ops bob :enough now"
    assert alice.sees() == bob.sees() == carol.sees() == [kick]
    bob.types("JOIN #ops", "PART #ops :bye")
    assert carol.sees() == [":bob!~bob@people.chat JOIN #ops", ":bob!~bob@people.chat PART #ops bye"]


def test_what_is_said_privately_about_a_channel_says_about_which():
    stage = Stage()
    alice, bob = stage.irc("alice", "message-tags"), stage.irc("bob", "message-tags")
    alice.types("@+channel-context=#ops NOTICE bob :I help here")
    (line,) = bob.sees()
    assert "+channel-context=#ops" in line.split(" ")[0].split(";")
    assert line.endswith(":alice!~alice@people.chat NOTICE bob :I help here")


def test_a_group_is_a_channel_that_is_there_at_login():
    stage = Stage()
    stage.text("alice").types("/register secret123", "/quit")
    bob = stage.text("bob")
    alice = stage.irc()
    alice.types("PASS secret123", "NICK alice", "USER a 0 * :A")
    alice.raw()
    bob.types("/group secret alice")
    assert ":alice!~a@people.chat JOIN #secret" in alice.sees()
    again = stage.irc()
    again.types("PASS secret123", "NICK alice", "USER a 0 * :A")
    assert ":chat.server 353 alice @ #secret :bob alice" in [
        line.replace("@bob", "bob") for line in again.sees()
    ]


def test_a_wrong_password_ends_the_connection_with_its_reason():
    stage = Stage()
    stage.text("alice").types("/register secret123", "/quit")
    alice = stage.irc()
    alice.types("PASS wrong", "NICK alice", "USER a 0 * :A")
    assert alice.sees()[-1] == "ERROR :Closing link: (Wrong name or password.)"
    assert alice.network.closed


def test_a_name_in_use_can_be_replaced_by_another():
    stage = Stage()
    stage.text("alice")
    client = stage.irc()
    client.types("NICK alice", "USER a 0 * :A")
    assert client.sees() == [":chat.server 433 * alice :Nickname is already in use"]
    client.types("NICK alice2")
    assert client.sees()[0].startswith(":chat.server 001 alice2 ")


def test_sasl_signs_in_before_the_welcome():
    stage = Stage()
    stage.text("alice").types("/register secret123", "/quit")
    client = stage.irc()
    client.types("CAP REQ sasl", "NICK other", "USER a 0 * :A", "AUTHENTICATE PLAIN")
    assert client.sees()[-1] == "AUTHENTICATE +"
    client.types("AUTHENTICATE YWxpY2UAYWxpY2UAc2VjcmV0MTIz")
    assert [line.split(" ")[1] for line in client.sees()] == ["900", "903"]
    client.types("CAP END")
    lines = client.sees()
    assert lines[0].startswith(":chat.server 001 alice ")
    client.types("AUTHENTICATE PLAIN", "AUTHENTICATE AGIAYg==")
    assert ":chat.server 90" in client.sees()[-1]


def test_invalid_bytes_and_long_lines_are_refused_and_nothing_else_happens():
    stage = Stage()
    alice = stage.irc("alice")
    alice.sends(b"PRIVMSG #ops :\xff\r\n")
    assert alice.sees() == [":chat.server FAIL PRIVMSG INVALID_UTF8 :Your message is not UTF-8"]
    alice.sends(b"PRIVMSG #ops :" + b"x" * 600 + b"\r\n" + b"y" * 9000 + b"\r\nPING z\r\n")
    assert alice.sees() == [
        ":chat.server 417 alice :Input line was too long",
        ":chat.server 417 alice :Input line was too long",
        ":chat.server PONG chat.server z",
    ]


def test_a_reaction_and_an_edit_are_words_or_tags():
    stage = Stage()
    plain, bob = stage.irc("plain"), stage.text("bob")
    tagged = stage.irc("tagged", "message-tags", "draft/message-redaction")
    older = stage.irc("older", "message-tags")  # as irssi and weechat, which show no TAGMSG
    for each in (plain, tagged, older):
        each.types("JOIN #ops")
    bob.types("/join ops", "helo")
    plain.raw(), tagged.raw(), older.raw()
    bob.types("/react 1 +1", "/edit 1 hello")
    assert plain.sees() == [
        ":chat.server NOTICE #ops :bob +1 on #1",
        ":chat.server NOTICE #ops :bob edited #1: hello",
    ]
    assert older.sees()[0].endswith(" :chat.server NOTICE #ops :bob +1 on #1")
    reaction = tagged.sees()[0]
    assert "+draft/react=" in reaction
    assert reaction.endswith(":bob!~u@people.chat TAGMSG #ops")


def test_names_that_irc_cannot_carry_are_the_same_person_both_ways():
    stage = Stage()
    bob, alice = stage.text("4ever"), stage.irc("alice")
    alice.types("PRIVMSG |34ever :hello")
    assert bob.sees() == ["[from alice] hello"]
    bob.types("/msg alice hi")
    assert alice.sees() == [":|34ever!~u@people.chat PRIVMSG alice :hi"]


def test_monitor_says_who_comes_and_goes_on_any_door():
    stage = Stage()
    alice = stage.irc("alice")
    alice.types("MONITOR + bob,carol")
    assert alice.sees() == [":chat.server 731 alice bob,carol"]
    bob = stage.text("bob")
    assert alice.sees() == [":chat.server 730 alice bob!~u@people.chat"]
    bob.types("/nick carol")
    assert alice.sees() == [":chat.server 731 alice bob", ":chat.server 730 alice carol!~u@people.chat"]
    alice.types("MONITOR C")
    bob.types("/quit")
    assert alice.sees() == []


def test_history_is_asked_for_by_message_and_by_time():
    stage = Stage()
    bob = stage.json("bob", "ops")
    alice = stage.irc("alice", "batch", "draft/chathistory", "server-time", "message-tags")
    for text in ("a", "b", "c", "d"):
        stage.passes(1)
        bob.asks(cmd="say", room="ops", text=text)
    alice.types("JOIN #ops")
    assert not [line for line in alice.sees() if "PRIVMSG" in line], "it asks itself"

    def asked(request):
        alice.types(f"CHATHISTORY {request}")
        lines = [line for line in alice.sees() if "PRIVMSG" in line]
        tags = [dict(tag.split("=") for tag in line[1:].split(" ")[0].split(";")) for line in lines]
        return [line[-1] for line in lines], [tag["msgid"] for tag in tags], [tag["time"] for tag in tags]

    texts, ids, times = asked("LATEST #ops * 10")
    assert texts == ["a", "b", "c", "d"]
    assert asked("LATEST #ops * 2")[0] == ["c", "d"]
    for a, b, c, d in ([f"msgid={id_}" for id_ in ids], [f"timestamp={time}" for time in times]):
        assert asked(f"BEFORE #ops {c} 1")[0] == ["b"]
        assert asked(f"AFTER #ops {b} 1")[0] == ["c"]
        assert asked(f"AROUND #ops {b} 3")[0] == ["a", "b", "c"]
        assert asked(f"BETWEEN #ops {a} {d} 9")[0] == ["b", "c"]
        assert asked(f"BETWEEN #ops {d} {a} 1")[0] == ["c"]
        assert asked(f"LATEST #ops {c} 9")[0] == ["d"]
    alice.types("CHATHISTORY LATEST #secret * 10", "CHATHISTORY BEFORE #ops msgid=other-1 10")
    assert [line.split(" ")[1:4] for line in alice.sees()] == [
        ["FAIL", "CHATHISTORY", "INVALID_TARGET"],
        ["FAIL", "CHATHISTORY", "INVALID_PARAMS"],
    ]


def test_a_read_mark_is_one_for_all_clients():
    stage = Stage()
    stage.text("alice").types("/register secret123", "/quit")
    bob = stage.json("bob", "ops")
    stage.passes(1)
    bob.asks(cmd="say", room="ops", text="a")
    clients = [stage.irc(), stage.irc()]
    for client in clients:
        client.types("CAP REQ draft/read-marker", "PASS secret123", "NICK alice", "USER a 0 * :A", "CAP END")
        client.types("JOIN #ops")
        client.raw()
    mark = "MARKREAD #ops timestamp=2030-01-01T00:00:00.000Z"
    clients[0].types(mark)
    for client in clients:
        assert client.sees() == [f":chat.server {mark}"]
    clients[0].types("MARKREAD #ops timestamp=2001-01-01T00:00:00.000Z", "MARKREAD #ops timestamp=soon")
    first, second = clients[0].sees()
    assert first == f":chat.server {mark}"
    assert " FAIL MARKREAD INVALID_PARAMS " in second


def test_who_leaves_the_chat_quits_and_who_leaves_a_room_parts():
    stage = Stage()
    alice, bob, carol = stage.irc("alice"), stage.irc("bob"), stage.text("carol")
    carol.types("/join ops")
    for each in (alice, bob):
        each.types("JOIN #ops")
    alice.raw()
    bob.types("PART #ops :lunch", "JOIN #ops", "QUIT :home")
    assert alice.sees() == [
        ":bob!~bob@people.chat PART #ops lunch",
        ":bob!~bob@people.chat JOIN #ops",
        ":bob!~bob@people.chat QUIT :Quit: home",
    ]
    carol.types("/leave ops")
    assert alice.sees() == [":carol!~u@people.chat PART #ops"]


def test_tags_are_passed_on_to_those_who_understand_them_and_may_get_them():
    stage = Stage()
    alice, bob = stage.irc("alice", "message-tags"), stage.irc("bob", "message-tags")
    carol, dave = stage.irc("carol"), stage.irc("dave", "message-tags")
    for each in (alice, bob, carol):
        each.types("JOIN #ops")
    for each in (alice, bob, carol):
        each.raw()
    alice.types("@+x=a\\sb;y=z TAGMSG #ops", "@+x TAGMSG dave")
    began = int(stage.clock.now())
    assert bob.sees() == [f"@msgid={began}.1;+x=a\\sb :alice!~alice@people.chat TAGMSG #ops"]
    assert dave.sees() == [f"@msgid={began}.2;+x :alice!~alice@people.chat TAGMSG dave"]
    assert carol.sees() == alice.sees() == []
    dave.types("@+x TAGMSG #ops")
    assert dave.sees() == [":chat.server 442 dave #ops :You're not on that channel"]
    alice.types("MODE #ops +m")
    alice.raw(), bob.raw()
    bob.types("@+x TAGMSG #ops")
    assert bob.sees() == [":chat.server 404 bob #ops :Cannot send to channel"]
    assert alice.sees() == []


def test_a_line_to_oneself_comes_once_and_once_more_as_its_echo():
    stage = Stage()
    alice = stage.irc("alice")
    alice.types("PRIVMSG alice hi")
    assert alice.sees() == [":alice!~alice@people.chat PRIVMSG alice :hi"]
    alice.types("CAP REQ echo-message")
    alice.raw()
    alice.types("PRIVMSG alice hi")
    assert alice.sees() == [":alice!~alice@people.chat PRIVMSG alice :hi"] * 2


def test_what_is_remembered_of_lines_has_a_cap():
    stage = Stage(**UNLIMITED)
    alice, bob = stage.irc("alice", "message-tags"), stage.irc("bob", "message-tags")
    for each in (alice, bob):
        each.types("JOIN #ops")
    for number in range(20):
        alice.types(f"@+x={number} PRIVMSG #ops hi")
    memory = bob.connection.server.memory
    assert len(memory.extras) == 20
    for number in range(EXTRAS_MAX):
        bob.connection.remember("!x", number, Extra("NOTICE"))
    assert len(memory.extras) == EXTRAS_MAX


def test_queries_that_need_no_command_of_the_chat_have_the_rate_of_queries():
    stage = Stage(read_rate=Rate(10, 60.0))
    alice = stage.irc("alice")
    alice.types("JOIN #ops")
    alice.raw()
    alice.types(*["NAMES #ops"] * 30)
    lines = alice.sees()
    assert 10 <= len([line for line in lines if " 263 alice NAMES " in line]) < 30
    assert len([line for line in lines if " 353 " in line]) <= 10
    alice.types("PING still")
    assert alice.sees() == [":chat.server PONG chat.server still"]


def test_what_a_client_was_told_of_read_marks_has_a_cap():
    stage = Stage()
    client = stage.irc("alice", "draft/read-marker").connection.client
    for number in range(TOLD_MAX + 5):
        tell_mark(client, f"p{number}", f"@p{number}")
    assert len(client.told_marks) == 5


def test_modes_of_a_channel_are_the_rooms_and_change_together():
    stage = Stage()
    alice, bob, carol = stage.irc("alice"), stage.text("bob"), stage.irc("carol")
    alice.types("JOIN #ops")
    bob.types("/join ops")
    alice.raw(), bob.raw()
    alice.types("MODE #ops +mst-i+l 2")
    assert alice.sees() == [":alice!~alice@people.chat MODE #ops +mtsl 2"]
    assert bob.sees()[0] == "* alice decided: only its moderators may speak in ops now."
    carol.types("JOIN #ops", "NAMES #ops", "LIST")
    assert carol.sees() == [
        ":chat.server 471 carol #ops :Cannot join channel (+l)",
        ":chat.server 366 carol #ops :End of /NAMES list",
        ":chat.server 322 carol #lobby 1 :",
        ":chat.server 323 carol :End of /LIST",
    ]
    alice.types("MODE #ops", "MODE #ops +v bob", "MODE #ops +v alice", "MODE #ops +k :two words")
    made = int(stage.clock.now())
    assert alice.sees() == [
        ":chat.server 324 alice #ops +mnstl 2",
        f":chat.server 329 alice #ops {made}",
        ":alice!~alice@people.chat MODE #ops +v bob",
        ":chat.server 696 alice #ops k * :Keys are one word",
    ]
    alice.types("NAMES #ops,#other")
    assert alice.sees() == [
        ":chat.server 353 alice @ #ops :@alice +bob",
        ":chat.server 366 alice #ops,#other :End of /NAMES list",
    ]
    alice.types("MODE #ops -msl")
    assert alice.sees() == [":alice!~alice@people.chat MODE #ops -msl"]
    alice.types("MODE #ops +l none")
    assert alice.sees() == [":chat.server 696 alice #ops l none :That is no limit"]


def test_who_set_the_topic_is_told_to_those_who_enter():
    stage = Stage()
    alice, bob = stage.irc("alice"), stage.irc("bob")
    alice.types("JOIN #ops", "TOPIC #ops :ours")
    at = int(stage.clock.now())
    bob.types("JOIN #ops")
    assert bob.sees()[1:3] == [":chat.server 332 bob #ops ours", f":chat.server 333 bob #ops alice {at}"]
    stage.passes(180)
    bob.types("JOIN #new", "LIST T>2", "LIST T<2", "LIST C<2")
    listed = [line.split(" ")[3] for line in bob.sees() if " 322 " in line]
    assert listed == ["#ops", "#new"]


def test_a_list_has_more_channels_than_one_page():
    stage = Stage(history_max=5, room_rate=None, rooms_by_address=None)
    alice = stage.irc("alice")
    alice.types(*(f"JOIN #c{number:02}" for number in range(12)))
    alice.sees()
    alice.types("LIST", "PING x")
    *listed, end, pong = alice.sees()
    assert [line.split(" ")[3] for line in listed] == [f"#c{number:02}" for number in range(12)]
    assert (end.split(" ")[1], pong.split(" ")[1]) == ("323", "PONG")


def test_a_message_that_others_could_not_get_whole_is_refused():
    stage = Stage()
    alice, bob = stage.irc("alice"), stage.irc("bob")
    room = 510 - len(":alice!~alice@people.chat PRIVMSG bob :")
    alice.types(f"PRIVMSG bob :{'x' * room}", f"PRIVMSG bob :{'x' * (room + 1)}")
    assert bob.sees() == [f":alice!~alice@people.chat PRIVMSG bob :{'x' * room}"]
    assert alice.sees() == [":chat.server 417 alice :Input line was too long"]


def test_who_is_invisible_is_not_found_by_masks_but_in_the_same_rooms():
    stage = Stage()
    alice, bob = stage.irc("alice"), stage.irc("bob")
    alice.types("MODE alice +iB", "MODE alice +i", "MODE alice")
    assert alice.sees() == [
        ":alice!~alice@people.chat MODE alice +i",
        ":alice!~alice@people.chat MODE alice +B",
        ":chat.server 221 alice +Bi",
    ]
    bob.types("WHO a*")
    assert [line.split(" ")[1] for line in bob.sees()] == ["315"]
    for each in (alice, bob):
        each.types("JOIN #ops")
    bob.raw()
    bob.types("WHO a*")
    assert [line.split(" ")[1] for line in bob.sees()] == ["352", "315"]


def test_signing_in_again_as_another_account_is_becoming_it():
    stage = Stage()
    for name in ("alice", "bob"):
        stage.text(name).types("/register secret123", "/quit")
    client, carol = stage.irc("guest", "sasl"), stage.text("carol")
    client.types("JOIN #ops")
    client.raw()
    carol.types("/join ops")
    client.raw(), carol.raw()
    for blob in (
        "AGFsaWNlAHNlY3JldDEyMw==",
        "AGJvYgBzZWNyZXQxMjM=",
        "AGJvYgBzZWNyZXQxMjM=",
        "AGJvYgB3cm9uZw==",
    ):
        client.types("AUTHENTICATE PLAIN", f"AUTHENTICATE {blob}")
    words = [line.split(" ") for line in client.sees()]
    assert [word[1] if word[0] != "AUTHENTICATE" else "+" for word in words] == (
        ["+", "900", "903", "NICK"] * 2 + ["+", "900", "903", "+", "904"]
    )
    assert words[7][0].startswith(":alice!")
    assert words[7][2] == "bob"
    client.types("PRIVMSG #ops hello")
    assert carol.sees()[-1] == "[ops] bob: hello"


def test_an_account_is_registered_before_or_after_coming_in():
    stage = Stage()
    alice, bob = stage.irc("alice", "account-notify"), stage.irc("bob", "account-notify")
    carol = stage.irc("carol", "account-notify", "extended-monitor")
    for each in (alice, bob):
        each.types("JOIN #ops")
    carol.types("MONITOR + alice")
    alice.raw(), bob.raw(), carol.raw()
    alice.types("REGISTER bob * secret123", "REGISTER * * secret123", "REGISTER * * secret123")
    assert [line.split(" ")[1:4] for line in alice.sees()] == [
        ["FAIL", "REGISTER", "ACCOUNT_NAME_MUST_BE_NICK"],
        ["ACCOUNT", "alice"],
        ["REGISTER", "SUCCESS", "alice"],
        ["900", "alice", "alice!~alice@people.chat"],
        ["FAIL", "REGISTER", "ALREADY_AUTHENTICATED"],
    ]
    assert bob.sees() == carol.sees() == [":alice!~alice@people.chat ACCOUNT alice"]
    early = stage.irc()
    early.types("REGISTER * * secret123", "NICK bob", "REGISTER * * secret123", "NICK dora")
    early.types("REGISTER * * secret123", "USER d 0 * :D", "PING there")
    seen = [line.split(" ") for line in early.sees()]
    assert [line[3] for line in seen if line[1] in ("FAIL", "REGISTER")] == [
        "NEED_NICK",
        "ACCOUNT_EXISTS",
        "dora",
    ]
    assert seen[-1][1] == "PONG"
    assert [line[2] for line in seen if line[1] == "001"] == ["dora"]


def test_a_watcher_is_told_that_someone_is_away_though_they_share_no_room():
    stage = Stage()
    alice, bob = stage.irc("alice", "away-notify", "extended-monitor"), stage.text("bob")
    carol = stage.irc("carol", "away-notify")
    for each in (alice, carol):
        each.types("MONITOR + bob")
        each.raw()
    bob.types("/away lunch", "/away off")
    assert alice.sees() == [":bob!~u@people.chat AWAY lunch", ":bob!~u@people.chat AWAY"]
    assert carol.sees() == []


def test_away_before_the_welcome_holds_after_it_and_a_star_says_nothing():
    stage = Stage()
    alice, bob = stage.irc(), stage.text("bob")
    alice.types("CAP REQ draft/pre-away", "AWAY lunch", "NICK alice", "USER a 0 * :A", "CAP END")
    assert ":chat.server 306 * :You have been marked as being away" in alice.sees()
    assert "alice (away: lunch)" in bob.types("/who *").sees()[0]
    alice.types("AWAY", "AWAY *")
    assert "alice (away" not in bob.types("/who *").sees()[0]


def test_limits_are_told_before_the_welcome_to_those_who_ask():
    stage = Stage(irc_network="our chat")
    alice = stage.irc()
    alice.types("ISUPPORT", "CAP REQ :draft/extended-isupport batch", "ISUPPORT")
    lines = alice.sees()
    assert lines[0].split(" ")[1] == "451"
    assert lines[2] == ":chat.server BATCH +b1 draft/isupport"
    assert all(line.startswith("@batch=b1 :chat.server 005 * ") for line in lines[3:-1])
    assert r"NETWORK=our\x20chat" in lines[-2]


def test_members_are_told_of_invitations_if_they_want():
    stage = Stage()
    alice, bob, carol = stage.irc("alice"), stage.irc("bob", "invite-notify"), stage.irc("carol")
    stage.irc("dora")
    for each in (alice, bob, carol):
        each.types("JOIN #ops")
    for each in (alice, bob, carol):
        each.raw()
    alice.types("INVITE dora #ops")
    assert bob.sees() == [":alice!~alice@people.chat INVITE dora #ops"]
    assert carol.sees() == []


def test_clients_are_sent_to_the_encrypted_door_if_the_operator_says_so():
    stage = Stage(irc_sts=3600.0, ircs_port="6697")
    alice = stage.irc()
    alice.types("CAP LS", "CAP LS 302", "CAP REQ sts")
    assert "sts" not in alice.sees()[0]
    stage = Stage(irc_sts=3600.0, ircs_port="6697")
    alice = stage.irc()
    alice.types("CAP LS 302", "CAP REQ sts")
    assert "sts=port=6697" in " ".join(alice.sees()[:-1])


@pytest.mark.parametrize("sasl", [False, True])
def test_who_comes_back_gets_the_lines_to_them_and_to_their_groups_once(sasl):
    stage = Stage(**UNLIMITED)
    stage.text("alice").types("/register secret123", "/quit")
    bob = stage.text("bob")
    alice = stage.irc()
    alice.types("PASS secret123", "NICK alice", "USER a 0 * :A")
    bob.types("/group crew alice", "/msg alice early")
    assert ":bob!~u@people.chat PRIVMSG alice :early" in alice.sees()
    alice.types("QUIT")
    bob.types("/join crew", "to the crew", *(f"/msg alice line {number}" for number in range(3)))
    for expected in (["to the crew", "line 0", "line 1", "line 2"], []):
        again = stage.irc()
        if sasl:
            again.types("CAP REQ sasl", "AUTHENTICATE PLAIN", "AUTHENTICATE AGFsaWNlAHNlY3JldDEyMw==")
            again.types("NICK alice", "USER a 0 * :A", "CAP END")
        else:
            again.types("PASS secret123", "NICK alice", "USER a 0 * :A")
        lines = again.sees()
        assert any(line.endswith(" JOIN #crew") for line in lines)
        said = [line for line in lines if " PRIVMSG " in line]
        assert sorted(line.split(" ", 3)[3].lstrip(":") for line in said) == sorted(expected)
        again.types("QUIT")


MULTILINE = ("draft/multiline", "batch", "message-tags", "echo-message", "labeled-response")


def test_a_message_of_several_lines_is_one_on_every_door():
    stage = Stage()
    alice, bob, carol, dave = (
        stage.irc("alice", *MULTILINE),
        stage.text("bob"),
        stage.irc("carol", *MULTILINE),
        stage.irc("dave"),
    )
    for each in (alice, carol, dave):
        each.types("JOIN #ops")
    bob.types("/join ops")
    for each in (alice, bob, carol, dave):
        each.raw()
    alice.types("@label=x BATCH +1 draft/multiline #ops", "@batch=1 PRIVMSG #ops :one")
    alice.types("@batch=1 PRIVMSG #ops :", "@batch=1 PRIVMSG #ops :tw", "BATCH -2")
    (refusal,) = alice.sees()
    assert refusal == "@label=x :chat.server FAIL BATCH MULTILINE_INVALID :Invalid batch"
    alice.types("@label=x BATCH +1 draft/multiline #ops", "@batch=1 PRIVMSG #ops :one")
    alice.types("@batch=1 PRIVMSG #ops :", "@batch=1 PRIVMSG #ops :tw")
    alice.types("@batch=1;draft/multiline-concat PRIVMSG #ops o", "BATCH -1")
    assert bob.sees() == ["[ops] alice: one", "[ops] alice: ", "[ops] alice: two"]
    source = ":alice!~alice@people.chat"
    opener, *lines = carol.sees()
    assert opener.startswith("@msgid=")
    assert opener.endswith(f" {source} BATCH +m1 draft/multiline #ops")
    assert lines == [
        f"@batch=m1 {source} PRIVMSG #ops :one",
        f"@batch=m1 {source} PRIVMSG #ops :",
        f"@batch=m1 {source} PRIVMSG #ops :tw",
        f"@batch=m1;draft/multiline-concat {source} PRIVMSG #ops :o",
        f"{source} BATCH -m1",
    ]
    echo = alice.sees()
    assert "label=x" in echo[0]
    assert len(echo) == 6
    assert dave.sees() == [f"{source} PRIVMSG #ops :{words}" for words in ("one", "tw", "o")]
    bob.types("/quit")
    stage.json("erin", "ops").asks(cmd="say", room="ops", text="a\nb")
    assert [line.split(" ")[-1] for line in carol.sees() if "PRIVMSG" in line] == [":a", ":b"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["@batch=2 PRIVMSG #ops hi"], "MULTILINE_INVALID"),
        (["@batch=1 PRIVMSG #other hi"], "MULTILINE_INVALID"),
        (["@batch=1;draft/multiline-concat PRIVMSG #ops :"], "MULTILINE_INVALID"),
        (["@batch=1 PRIVMSG #ops :", "BATCH -1"], "MULTILINE_INVALID"),
        (["@batch=1 PRIVMSG #ops hi"] * 33, "MULTILINE_MAX_LINES"),
        (["@batch=1 PRIVMSG #ops hi"] * 40 + ["BATCH -1"], "MULTILINE_MAX_LINES"),
        ([f"@batch=1 PRIVMSG #ops {'x' * 400}"] * 11, "MULTILINE_MAX_BYTES"),
    ],
)
def test_a_batch_that_is_wrong_or_too_large_is_refused_as_a_whole(lines, code):
    stage = Stage(**UNLIMITED)
    alice, bob = stage.irc("alice", *MULTILINE), stage.text("bob").types("/join ops")
    alice.types("JOIN #ops")
    alice.raw(), bob.raw()
    alice.types("@label=x BATCH +1 draft/multiline #ops", *lines)
    (refusal,) = alice.sees()
    assert refusal.startswith(f"@label=x :chat.server FAIL BATCH {code} ")
    assert bob.sees() == []


def test_conversations_are_listed_by_times_to_the_millisecond():
    stage = Stage()
    alice, bob = stage.irc("alice", "batch", "draft/chathistory", "server-time"), stage.json("bob", "ops")
    alice.types("JOIN #ops")
    stage.passes(0.0004)
    bob.asks(cmd="say", room="ops", text="x")
    (time,) = [line[6:30] for line in alice.sees() if "PRIVMSG" in line]
    alice.types(f"CHATHISTORY TARGETS timestamp={time} timestamp=2100-01-01T00:00:00.000Z 9")
    assert len(alice.sees()) == 2
    alice.types("CHATHISTORY TARGETS timestamp=2001-01-01T00:00:00.000Z timestamp=2100-01-01T00:00:00.000Z 9")
    assert alice.sees()[1].endswith(f" CHATHISTORY TARGETS #ops {time}")


def test_chanserv_does_what_the_one_who_asks_may_do():
    stage = Stage()
    alice, bob, carol = stage.irc("alice"), stage.irc("bob"), stage.text("carol")
    for each in (alice, bob):
        each.types("JOIN #ops")
    carol.types("/join ops")
    for each in (alice, bob, carol):
        each.raw()

    def asks(client, text):
        client.types(f"PRIVMSG ChanServ :{text}")
        said = (line for line in client.sees() if line.startswith(":ChanServ!"))
        return [line.split(" ", 3)[3].removeprefix(":") for line in said]

    assert asks(alice, "op #ops bob") == ["Done."]
    assert bob.sees() == [":alice!~alice@people.chat MODE #ops +o bob"]
    assert asks(bob, "KICK #ops carol enough now") == ["Done."]
    assert any("enough now" in line for line in carol.sees())
    assert asks(bob, "DEOP #ops alice")[0].startswith("Only owners of the room and admins")
    assert asks(alice, "DEOP #ops bob") == asks(alice, "TOPIC #ops new times") == ["Done."]
    assert bob.sees()[-1] == ":alice!~alice@people.chat TOPIC #ops :new times"
    assert asks(bob, "INFO #ops") == ["Owner of #ops: alice."]
    assert asks(bob, "INFO #nowhere") == [
        "There is no room nowhere that you can enter. /rooms lists the rooms."
    ]
    assert asks(bob, "REGISTER #ops") == ["#ops belongs to whoever made it, and is kept."]
    assert asks(bob, "what") == asks(bob, "FLY #ops")
    bob.types("PRIVMSG nickserv :GHOST bob secret")
    assert "There is no need" in bob.sees()[0]


def test_the_rooms_of_an_account_are_there_at_its_login_with_their_marks_until_it_parts():
    stage = Stage()
    stage.text("alice").types("/register secret123", "/quit")
    stage.text("bob").types("/join ops", "a room with a line in it stays")

    def come():
        client = stage.irc()
        client.types("CAP REQ draft/read-marker", "PASS secret123", "NICK alice", "USER a 0 * :A", "CAP END")
        return client, [line for line in client.sees() if "#ops" in line]

    first, _ = come()
    first.types("JOIN #ops", "MARKREAD #ops timestamp=2030-05-20T08:30:00.000Z", "QUIT")
    again, lines = come()
    assert lines[:2] == [
        ":alice!~a@people.chat JOIN #ops",
        ":chat.server MARKREAD #ops timestamp=2030-05-20T08:30:00.000Z",
    ]
    again.types("PART #ops", "QUIT")
    assert come()[1] == []


def test_a_change_of_role_takes_away_what_was_there():
    stage = Stage()
    alice, bob = stage.irc("alice"), stage.irc("bob")
    for each in (alice, bob):
        each.types("JOIN #ops")
    alice.raw(), bob.raw()
    for change in ("+o", "-o", "+v", "+o", "-o", "+v", "-v"):
        alice.types(f"MODE #ops {change} bob")
    assert [line.split(" ", 3)[3] for line in bob.sees()] == [
        "+o bob",
        "-o bob",
        "+v bob",
        "-v+o bob bob",
        "-o bob",
        "+v bob",
        "-v bob",
    ]
    for number in range(ROLES_MAX + 5):
        bob.connection.view.role_before("!x", str(number), 1, "voice")
    assert len(bob.connection.server.memory.roles) == ROLES_MAX


def test_a_client_of_the_first_version_gets_its_capabilities_in_one_line():
    stage = Stage()
    client = stage.irc()
    client.types("CAP LS")
    (line,) = client.sees()
    assert line.startswith(":chat.server CAP * LS :account-notify ")
    words = line.split(" :", 1)[1].split(" ")
    assert "userhost-in-names" in words
    assert set(words) < set(OFFERED), "drafts that do not fit are left out, and none is cut"


def test_several_are_kicked_from_one_channel_or_each_from_its_own():
    stage = Stage(**UNLIMITED)
    alice, bob, carol = stage.irc("alice"), stage.irc("bob"), stage.irc("carol")
    for each in (alice, bob, carol):
        each.types("JOIN #ops,#dev")
    alice.raw()
    alice.types("KICK #ops bob,carol :out", "KICK #dev,#dev,#no carol,bob,bob :out")
    kicked = [line.split(" ")[2:4] for line in alice.sees() if " KICK " in line]
    assert kicked == [["#ops", "bob"], ["#ops", "carol"], ["#dev", "carol"], ["#dev", "bob"]]


def test_clients_list_all_their_capabilities_in_several_lines():
    stage = Stage()
    client = stage.irc()
    client.types("CAP LS 302", *(f"CAP REQ {name}" for name in OFFERED))
    client.raw()
    client.types("CAP LIST")
    lines = client.sees()
    assert len(lines) > 1
    assert {word for line in lines for word in line.split(":", 2)[2].split(" ")} == set(OFFERED)


@pytest.mark.parametrize("mask", ["*!*carol@*.chat", "*!~carol@people.chat", "*!*carol@*"], ids=str)
def test_a_mask_that_a_client_makes_of_a_nickname_bans_that_person(mask):
    stage = Stage()
    alice, carol, bob = stage.irc("alice"), stage.irc("carol"), stage.text("bob")
    for each in (alice, carol):
        each.types("JOIN #ops")
    bob.types("/join ops")
    alice.raw(), carol.raw()
    alice.types(f"MODE #ops +b {mask}")
    assert carol.sees()[0] == ":alice!~alice@people.chat MODE #ops +b carol!*@*"


@pytest.mark.parametrize(
    "mask", ["*!*@people.chat", "*!*@*", "*!*carol@elsewhere.org", "*!*ca*@*", "*!*nobody@*"]
)
def test_a_mask_of_nobody_or_anybody_bans_nobody(mask):
    stage = Stage()
    alice, carol = stage.irc("alice"), stage.irc("carol")
    for each in (alice, carol):
        each.types("JOIN #ops")
    alice.raw()
    alice.types(f"MODE #ops +b {mask}")
    assert alice.sees() == [f":chat.server NOTICE alice :Only people can be banned: {mask} is a mask."]


def test_a_mask_of_several_asks_who_is_meant():
    stage = Stage()
    alice = stage.irc("alice").types("JOIN #ops")
    for name in ("bob", "carol"):
        stage.text(name).types("/join ops")
    alice.raw()
    alice.types("MODE #ops +b *!*u@*.chat")
    told = "*!*u@*.chat describes 2 people here. Say who is meant: nick!*@*"
    assert alice.sees() == [f":chat.server NOTICE alice :{told}"]
