"""One play on all doors at once: lines are answered, edited and deleted from each, and seen on all."""

from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.state import ClientState
from tests.scenes.doors import Doors, everywhere
from tests.scenes.linked import Linked


def answered(name, words, topic=""):
    """What all see of an answer, or of a line with a topic: those who read only, as a line that they know."""
    inside = f"({words.partition('|')[0]})"
    text = words.partition("|")[2]
    return {
        "text": [f"[lobby] {name} {inside}: {text}"],
        "pipe": [f"{name}: {inside} {text}"],
        "prompt": [f"{name}: {inside} {text}"],
        "irc": [text] if "#" in text else [],  # whose clients know by a tag what is answered
        "older": [f"{inside} {text}"],
        "json": ["message"],
        "page": ["message"],
        "stream": ["message"],
    }


def deleted(seq):
    """Who polls is not told."""
    return everywhere(f"#{seq} deleted", "deleted") | {"older": []}


def begin():
    doors = Doors()
    doors.text.types("release is out")
    doors.seen()
    return doors


def test_lines_are_answered_from_each_door_and_it_is_seen_on_all():
    doors = begin()
    doors.program.asks(cmd="say", room="lobby", text="when?", re=2)
    assert doors.seen() == answered("jo", "re #2|when?")
    doors.page.asks(cmd="say", room="lobby", text="now", re=2)
    assert doors.seen() == answered("wes", "re #2|now")
    doors.pipe.types("COMMAND|/re 2 good")
    assert doors.seen() == answered("pia", "re #2|good")
    doors.post("POST", "/messages", {"text": "fine", "re": 2})
    assert doors.seen() == answered("curt", "re #2|fine")
    doors.window.link.say("lobby", "at last", re=2)
    doors.window.settle()
    assert doors.seen() == answered("wil", "re #2|at last")
    doors.text.types("/re 2 it is #1")
    assert doors.seen() == answered("tess", "re #2|it is #1") | {"text": []}  # an own line is not repeated
    assert doors.lines()[2].replies == 6


def test_lines_are_edited_from_each_door_and_it_is_seen_on_all():
    doors = begin()
    doors.text.types("/edit release is not out")
    assert doors.seen() == everywhere("tess edited #2: release is not out", "edited")
    doors.text.types("/s/not/now/")
    assert doors.seen() == everywhere("tess edited #2: release is now out", "edited")
    doors.program.asks(cmd="say", room="lobby", text="#"), doors.seen()
    doors.program.asks(cmd="edit", room="lobby", seq=5, text="by JSON")
    assert doors.seen() == everywhere("jo edited #5: by JSON", "edited")
    doors.page.asks(cmd="say", room="lobby", text="#"), doors.seen()
    doors.page.asks(cmd="edit", room="lobby", seq=7, text="by WebSocket")
    assert doors.seen() == everywhere("wes edited #7: by WebSocket", "edited")
    doors.pipe.types("BROADCAST|#"), doors.seen()
    doors.pipe.types("COMMAND|/edit by pipe|SERVER: x")
    assert doors.seen() == everywhere("pia edited #9: by pipe|SERVER: x", "edited")
    seq = doors.post("POST", "/messages", {"text": "#"})["seq"]
    doors.seen()
    doors.post("PATCH", f"/messages/{seq}", {"text": "by curl"})
    assert doors.seen() == everywhere(f"curt edited #{seq}: by curl", "edited")
    texts = [doors.lines()[seq].text for seq in (2, 5, 7, 9, 11)]
    assert texts == ["release is now out", "by JSON", "by WebSocket", "by pipe|SERVER: x", "by curl"]


def test_topics_are_given_on_each_door_and_seen_on_all():
    doors = begin()
    doors.text.types("#t build: it is ready")
    seen = answered("tess", "build|it is ready") | {"text": []}
    quiet = {"pipe": [], "prompt": [], "older": []}  # without a number in it: see `Doors.seen`
    assert doors.seen() == seen | quiet
    doors.page.asks(cmd="say", room="lobby", text="#1", topic="build")
    assert doors.seen() == answered("wes", "build|#1") | {"text": ["[lobby #build] wes: #1"]}
    assert doors.post("POST", "/messages", {"text": "#2", "topic": "build"})["seq"] == 5
    assert doors.seen() == answered("curt", "build|#2") | {"text": ["[lobby #build] curt: #2"]}
    doors.text.types("/topics")
    assert "* build (3, last #5)" in doors.text.sees()


def test_own_lines_are_deleted_on_each_door_and_it_is_seen_on_all():
    doors = begin()
    doors.text.types("/react 2 +1", "/re 2 yes")
    doors.seen()
    doors.text.types("/delete 2")
    assert doors.seen() == deleted(2)
    doors.pipe.types("BROADCAST|#"), doors.program.asks(cmd="say", room="lobby", text="#")
    seq = doors.post("POST", "/messages", {"text": "#"})["seq"]
    doors.seen()
    doors.pipe.types("COMMAND|/delete 6")
    assert doors.seen() == deleted(6)
    doors.program.asks(cmd="delete", room="lobby", seq=7)
    assert doors.seen() == deleted(7)
    doors.post("DELETE", f"/messages/{seq}", {})
    assert doors.seen() == deleted(seq)


def test_a_window_that_saw_it_all_shows_what_one_shows_that_came_later():
    doors = begin()
    doors.text.types('/poll "When?" Mon Tue', "/react 2 +1", "/react 2 :tada:", "/react 2 +1")
    doors.pipe.types("COMMAND|/re 2 yes", "COMMAND|/edit 7 no", "COMMAND|/vote 3 1", "COMMAND|/react 3 +1")
    doors.program.asks(cmd="say", room="lobby", text="to go", re=2)
    doors.program.asks(cmd="delete", room="lobby", seq=10)
    doors.text.types("/edit 2 release is late", "/poll close 3")
    saw = doors.lines()
    late, state = Linked(doors.stage, "late"), ClientState(doors.stage.clock.seconds)
    for event in late.heard_events:
        fold_event(state, event)
    came = state.named("lobby").lines
    assert saw[2].text == came[2].text == "release is late"
    assert {seq: saw[seq] for seq in came if seq in saw} == {seq: came[seq] for seq in came if seq in saw}
