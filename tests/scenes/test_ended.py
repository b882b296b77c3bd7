"""Conversations with guests who are gone for good: out of the way, and never out of reach."""

import re

import pytest

from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage(**UNLIMITED)


@pytest.fixture
def gina(stage):
    return Gina(stage)


class Gina:
    """Has an account, and comes and goes."""

    def __init__(self, stage):
        self.stage = stage
        stage.text("gina").types("/register correct horse", "/quit")

    def comes(self):
        """As text: what she sees from then on."""
        actor = self.stage.connect().types("/login gina correct horse")
        actor.raw()
        return actor

    def comes_as_program(self):
        return self.stage.connect().asks(cmd="login", name="gina", password="correct horse")

    def private(self):
        """What a program is told it is in."""
        actor = self.comes_as_program()
        (welcome,) = actor.events("welcome")
        actor.asks(cmd="quit")
        return [(room["room"], room.get("unread", 0)) for room in welcome.get("rooms", ())]


def hugo_says(stage, text):
    return stage.text("hugo").types(f"/msg gina {text}")


def test_a_conversation_whose_other_side_is_over_is_not_taken_up_again(stage, gina):
    here = gina.comes()
    hugo_says(stage, "I am the first").types("/quit")
    here.types("/quit")
    assert gina.private() == []
    hugo_says(stage, "I am the second")
    here = gina.comes().types("/rooms")
    assert [line for line in here.sees() if "hugo" in line] == [
        "* @gina,hugo (2 here, direct, you are in it, 1 new)"
    ]


def test_a_guest_who_was_cut_may_still_come_back(stage, gina):
    here = gina.comes()
    hugo_says(stage, "hello").hangs_up()
    here.types("/quit")
    assert gina.private() == [("@gina,hugo", 0)]
    stage.passes(stage.settings.guest_grace + 1)
    assert gina.private() == []


def test_what_they_wrote_last_is_not_lost(stage, gina):
    hugo_says(stage, "while you were away").types("/quit")
    stage.passes(stage.settings.guest_grace + 1)
    here = gina.comes().types("/missed")
    assert here.sees()[-1].endswith("] while you were away")
    here.types("/quit")
    assert gina.private() == [], "it is read now"


def test_a_cursor_brings_what_they_wrote_last(stage, gina):
    program = gina.comes_as_program()
    hugo = hugo_says(stage, "one")
    (message,) = program.events("message")
    program.hangs_up()
    hugo.types("/msg gina two", "/quit")
    back = stage.connect().asks(
        cmd="login", name="gina", password="correct horse", since={message["rid"]: message["seq"]}
    )
    assert [line["text"] for line in back.events("message")] == ["two"]


def test_those_that_have_ended_are_shown_when_asked_for(stage, gina):
    here = gina.comes()
    for text in ("I am the first", "I am the second"):
        hugo_says(stage, text).types("/quit")
    here.types("/quit")
    here = gina.comes().types("/rooms ended")
    said = here.sees()
    assert said[0] == "* Ended conversations, /history in:ID shows one:"
    found = [re.fullmatch(r"\* @gina,hugo \(ended\): (![a-z2-7]{10})", line)[1] for line in said[1:]]
    assert len(found) == 2
    for rid, text in zip(found, ("I am the second", "I am the first"), strict=True):
        here.types(f"/history in:{rid}")
        assert here.sees() == [f"[from hugo 2023-11-14 22:13] {text}"]
    here.types("/history in:@hugo")
    assert here.sees()[-1].endswith("I am the second"), "the last one of that name"
    here.types("/search first in:" + found[1])
    assert any("I am the first" in line for line in here.sees())
    program = gina.comes_as_program().asks(cmd="rooms", ended=True)
    rooms = program.events("rooms")[-1]["rooms"]
    assert [(room["rid"], room["kind"], room["ended"], room["head"]) for room in rooms] == [
        (rid, "direct", True, 1) for rid in found
    ]


def test_nobody_else_sees_them(stage, gina):
    here = gina.comes()
    hugo_says(stage, "for gina").types("/quit")
    here.types("/rooms ended")
    rid = re.search("![a-z2-7]{10}", here.raw().decode())[0]
    stranger = stage.text("hugo").types("/rooms ended", f"/history in:{rid}", "/history in:@gina")
    assert stranger.sees() == [
        "* There are no ended conversations.",
        f"! There is no room {rid} that you can enter. /rooms lists the rooms.",
        "* Nothing more was said in @gina,hugo.",
    ]


def test_nothing_is_said_to_somebody_who_is_gone(stage, gina):
    here = gina.comes()
    hugo_says(stage, "hello").types("/quit")
    here.types("/quit")
    here = gina.comes().types("/msg hugo are you there?", "/history in:@hugo")
    said = here.sees()
    assert said[0].startswith("! ")
    assert "are you there?" not in said[-1]


def test_a_line_by_id_to_somebody_who_is_gone_is_refused(stage, gina):
    program = gina.comes_as_program()
    hugo = hugo_says(stage, "hello")
    (message,) = program.events("message")

    def says(text):
        program.asks(cmd="say", room=message["rid"], text=text)
        return [event.get("code", "said") for event in program.events("error", "message")]

    assert says("you are here") == ["said"]
    hugo.types("/token")
    token = hugo.sees()[-1].split()[-1]
    hugo.hangs_up()
    assert says("you may come back") == ["said"]
    back = stage.connect().types(f"/login {token}")
    assert any("you may come back" in line for line in back.types("/missed").sees())
    assert says("here again") == ["said"]
    back.hangs_up()
    stage.passes(stage.settings.guest_grace + 1)
    assert says("you are gone") == ["no_such_user"]
    stage.text("hugo")
    assert says("that is somebody else") == ["no_such_user"]


def test_a_line_to_somebody_who_said_goodbye_is_refused_at_once(stage, gina):
    program = gina.comes_as_program()
    hugo_says(stage, "hello").types("/quit")
    (message,) = program.events("message")
    program.asks(cmd="say", room=message["rid"], text="wait", key="k")
    (error,) = program.events("error")
    assert (error["code"], error["key"]) == ("no_such_user", "k")
    program.asks(cmd="say", room="@gina,hugo", text="wait")
    assert [event["code"] for event in program.events("error")] == ["no_such_user"]


def test_a_file_or_program_for_somebody_who_is_gone_is_refused_as_a_line_is(stage, gina):
    web = Web(stage)
    program = gina.comes_as_program()
    (welcome,) = program.events("welcome")
    hugo = hugo_says(stage, "hello")
    (message,) = program.events("message")
    bearer = {"Authorization": f"Bearer {welcome['token']}"}
    there = f"/r/{message['rid']}/notes.txt"
    assert web.asks("PUT", there, b"one", **bearer).status == 201
    hugo.types("/quit")
    assert web.asks("PUT", there, b"two", **bearer).status == 404
    program.events()
    program.asks(cmd="run", room=message["rid"], source="print(1)", language="python")
    assert [event["code"] for event in program.events("error")] == ["no_such_user"]
