"""Opening a database: made for us alone, and refused in one line without a change."""

import os
import shutil
import sqlite3
import stat

import pytest
from twisted.logger import capturedLogs

from chatservice.core.log_relay import LogRelay
from chatservice.errors import StartError
from chatservice.model.scram import Verifier
from chatservice.model.values import LOBBY, RoomEntry, RoomRole, ServerRole
from chatservice.settings.schema import Settings
from chatservice.storage.sqlite import meta, opening, principals, schema, way_back
from chatservice.storage.sqlite.storage import open_storage, prepare
from chatservice.storage.tokens import hash_token
from tests.contract.drivers import Faults, HandReactor, SqliteDriver, error, line


def opened(settings):
    return open_storage(settings, HandReactor(), LogRelay())


@pytest.fixture
def used(tmp_path):
    """A data folder with a history, closed."""
    driver = SqliteDriver(tmp_path / "data")
    driver.open()
    driver.wait(driver.storage.principals.create_guest("alice", "a", 1.0))
    driver.say(*(line(f"line {n} " + "x" * 300, key=f"k{n}") for n in range(300)))
    driver.index()
    driver.close()
    return driver


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "lock"}


def refused(driver, *words):
    """Starting fails in one line with these words, and leaves all files as they were."""
    before = contents(driver.path.parent)
    for start in (prepare, opened):
        with pytest.raises(StartError) as caught:
            start(driver.settings)
        text = str(caught.value)
        assert "\n" not in text
        assert str(driver.path.parent) in text
        for word in words:
            assert word in text
        assert contents(driver.path.parent) == before


def test_a_new_database_is_for_us_alone(tmp_path):
    old = os.umask(0)
    try:
        driver = SqliteDriver(tmp_path / "chat" / "data")
        driver.open()
        driver.say(line("x"))
        names = {"chat.db", "chat.db-wal", "chat.db-shm", "lock"}
        assert {path.name for path in driver.path.parent.iterdir()} == names
        assert mode(driver.path.parent) == 0o700
        assert {mode(driver.path.parent / name) for name in names} == {0o600}
        driver.close()
    finally:
        os.umask(old)
    row = driver.rows("PRAGMA application_id"), driver.rows("PRAGMA user_version")
    assert row == ([(schema.APPLICATION_ID,)], [(schema.VERSION,)])
    assert driver.rows("PRAGMA auto_vacuum") == [(2,)]
    assert driver.rows("PRAGMA journal_mode") == [("wal",)]


def test_commits_are_on_disk_before_they_are_told(used):
    used.open()
    assert used.committer._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    used.close()


def test_a_database_opens_again_with_all_that_is_in_it(used):
    used.open()
    assert used.bodies()[299].startswith("line 299")
    used.close()
    assert [path.name for path in sorted(used.path.parent.iterdir())] == ["chat.db", "lock"]


def test_a_second_server_is_refused_and_the_first_goes_on(used):
    used.open()
    with pytest.raises(StartError, match="another server is running on it"):
        prepare(used.settings)
    assert used.say(line("on"))[0].seq == 301
    used.close()
    prepare(used.settings).release()


def test_a_second_server_is_refused_on_the_same_database_from_another_folder(used, tmp_path):
    place = tmp_path / "else" / "where.db"
    settings = Settings(data=str(tmp_path / "one"), database=str(place))
    folder = prepare(settings)
    other = Settings(data=str(tmp_path / "two"), database=str(place))
    with pytest.raises(StartError, match="another server is running on it"):
        prepare(other)
    folder.release()
    prepare(other).release()


def of_its_own(tmp_path):
    return tmp_path / "one" / "chat.db"


def by_a_link(tmp_path):
    (tmp_path / "linked").symlink_to(tmp_path / "one")
    return tmp_path / "linked" / "chat.db"


def linked_itself(tmp_path):
    (tmp_path / "chat.db").symlink_to(of_its_own(tmp_path))
    return tmp_path / "chat.db"


@pytest.mark.parametrize("place", [of_its_own, by_a_link, linked_itself])
def test_the_database_of_another_servers_folder_is_in_use_however_it_is_named(tmp_path, place):
    first = Settings(data=str(tmp_path / "one"))
    other = Settings(data=str(tmp_path / "two"), database=str(place(tmp_path)))
    for one, two in ((first, other), (other, first)):
        folder = prepare(one)
        with pytest.raises(StartError, match="another server is running on it"):
            prepare(two)
        folder.release()


