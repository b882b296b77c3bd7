"""Databases of older versions, brought up to the present one: what was in them, and what is put right."""

from contextlib import contextmanager

import pytest

from chatservice.storage import opening, schema
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
    assert [deed.target for deed in now.wait(storage.moderation.deeds(None, 9))] == ["d", "b", "a"]
    assert [deed.target for deed in now.wait(storage.moderation.deeds(None, 9, own=False))] == ["c"]
