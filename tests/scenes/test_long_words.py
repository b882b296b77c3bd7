"""What looks long costs little: words of any length on every command and address, by anybody.

Normalising is the one thing done to a name whose cost grows with its square (marks are
sorted by insertion), so what is counted is how many characters are ever handed to it.
"""

import base64
import json
import unicodedata
from typing import get_args
from urllib.parse import quote

import pytest
from msgspec.structs import fields, replace

from chatservice.client.model.mentions import mentions
from chatservice.client.model.render import snippet
from chatservice.client.model.transfers import safe_name
from chatservice.model import names
from chatservice.model.commands import AnyCommand
from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.web import Web

# Marks of two classes, so that each has to find its place among those before it.
MARKS = "\u0301" * 8_000 + "\u0316" * 8_000
LONG = "a" + MARKS
PIECE = 800  # characters normalised at once, at most: the name of a file
ALTOGETHER = 20_000  # and for one command of 64 KiB


class Work:
    """What is handed to `unicodedata.normalize`, wherever it is called."""

    def __init__(self, monkeypatch):
        self.sizes = []
        real = unicodedata.normalize

        def counted(form, text):
            self.sizes.append(len(text))
            return real(form, text[:PIECE])  # that the test itself does not stand still

        monkeypatch.setattr(unicodedata, "normalize", counted)

    def is_small(self):
        sizes, self.sizes = self.sizes, []
        return max(sizes, default=0) <= PIECE and sum(sizes) <= ALTOGETHER


@pytest.fixture
def work(monkeypatch):
    return Work(monkeypatch)


def words_of(command):
    """The command's fields that take a text, each with what a stranger may put there."""
    for field in fields(command):
        kinds = {field.type, *get_args(field.type)}
        if field.type == list[str]:
            yield field.name, [LONG]
        elif field.type == dict[str, int]:
            yield field.name, {LONG: 1, "@" + LONG: 1}
        elif str in kinds and field.name != "ref":
            yield from ((field.name, before + LONG) for before in ("", "@", "@alice,", "#"))


def filled(command):
    """Values for the fields that have no default, so that the others are looked at."""
    values = {int: 1, str: "lobby"}
    return {field.name: values.get(field.type, []) for field in fields(command) if field.required}


COMMANDS = {str(command.__struct_config__.tag): command for command in get_args(AnyCommand)}


@pytest.mark.parametrize("tag", COMMANDS)
def test_no_command_normalises_a_long_word(work, tag):
    stage = Stage()
    stranger, alice = stage.connect(), stage.json("alice")
    alice.connection.session.person.principal = replace(stage.storage.people[1], role=ServerRole.OWNER)
    work.sizes.clear()
    for name, value in words_of(COMMANDS[tag]):
        asked = {"cmd": tag, **filled(COMMANDS[tag]), name: value}
        for actor in (stranger, alice):
            actor.sends(json.dumps(asked, ensure_ascii=False).encode() + b"\n")
            assert work.is_small(), (name, value[:8])


@pytest.mark.parametrize(
    "before", ["", "name: ", "/login ", "/join ", "/msg ", "/nick ", "/who @", "JOIN|", "hi|"]
)
def test_nor_does_any_line_that_is_typed(work, before):
    stage = Stage(max_line=65536)
    actors = [stage.connect(), stage.text("alice"), stage.pipe(), stage.pipe().types("bob"), stage.prompt()]
    work.sizes.clear()
    for actor in actors:
        actor.sends((before + LONG).encode() + b"\n")
        assert work.is_small()


@pytest.mark.parametrize(
    "file", [LONG, LONG + "/" + LONG + ".txt", "x." + MARKS, MARKS + "/", " " * 9_000 + LONG]
)
def test_nor_does_the_name_of_a_file(work, file):
    assert len(names.file(file).encode()) <= names.FILE_MAX
    safe_name(file)
    assert work.is_small()


def test_nor_does_http(work):
    stage = Stage()
    web = Web(stage)
    alice = stage.json("alice")
    token = alice.asks(cmd="token").events("token")[0]["token"]
    part = quote("a" + MARKS[:1_000] + MARKS[-1_000:])
    basic = base64.b64encode(f"{LONG[:4000]}:secret".encode()).decode()
    work.sizes.clear()
    for body in ({"name": LONG}, {"name": LONG, "password": "long enough"}):
        web.post("/api/v1/login", json.dumps(body).encode(), Content_Type="application/json")
        assert work.is_small()
    for path in (
        f"/api/v1/rooms/{part}/messages",
        f"/r/{part}",
        f"/online?name={part}",
        f"/api/v1/people/{part}",
    ):
        web.get(path, Authorization=f"Bearer {token}")
        web.get(path)
        assert work.is_small()
    web.get("/api/v1/rooms", Authorization=f"Basic {basic}")
    for path in ("/register", "/login", "/send_message"):
        older = dict.fromkeys(("username", "sender", "recipient", "group", "message", "content"), LONG)
        web.post(path, json.dumps(older).encode(), Content_Type="application/json")
        assert work.is_small()
    assert work.is_small()


def test_nor_does_a_window_that_is_shown_it(work):
    assert not mentions(LONG, "bob", ["urgent"])
    assert mentions("word " * 100 + "@Bob: look", "bob")
    assert snippet(LONG + " release", "release").endswith("release")
    assert snippet(f"{'word ' * 200}the RELEASE", "release").endswith("the RELEASE")
    assert max(work.sizes) <= PIECE


def test_a_name_that_only_looks_long_is_good():
    assert names.person("\u1112\u1161\u11ab" * names.PERSON_MAX) == "\ud55c" * names.PERSON_MAX


def test_what_is_longer_than_any_name_is_nobodys():
    assert names.fold("A" * 10_000) == "A" * 10_000