def test_two_servers_may_have_databases_of_their_own_in_one_folder(tmp_path):
    both = [
        prepare(Settings(data=str(tmp_path / name), database=str(tmp_path / f"{name}.db")))
        for name in ("one", "two")
    ]
    for folder in both:
        folder.release()


def test_a_server_that_was_killed_has_left_everything_for_the_next(used, tmp_path):
    used.open()
    used.say(line("last"))
    shutil.copytree(used.path.parent, tmp_path / "after")
    used.close()
    driver = SqliteDriver(tmp_path / "after")
    driver.open()
    assert driver.bodies()[-1] == "last"
    driver.close()


def test_random_bytes_are_no_database(used):
    used.path.write_bytes(os.urandom(50_000))
    refused(used, "damaged, or no database at all", "restore a copy")


def test_a_truncated_database_is_damaged(used):
    data = used.path.read_bytes()
    for size in (50, 4096, len(data) // 2, len(data) - 4096):
        used.path.write_bytes(data[:size])
        refused(used, "damaged", "restore a copy")


def test_a_page_that_was_overwritten_is_found(used):
    data = used.path.read_bytes()
    noise = bytes(range(256)) * 16
    root = used.rows("SELECT rootpage FROM sqlite_master WHERE name = 'events_place'")[0][0]
    # The root of an index, a leaf of the log, and two leaves that changed places.
    leaf = data.index(b"line 150 xxx") // 4096 * 4096
    for start in ((root - 1) * 4096, leaf):
        used.path.write_bytes(data[:start] + noise + data[start + 4096 :])
        refused(used, "damaged", "restore a copy")
    other = data.index(b"line 250 xxx") // 4096 * 4096
    swapped = bytearray(data)
    swapped[leaf : leaf + 4096], swapped[other : other + 4096] = (
        data[other : other + 4096],
        data[leaf : leaf + 4096],
    )
    used.path.write_bytes(swapped)
    refused(used, "damaged", "restore a copy")


def test_a_large_database_is_only_looked_at_where_it_is_cheap(used, monkeypatch):
    monkeypatch.setattr(opening, "CHECKED", 0)
    data = used.path.read_bytes()
    used.path.write_bytes(data[: len(data) - 40 * 4096])
    refused(used, "damaged", "restore a copy")
    used.path.write_bytes(data)
    prepare(used.settings).release()


def test_another_programs_database_is_left_alone(used):
    used.path.unlink()
    connection = sqlite3.connect(used.path)
    connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()
    refused(used, "not one of chatservice", "--database")


def test_a_folder_that_others_can_read_is_a_warning(tmp_path):
    (tmp_path / "data").mkdir(mode=0o755)
    with capturedLogs() as events:
        prepare(Settings(data=str(tmp_path / "data"))).release()
    assert [event["mode"] for event in events] == ["0755"]


def test_beside_a_file_of_another_program_is_no_lock(tmp_path):
    others = tmp_path / "passwd"
    others.write_text("root:x:0:0:root:/root:/bin/bash\n" * 99)
    with pytest.raises(StartError, match="no database"):
        prepare(Settings(data=str(tmp_path / "data"), database=str(others)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "passwd"]


def test_a_newer_version_is_left_alone(used):
    connection = sqlite3.connect(used.path)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    refused(used, "newer chatservice", "Install the newer one")


@pytest.mark.parametrize("start", [prepare, opened])
def test_a_folder_that_cannot_be_is_refused(tmp_path, start):
    (tmp_path / "file").write_text("I am a file")
    with pytest.raises(
        StartError, match=r": [A-Z][a-z ]+\. Choose a folder that can be written, with --data\.$"
    ):
        start(Settings(data=str(tmp_path / "file" / "data")))
    with pytest.raises(StartError, match=r": [A-Z][a-z ]+\. Choose a folder"):
        start(Settings(data=str(tmp_path / "file")))


def test_a_database_that_is_a_folder_is_refused(used):
    used.path.unlink()
    used.path.mkdir()
    before = sorted(used.path.parent.iterdir())
    with pytest.raises(StartError) as caught:
        prepare(used.settings)
    assert "\n" not in str(caught.value)
    assert sorted(used.path.parent.iterdir()) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is denied to root")
def test_what_may_not_be_written_is_refused(used):
    used.path.chmod(0o400)
    refused(used, "cannot be opened for writing")


def test_a_first_start_on_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    faults = Faults().install(monkeypatch)
    faults.once("before", "CREATE VIRTUAL", error(sqlite3.SQLITE_FULL))
    settings = Settings(data=str(tmp_path))
    with pytest.raises(StartError, match="the disk is full"):
        prepare(settings)
    assert contents(tmp_path) == {}
    prepare(settings).release()


def test_a_first_start_that_was_killed_is_begun_again(tmp_path):
    path = tmp_path / "chat.db"
    opening.connect(path).close()
    assert path.stat().st_size > 0
    prepare(Settings(data=str(tmp_path))).release()
    assert SqliteDriver(tmp_path).rows("SELECT count(*) FROM rooms WHERE id = ?", LOBBY) == [(1,)]


def test_a_start_that_fails_late_gives_the_folder_back(used, monkeypatch):
    def full(*args):
        raise error(sqlite3.SQLITE_FULL)

    monkeypatch.setattr(principals, "drop_tokens_of_guests_gone_before", full)
    with pytest.raises(StartError, match="the disk is full"):
        opened(used.settings)
    monkeypatch.undo()
    used.open()
    used.close()


# From an older version.

STEP = ("ALTER TABLE rooms ADD COLUMN color TEXT", "CREATE TABLE colors (name TEXT)")


def newer(monkeypatch, *steps):
    monkeypatch.setattr(opening, "STEPS", (*schema.STEPS, *steps))
    monkeypatch.setattr(opening, "VERSION", len(schema.STEPS) + len(steps))


def test_an_older_database_is_brought_up_and_a_copy_is_kept_beside_it(used, monkeypatch):
    before = sqlite3.connect(used.path)
    lines = before.execute("SELECT * FROM events").fetchall()
    before.close()
    newer(monkeypatch, STEP)
    with capturedLogs() as events:
        prepare(used.settings).release()
    copy = used.path.with_name(f"chat.db.v{schema.VERSION}")
    assert [(event["version"], event["copy"]) for event in events] == [(schema.VERSION, str(copy))]
    assert {path.name for path in used.path.parent.iterdir()} == {"chat.db", copy.name, "lock"}
    assert mode(copy) == 0o600
    assert used.rows("PRAGMA user_version") == [(schema.VERSION + 1,)]
    assert used.rows("SELECT * FROM events") == lines
    assert used.rows("SELECT color FROM rooms") == [(None,)]
    used.open()
    assert used.say(line("on"))[0].seq == 301
    used.close()
    # The copy is a whole database of the older version.
    monkeypatch.undo()
    copy.replace(used.path)
    used.open()
    assert len(used.bodies()) == 300
    used.close()


def test_a_copy_never_takes_the_place_of_another(used, monkeypatch):
    earlier = used.path.with_name(f"chat.db.v{schema.VERSION}")
    earlier.write_text("an earlier copy")
    newer(monkeypatch, STEP)
    prepare(used.settings).release()
    assert earlier.read_text() == "an earlier copy"
    assert earlier.with_name(earlier.name + ".2").exists()


def test_a_server_that_is_killed_while_it_copies_leaves_nothing_behind_the_next_try(used, monkeypatch):
    copy = used.path.with_name(f"chat.db.v{schema.VERSION}")
    for ending in (way_back.UNFINISHED, way_back.UNFINISHED + "-journal"):
        copy.with_name(copy.name + ending).write_text("a part of a copy")
    newer(monkeypatch, STEP)
    prepare(used.settings).release()
    assert {path.name for path in used.path.parent.iterdir()} == {"chat.db", copy.name, "lock"}
    assert sqlite3.connect(copy).execute("SELECT count(*) FROM events").fetchone() == (300,)


def test_a_server_that_is_killed_once_the_upgrade_is_on_disk_keeps_the_copy(used, monkeypatch):
    monkeypatch.setattr(way_back, "finish", lambda copy: copy)
    with monkeypatch.context() as at_first:
        newer(at_first, STEP)
        prepare(used.settings).release()
    monkeypatch.undo()
    newer(monkeypatch, STEP)
    prepare(used.settings).release()
    copy = used.path.with_name(f"chat.db.v{schema.VERSION}")
    assert {path.name for path in used.path.parent.iterdir()} == {"chat.db", copy.name, "lock"}


@pytest.mark.parametrize("bad", ["CREATE TABLE rooms (x)", "nonsense"])
def test_a_migration_that_fails_changes_nothing(used, monkeypatch, bad):
    newer(monkeypatch, STEP, (bad,))
    refused(used, "Nothing was changed", "start the version that last ran with it")
    monkeypatch.undo()
    used.open()
    assert used.say(line("on"))[0].seq == 301
    used.close()


@pytest.mark.parametrize("where", ["ALTER TABLE", "CREATE TABLE colors", "PRAGMA user_version", "COMMIT"])
def test_a_disk_that_is_full_while_migrating_changes_nothing(used, monkeypatch, where):
    newer(monkeypatch, STEP)
    faults = Faults().install(monkeypatch)

    def full(statement):
        if statement.startswith(where):
            raise error(sqlite3.SQLITE_FULL)

    faults.before = full
    refused(used, "the disk is full", "make room")


def test_a_disk_that_is_full_for_the_copy_changes_nothing(used, monkeypatch):
    newer(monkeypatch, STEP)
    connect = sqlite3.connect

    def small(path, *args, **kwargs):
        connection = connect(path, *args, **kwargs)
        if ".v" in str(path):
            connection.execute("PRAGMA max_page_count = 10")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    refused(used, "the disk is full", "make room")


def test_marks_are_numbers_of_events(used):
    connection = opening.connect(used.path, read_only=True)
    assert meta.mark(connection, "indexed_upto") == 300
    connection.close()


def test_a_database_from_before_accounts_has_all_it_had_and_its_rooms_have_owners(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "STEPS", schema.STEPS[:1])
    monkeypatch.setattr(opening, "VERSION", 1)
    path = tmp_path / "chat.db"
    connection = opening.connect(path)
    opening.bring_up(connection, 0)
    for number, name in enumerate(("alice", "bob", "carol"), 1):
        connection.execute(
            "INSERT INTO principals VALUES (?, ?, ?, 1, NULL, 1.0)", (number, name.upper(), name)
        )
        connection.execute("INSERT INTO tokens VALUES (?, ?)", (hash_token(name), number))
    for room in (
        (2, "public", "ops", "ops", 1, None, None, 1),
        (3, "group", "team", "team", 2, None, None, None),
        (4, "group", "left", None, 1, None, None, None),
        (5, "direct", "", None, 1, 1, 2, None),
    ):
        connection.execute(
            "INSERT INTO rooms (id, kind, name, folded, creator, one, other, number, created, access) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1.0, 3)",
            room,
        )
    connection.execute("INSERT INTO members VALUES (3, 2), (3, 3), (5, 1), (5, 2)")
    connection.execute("INSERT INTO events VALUES (1, 2, 1, 1.0, 'message', 1, NULL, 'k', 'hello')")
    connection.execute("INSERT INTO read_marks VALUES (1, 2, 1)")
    connection.commit()
    connection.close()
    monkeypatch.undo()

    driver = SqliteDriver(tmp_path)
    try:
        storage = driver.open()
        parts = {
            room: {m.principal.name: m.role for m in driver.wait(storage.rooms.members(room))}
            for room in (1, 2, 3, 4, 5)
        }
        assert parts == {
            1: {},
            2: {"ALICE": RoomRole.OWNER},
            3: {"BOB": RoomRole.OWNER, "CAROL": RoomRole.MEMBER},
            4: {},
            5: {"ALICE": RoomRole.MEMBER, "BOB": RoomRole.MEMBER},
        }
        alice = driver.wait(storage.principals.by_token("alice"))
        assert (alice.id, alice.role) == (1, ServerRole.GUEST)
        assert alice.left is not None
        assert driver.wait(storage.principals.marks(1)) == {2: 1}
        row = driver.wait(storage.rooms.by_name("OPS"))
        assert (row.head, row.access, row.entry, row.readonly, row.slow) == (1, 3, RoomEntry.OPEN, False, 0)
        assert driver.wait(storage.rooms.by_name("left")) is None
        driver.wait(storage.accounts.register(alice, "encoded", 2.0))
        assert driver.wait(storage.accounts.named("alice")).principal.id == 1
        assert driver.say(line("next", actor=1), room=2)[0].seq == 2
        assert driver.rows("PRAGMA integrity_check") == [("ok",)]
        assert (tmp_path / "chat.db.v1").exists()
    finally:
        driver.close()


def test_what_scram_stored_of_passwords_goes_when_it_is_switched_off(tmp_path):
    for scram, there in ((True, False), (True, True), (False, False)):
        driver = SqliteDriver(tmp_path / "data", scram=scram)
        driver.open()
        accounts, credentials = driver.storage.accounts, driver.storage.credentials
        assert bool(driver.wait(credentials.verifier("carol"))) is there
        if scram and not there:
            made = driver.wait(accounts.create("carol", "encoded", ServerRole.USER, 5.0))
            driver.wait(credentials.set_verifier(made.id, "encoded", Verifier(b"salt", 4096, b"a", b"b")))
        driver.close()
