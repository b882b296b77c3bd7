"""What is a person's own (marks, bookmarks, times to come, what they show of themselves) is done from each
door and known on all of that person's devices, and to nobody else unless it is for others."""

import json

from tests.scenes.sockets import browser
from tests.scenes.stage import Stage
from tests.scenes.web import Web

SECRET = "long enough 1"
OWN = ("bookmarked", "scheduled", "scheduled_said", "reminder", "read", "preferences", "mention", "level")


class OnePerson:
    """Eve in a terminal, with a program, a page and curl; ben, who looks on."""

    def __init__(self):
        self.stage = Stage(message_rate=None, login_rate=None, read_rate=None)
        self.program = self.stage.json("eve").asks(cmd="register", password=SECRET)
        self.text = self.stage.connect().types(f"/login eve {SECRET}")
        self.web = Web(self.stage)
        token = self.web.post("/api/v1/login", {"name": "eve", "password": SECRET}).json()["token"]
        self.headers = {"Authorization": f"Bearer {token}", "Content_Type": "application/json"}
        self.other = self.stage.json("ben")
        self.other.asks(cmd="say", room="lobby", text="for @eve")
        self.forget()

    def forget(self):
        for actor in (self.text, self.program, self.other):
            actor.raw()

    def curl(self, verb, path, body=None):
        data = json.dumps(body).encode() if body is not None else b""
        answer = self.web.asks(verb, f"/api/v1{path}", data, **self.headers)
        assert answer.status < 300, answer.text
        return answer.json() if answer.body else None

    def kinds(self, actor):
        return [event["event"] for event in actor.events() if event["event"] in OWN]


def test_bookmarks_from_each_door():
    eve = OnePerson()
    for seq in (2, 3, 4):
        eve.other.asks(cmd="say", room="lobby", text=f"line {seq}")
    eve.forget()
    eve.text.types("/bookmark 1"), eve.curl("PUT", "/rooms/lobby/messages/2/bookmark")
    assert eve.kinds(eve.program) == ["bookmarked"] * 2
    eve.program.asks(cmd="bookmark", room="lobby", seq=3)
    page = browser(eve.stage, "wes")
    page.asks(cmd="bookmark", room="lobby", seq=4)  # somebody else's
    found = eve.curl("GET", "/me/bookmarks")["bookmarks"]
    assert [mark["line"]["seq"] for mark in found] == [3, 2, 1]
    eve.text.raw()
    eve.text.types("/bookmarks")
    assert [line[:12] for line in eve.text.sees()[1:]] == [f"* [lobby] #{seq}" for seq in (3, 2, 1)]
    assert eve.kinds(eve.other) == []


def test_a_mark_moved_by_curl_is_moved_on_all_and_mentions_are_the_same_on_all():
    eve = OnePerson()
    eve.curl("PUT", "/rooms/lobby/read", {"seq": 1})
    listed = eve.curl("GET", "/mentions?since=all")["lines"]
    eve.program.asks(cmd="mentions", since="all")
    assert eve.program.events("mentions")[0]["lines"] == listed
    assert [line["text"] for line in listed] == ["for @eve"]
    eve.text.types("/mentions all")
    assert any("for @eve" in line for line in eve.text.sees())
    eve.curl("PUT", "/rooms/lobby/level", {"level": "none"})
    assert "level" in eve.kinds(eve.program)


def test_lines_and_reminders_for_later_from_each_door():
    eve = OnePerson()
    (
        eve.text.types("/later 10m by text"),
        eve.program.asks(cmd="later", room="lobby", when="10m", text="by JSON"),
    )
    eve.curl("POST", "/rooms/lobby/scheduled", {"when": "10m", "text": "by curl"})
    eve.text.types("/remind 10m tea")
    assert len(eve.curl("GET", "/me/scheduled")["entries"]) == 3
    assert [entry["text"] for entry in eve.curl("GET", "/me/reminders")["entries"]] == ["tea"]
    eve.forget()
    eve.stage.clock.advance(601), eve.stage.settle()
    said = [(event["sender"], event["text"]) for event in eve.other.events("message")]
    assert sorted(said) == [("eve", "by JSON"), ("eve", "by curl"), ("eve", "by text")]
    assert "* Reminder: tea" in eve.text.sees()
    assert eve.kinds(eve.program).count("reminder") == 1


def test_what_one_shows_of_oneself_from_each_door():
    eve = OnePerson()
    eve.text.types("/set full_name Eve Example"), eve.program.asks(cmd="set", name="pronouns", value="she")
    eve.curl("PUT", "/me/preferences/about", {"value": "gardens"})
    eve.curl("PUT", "/me/status", {"text": "lunch"})
    eve.other.asks(cmd="profile", name="eve", ref=1)
    [profile] = eve.other.events("profile")
    shown = {name: profile.get(name) for name in ("full_name", "pronouns", "about", "status")}
    assert shown == {"full_name": "Eve Example", "pronouns": "she", "about": "gardens", "status": "lunch"}
    assert {name: eve.curl("GET", "/people/eve")[name] for name in shown} == shown
    eve.other.raw()
    eve.curl("POST", "/rooms/lobby/typing", {})
    assert [event["who"] for event in eve.other.events("typing")] == ["eve"]
    eve.text.types("/away tea")
    assert [event["away"] for event in eve.other.events("person")] == [True]
