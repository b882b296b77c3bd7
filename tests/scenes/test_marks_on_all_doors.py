"""One play on all doors at once: what each can do is done from there and seen on all, each in its words."""

from tests.scenes.doors import Doors, everywhere

HEART = "%E2%9D%A4%EF%B8%8F"


def test_reactions_pins_and_polls_from_each_door_are_seen_on_all():
    doors = Doors()
    doors.text.types("release is out")
    doors.seen()
    doors.text.types("/react 2 +1")
    assert doors.seen() == everywhere("tess +1 on #2", "reaction")
    doors.program.asks(cmd="react", room="lobby", seq=2, emoji=":tada:")
    assert doors.seen() == everywhere("jo 🎉 on #2", "reaction")
    doors.page.asks(cmd="react", room="lobby", seq=2, emoji="-1")
    assert doors.seen() == everywhere("wes -1 on #2", "reaction")
    doors.pipe.types("COMMAND|/react 2 +1")
    assert doors.seen() == everywhere("pia +1 on #2", "reaction")
    doors.web.asks("PUT", f"/api/v1/rooms/lobby/messages/2/reactions/{HEART}", **doors.headers)
    assert doors.seen() == everywhere("curt ❤️ on #2", "reaction")
    doors.web.asks("DELETE", f"/api/v1/rooms/lobby/messages/2/reactions/{HEART}", **doors.headers)
    assert doors.seen() == everywhere("curt took back ❤️ on #2", "reaction")


def test_a_poll_is_asked_in_a_terminal_voted_on_everywhere_and_its_end_is_seen():
    doors = Doors()
    doors.text.types('/poll "When?" Mon Tue')
    assert doors.seen() == everywhere("tess asks #2: When? 1 Mon, 2 Tue (/vote 2 1)", "poll")
    doors.text.types("/vote 2 1"), doors.pipe.types("COMMAND|/vote 2 2")
    doors.page.asks(cmd="vote", room="lobby", seq=2, choices=[2])
    body = {"Content_Type": "application/json", **doors.headers}
    doors.web.asks("PUT", "/api/v1/rooms/lobby/polls/2/vote", b'{"choices": [1]}', **body)
    seen = doors.seen()
    assert seen["json"] == seen["stream"] == ["poll_changed"] * 4
    assert seen["text"] == ["* Your vote in #2: 1."]
    assert seen["older"] == []
    doors.text.types("/poll close 2")
    assert doors.seen() == everywhere("tess closed the poll #2: When? Mon 2, Tue 2 (4 voted)", "poll_closed")


def test_a_pin_is_seen_on_all():
    doors = Doors()
    doors.text.types("/group team pia,jo,wes", "the plan", "/pin 4")
    assert "* [team] tess pinned #4: the plan" in doors.text.sees()
    assert "SERVER: tess pinned #4: the plan" in doors.pipe.raw().decode().splitlines()
    for program in (doors.program, doors.page):
        assert [event["text"] for event in program.events() if event["event"] == "pinned"] == ["the plan"]
