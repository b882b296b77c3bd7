"""Databases of older versions, brought up to the present one: what was in them, and what is put right."""

from contextlib import contextmanager

import pytest

from chatservice.errors import NameAlike, RoomNameAlike
from chatservice.model.values import RoomKind
from chatservice.storage.sqlite import opening, schema
from tests.contract.drivers import SqliteDriver


@pytest.fixture
def older(tmp_path, monkeypatch):
    """Make a database of that version, put into it what `with older(N) as connection` puts."""

    @contextmanager
    def make(version):
        with monkeypatch.context() as patched:
            patched.setattr(opening, "STEPS", schema.STEPS[:version])
            patched.setattr(opening, "VERSION", version)
            connection = opening.connect(tmp_path / "chat.db")
            opening.bring_up(connection, 0)
        yield connection
        connection.close()

    return make


@pytest.fixture
def now(tmp_path):
    """The same database, opened as it is today."""
    driver = SqliteDriver(tmp_path)
    yield driver
    driver.close()


PRINCIPAL = "INSERT INTO principals (id, name, folded, role, created, left) VALUES (?, ?, ?, ?, 1.0, 2.0)"
ROOM = "INSERT INTO rooms (id, kind, name, folded, creator, created) VALUES (?, 'public', ?, ?, ?, 1.0)"
SANCTION = (
    "INSERT INTO sanctions (measure, made, made_by, name, network, room_id, room_name, reason) "
    "VALUES ('ban', 1.0, ?, ?, '', ?, ?, '')"
)
DEED = (
    "INSERT INTO audit (ts, actor_id, actor, action, target, room, detail) "
    "VALUES (1.0, ?, ?, 'ban', ?, ?, '')"
)


def test_what_deleted_rooms_left_behind_goes_and_the_servers_own_is_told_apart(older, now):
    with older(7) as connection:
        connection.execute(PRINCIPAL, (1, "mal", "mal", "guest"))
        connection.execute(PRINCIPAL, (2, "mod", "mod", "moderator"))
        connection.execute(ROOM, (2, "den", "den", 1))
        for sanction in (("mod", "a", 0, "*"), ("mal", "b", 2, "den"), ("mal", "c", 77, "gone")):
            connection.execute(SANCTION, sanction)
        for room in (2, 77):
            connection.execute("INSERT INTO webhooks VALUES (?, ?, 1, 1, 1.0, NULL)", (b"%d" % room, room))
        connection.execute(DEED, (None, "server", "a", ""))
        for deed in ((2, "mod", "b", "den"), (1, "mal", "c", "den"), (1, "mal", "d", "*")):
            connection.execute(DEED, deed)
    storage = now.open()
    kept = [(one.name, one.own, one.by_id) for one in now.wait(storage.moderation.sanctions())]
    assert kept == [("a", True, None), ("b", False, None)]
    assert now.rows("SELECT room_id FROM webhooks") == [(2,)]
    assert [deed.target for deed in now.wait(storage.moderation.entries(None, 9))] == ["d", "b", "a"]
    assert [deed.target for deed in now.wait(storage.moderation.entries(None, 9, own=False))] == ["c"]


def test_names_of_before_stay_and_nobody_else_is_given_one_that_looks_like_them(older, now):
    with older(9) as connection:
        for id_, name, folded, role in (
            (1, "alice", "alice", "user"),
            (2, "\u0430lice", "\u0430lice", "user"),
            (3, "bob\ufe0f", "bob\ufe0f", "admin"),
            (4, "carol", "carol", "guest"),
        ):
            connection.execute(PRINCIPAL, (id_, name, folded, role))
        for id_, name in ((2, "ops"), (3, "\u043eps")):
            connection.execute(ROOM, (id_, name, name, 1))
    storage = now.open()
    named = storage.accounts.named
    assert [now.wait(named(name)).principal.id for name in ("alice", "\u0430lice", "bob\ufe0f")] == [1, 2, 3]
    assert now.wait(storage.principals.came(2, "", 3.0)).name == "\u0430lice"
    assert [now.wait(storage.rooms.by_name(name)).id for name in ("ops", "\u043eps")] == [2, 3]
    with pytest.raises(NameAlike):
        now.wait(storage.principals.create_guest("al\u0131ce", "t", 3.0))
    with pytest.raises(RoomNameAlike):
        now.wait(storage.rooms.create(RoomKind.PUBLIC, "0ps", (), 1, 3.0))
    now.wait(storage.principals.create_guest("\u0441arol", "t", 3.0))
