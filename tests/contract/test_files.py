"""Files over every driver: the log makes them, the log ends them, bytes are counted by reference."""

import msgspec

from chatservice.errors import KeyReused
from chatservice.model.bodies import GoneFile, SharedFile
from chatservice.model.stored_files import Blob
from chatservice.model.values import LOBBY, EventKind, Principal, RoomKind, ServerRole
from tests.contract.drivers import NOW, line

BYTES = Blob("ab" * 32, 10_000)


def shares(driver, id_, actor=1, room=LOBBY, blob=BYTES, ts=NOW):
    driver.wait(driver.storage.files.expect(blob))
    shared = SharedFile(id_, f"{id_}.txt", blob.size, "text/plain", blob.sha256)
    body = msgspec.json.encode(shared).decode()
    (outcome,) = driver.say(line(body, actor, kind=EventKind.FILE, ts=ts), room=room)
    return outcome


def deletes(driver, id_, room=LOBBY, key=""):
    body = msgspec.json.encode(GoneFile(id_, "x")).decode()
    return driver.say(line(body, kind=EventKind.FILE_GONE, key=key), room=room)


def ids(driver, principal=1, here=(), room=None, owner="", before=None, limit=100, role=ServerRole.GUEST):
    who = Principal(principal, "", role)
    found = driver.wait(driver.storage.files.seen_by(who, here, room, owner, before, limit))
    return [file.file.id for file in found]


def test_a_share_makes_a_file(driver):
    shares(driver, "f1")
    file = driver.wait(driver.storage.files.file("f1"))
    assert file.file == SharedFile("f1", "f1.txt", 10_000, "text/plain", BYTES.sha256)
    assert (file.room, file.owner, file.owner_name, file.ts) == (LOBBY, 1, "alice", NOW)
    assert driver.wait(driver.storage.files.file("f2")) is None


def commits(driver):
    return driver.storage.database.writer.commits


def share(id_, key):
    shared = SharedFile(id_, "again.txt", 5, "text/plain", BYTES.sha256)
    return line(msgspec.json.encode(shared).decode(), kind=EventKind.FILE, key=key)


def test_a_key_whose_time_is_over_makes_no_second_file_and_breaks_no_batch(driver):
    """The id of a file is made of its key, which is forgotten sooner than the file."""
    shares(driver, "f1")
    driver.settle()
    before = commits(driver)
    first, again, last = driver.queue(line("x")), driver.queue(share("f1", "k2")), driver.queue(line("y"))
    driver.settle()
    assert [first[0].seq, last[0].seq] == [2, 3]
    assert isinstance(again[0], KeyReused)
    assert driver.wait(driver.storage.files.file("f1")).file.name == "f1.txt"
    assert commits(driver) - before <= 2


def test_a_share_that_is_refused_makes_none(driver):
    body = msgspec.json.encode(SharedFile("f1", "a", 1, "text/plain", BYTES.sha256)).decode()
    driver.say(line(body, kind=EventKind.FILE, expect=7))
    assert driver.wait(driver.storage.files.file("f1")) is None


def test_bytes_are_used_until_the_last_file_that_has_them_is_gone(driver):
    files = driver.storage.files
    driver.wait(files.expect(BYTES))
    assert driver.wait(files.unused(10)) == [BYTES.sha256]
    shares(driver, "f1")
    shares(driver, "f2", actor=2)
    assert not driver.wait(files.is_unused(BYTES.sha256))
    assert driver.wait(files.unused(10)) == []
    deletes(driver, "f1")
    assert not driver.wait(files.is_unused(BYTES.sha256))
    deletes(driver, "f2")
    assert driver.wait(files.is_unused(BYTES.sha256))
    assert driver.wait(files.unused(10)) == [BYTES.sha256]
    driver.wait(files.forget(BYTES.sha256))
    assert not driver.wait(files.is_unused(BYTES.sha256))
    assert driver.wait(files.unused(10)) == []


def test_bytes_that_are_used_are_not_forgotten(driver):
    files = driver.storage.files
    shares(driver, "f1")
    driver.wait(files.forget(BYTES.sha256))
    deletes(driver, "f1")
    assert driver.wait(files.is_unused(BYTES.sha256))


def test_deleting_twice_counts_once(driver):
    shares(driver, "f1")
    shares(driver, "f2")
    deletes(driver, "f1")
    deletes(driver, "f1")
    assert not driver.wait(driver.storage.files.is_unused(BYTES.sha256))


