"""How answers are printed: for people, and for programs."""

import pytest

from chatservice.admin.errors import refusal
from chatservice.admin.rows import LISTS, ROWS, Done, fields, items, lines, size
from chatservice.model import commands as c
from chatservice.model.events import Revoked, SanctionList
from chatservice.model.sanctions import SanctionInfo, SanctionKind
from chatservice.model.upkeep import AllRooms, ListedRoom

ROOM = ListedRoom(id=3, number=2, name="ops", kind="public", topic="a\x1b[31mb", first=1, last=9, here=2)


def test_rows_for_people_are_harmless():
    assert "\x1b" not in "".join(lines(ROOM))
    assert lines(Done("one\ntwo")) == ["one\u2424two"]


def test_rows_for_programs_say_what_they_are_and_have_every_field():
    assert fields(ROOM) == {
        "is": "room",
        "id": 3,
        "number": 2,
        "name": "ops",
        "kind": "public",
        "topic": "a\x1b[31mb",
        "first": 1,
        "last": 9,
        "here": 2,
    }
    ban = SanctionInfo(measure=SanctionKind.BAN, name="bob", network="192.0.2.0/24", by="alice", made=1.0)
    assert fields(ban) == {
        "is": "ban",
        "measure": "ban",
        "target": "bob, 192.0.2.0/24",
        "name": "bob",
        "network": "192.0.2.0/24",
        "by": "alice",
        "made": 1.0,
        "until": 0,
        "reason": "",
    }


def test_of_a_list_its_rows_are_printed_and_of_anything_else_itself():
    assert items(AllRooms(rooms=[ROOM], next=3)) == [ROOM]
    assert items(SanctionList(room="*", sanctions=[])) == []
    assert items(Revoked(id="x")) == [Revoked(id="x")]
    assert all(name in kind.__struct_fields__ for kind, name in LISTS.items())
    assert len({row.word for row in ROWS.values()}) == len(ROWS)


def test_sizes_for_people():
    assert [size(n) for n in (0, 1023, 1024, 1536, 5 * 1024**3)] == [
        "0 B",
        "1023 B",
        "1.0 KiB",
        "1.5 KiB",
        "5.0 GiB",
    ]


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (c.UsersPassword(name="bob"), "no_such_user", ("no_such_user", "Nobody has an account bob.")),
        (c.UsersErase(name="#12"), "no_such_user", ("no_such_user", "Nobody has the id #12.")),
        (c.Unban(target="bob"), "no_such_user", ("no_such_user", "Nobody has an account bob.")),
        (c.DeleteChatroom(room="x"), "no_such_room", ("no_such_room", "There is no room or group x.")),
        (c.TokensRevoke(name="bob", id="f00"), "no_such_token", ("no_such_token", "bob has no token f00.")),
        (c.Status(), "internal", ("internal", "as the server says it")),
    ],
)
def test_what_is_refused_is_said_in_words_for_the_operator(command, code, said):
    error = refusal(command, code, "as the server says it")
    assert (error.code, str(error)) == said


def test_names_in_what_is_refused_are_only_text():
    assert str(refusal(c.UsersPassword(name="{id}"), "no_such_user", "")) == "Nobody has an account {id}."