def test_a_file_is_ended_only_by_its_own_room(driver):
    room = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, 1.0))
    shares(driver, "f1")
    deletes(driver, "f1", room=room.id)
    assert ids(driver) == ["f1"]


def test_one_sees_the_files_of_rooms_that_one_sees(driver):
    rooms = driver.storage.rooms
    group = driver.wait(rooms.create(RoomKind.GROUP, "team", [1], 1, 1.0))
    direct = driver.wait(rooms.create(RoomKind.DIRECT, "", (1, 2), 1, 1.0))
    shares(driver, "public")
    shares(driver, "group", room=group.id)
    shares(driver, "direct", room=direct.id, actor=2)
    assert ids(driver, 1) == ["direct", "group", "public"]
    assert ids(driver, 2) == ["direct", "public"]
    assert ids(driver, 0) == ["public"]
    assert ids(driver, 1, room=group.id) == ["group"]
    assert ids(driver, 2, room=group.id) == []
    assert ids(driver, 1, owner="BOB") == ["direct"]
    assert ids(driver, 1, owner="nobody") == []
    assert ids(driver, 3, here=[group.id]) == ["group", "public"]


def test_a_name_that_several_had_finds_the_files_of_them_all(driver):
    for _ in range(3):
        driver.wait(driver.storage.principals.create_guest("carol", f"t{_}", 1.0))
    for n, actor in enumerate((3, 4, 5, 1)):
        shares(driver, f"f{n}", actor=actor)
    assert ids(driver, 1, owner="carol") == ["f2", "f1", "f0"]
    assert ids(driver, 1, owner="carol", limit=2) == ["f2", "f1"]


def test_a_room_that_one_is_invited_to_hides_its_files(driver):
    room = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "club", (), 1, 1.0))
    driver.say(line('{"entry":"invite"}', kind=EventKind.MODE), room=room.id)
    shares(driver, "f1", room=room.id)
    assert ids(driver, 2) == []
    assert ids(driver, 2, here=[room.id]) == ["f1"]
    assert ids(driver, 2, role=ServerRole.ADMIN) == ["f1"]


def test_files_are_paged_newest_first(driver):
    for n in range(5):
        shares(driver, f"f{n}")
    found = driver.wait(driver.storage.files.seen_by(Principal(1, ""), (), None, "", None, 2))
    assert [file.file.id for file in found] == ["f4", "f3"]
    assert ids(driver, before=found[-1].number, limit=2) == ["f2", "f1"]


def test_what_is_used_counts_shared_bytes_once_in_all_and_little_files_as_4_kib(driver):
    shares(driver, "f1")
    shares(driver, "f2", actor=2)
    shares(driver, "f3", blob=Blob("cd" * 32, 1))
    used = driver.wait(driver.storage.files.used(1))
    assert (used.own, used.in_all) == (14_096, 14_096)
    assert driver.wait(driver.storage.files.used(2)).own == 10_000


def test_what_guests_use_is_counted_for_guests_and_for_who_is_not_known(driver):
    shares(driver, "f1")
    shares(driver, "f2", actor=2)
    driver.wait(driver.storage.accounts.register(Principal(1, "alice"), "encoded", NOW))
    used = driver.storage.files.used
    assert driver.wait(used(1)).guests is None
    assert driver.wait(used(2)).guests == 10_000
    assert driver.wait(used(0)).guests == 10_000


def test_old_files_go_some_at_a_time(driver):
    for n in range(3):
        shares(driver, f"f{n}", ts=NOW - 100 + n)
    files = driver.storage.files
    assert driver.wait(files.drop_older(NOW - 98.5, 1)) == 1
    assert driver.wait(files.drop_older(NOW - 98.5, 10)) == 1
    assert driver.wait(files.drop_older(NOW - 98.5, 10)) == 0
    assert ids(driver) == ["f2"]


def test_the_secret_stays(driver):
    secret = driver.wait(driver.storage.files.secret())
    assert len(secret) > 20
    assert driver.wait(driver.storage.files.secret()) == secret


def test_files_live_through_a_restart(sqlite):
    shares(sqlite, "f1")
    secret = sqlite.wait(sqlite.storage.files.secret())
    sqlite.again()
    assert ids(sqlite) == ["f1"]
    assert sqlite.wait(sqlite.storage.files.secret()) == secret
    deletes(sqlite, "f1")
    sqlite.again()
    assert sqlite.wait(sqlite.storage.files.unused(10)) == [BYTES.sha256]
