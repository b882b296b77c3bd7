"""Backups beside a running server, and going back to them."""

import hashlib
import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from chatservice.settings.schema import Settings
from chatservice.storage.opening import prepare
from chatservice.storage.sqlite.schema import STEPS, VERSION
from tests.live.chatctl import chatctl, rows
from tests.live.server import DEADLINE, Server, json_client

SENDERS = 10
ENOUGH = 400  # lines acknowledged before the backup begins


class Sender(threading.Thread):
    """Says numbered lines as fast as they are acknowledged, until it is told to stop."""

    def __init__(self, port, number, acks):
        """`acks` is released with each line that was acknowledged."""
        super().__init__(daemon=True)
        self.acks = acks
        self.client = json_client(port, f"sender{number}", room="ops")
        self.number = number
        self.acked = {}
        self.stopping = threading.Event()

    def run(self):
        count = 0
        while not self.stopping.is_set():
            text = f"{self.number}/{count} {'x' * 200}"
            self.client.asks(cmd="say", room="ops", text=text, key=str(count))
            self.acked[self.client.event("ack")["seq"]] = text
            self.acks.release()
            count += 1


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    prepare(Settings(data=str(folder))).release()
    return folder


def exported(data, room="ops"):
    ran = chatctl(data, "export", room, "--format", "json")
    assert ran.status == 0, ran.error
    return ran.out.splitlines()


def test_a_backup_under_ten_senders_is_the_room_line_for_line_up_to_its_point(data, tmp_path):
    with Server(data, "--message-rate", "none") as server:
        acks = threading.Semaphore(0)
        senders = [Sender(server.port, number, acks) for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        for _ in range(ENOUGH):
            assert acks.acquire(timeout=DEADLINE)
        acked = {seq: text for sender in senders for seq, text in dict(sender.acked).items()}
        said = rows(data, "backup", str(tmp_path / "backup"))[0]
        point = json.loads((tmp_path / "backup" / "backup.json").read_text())
        (last,) = [head["last"] for head in point["heads"] if head["room"] == "ops"]
        while max(seq for sender in senders for seq in dict(sender.acked)) <= last:
            assert acks.acquire(timeout=DEADLINE)
        for sender in senders:
            sender.stopping.set()
        for sender in senders:
            sender.join()
        whole = exported(data)
    assert said["event"] == point["event"]
    # What was acknowledged before it began is in it, and the senders went on.
    assert max(acked) <= last < len(whole)

    other = tmp_path / "other"
    assert chatctl(other, "restore", str(tmp_path / "backup")).status == 0
    with Server(other) as again:
        restored = exported(other)
        assert restored == whole[:last]
        texts = {event["seq"]: event["text"] for event in map(json.loads, restored)}
        assert all(texts[seq] == text for seq, text in acked.items())
        with json_client(again.port, "reader", room="") as reader:
            reader.asks(cmd="join", room="ops", since=1, epoch=point["epoch"])
            assert reader.event("reload")["head"] == last


def test_a_running_server_goes_back_and_its_clients_reload(data, tmp_path):
    with Server(data) as server:
        with json_client(server.port, "alice", room="ops") as alice:
            alice.asks(cmd="say", text="kept")
            alice.event("ack")
            assert chatctl(data, "backup", str(tmp_path / "b")).status == 0
            alice.asks(cmd="say", text="undone")
            seq, epoch = alice.event("ack")["seq"], alice.welcome["epoch"]
            ran = chatctl(data, "restore", str(tmp_path / "b"))
            assert ran.status == 0, ran
            assert alice.event("bye")["code"] == "restoring"
        with json_client(server.port, "bob", room="") as bob:
            assert bob.welcome["epoch"] != epoch
            bob.asks(cmd="join", room="ops", since=seq, epoch=epoch)
            bob.event("reload")
            assert [line["text"] for line in bob.event("history")["lines"]] == ["kept"]
            bob.asks(cmd="say", room="ops", text="after")
            bob.event("ack")
        (kept,) = re.findall(r"kept: (.*)\n", ran.out)
        with sqlite3.connect(kept) as former:
            assert [b for (b,) in former.execute("SELECT body FROM events ORDER BY id")] == ["kept", "undone"]
        assert rows(data, "status")[0]["pid"] == server.process.pid
        server.stop()
    assert not list(data.glob("*.incoming*"))
    with Server(data):
        assert [json.loads(line)["text"] for line in exported(data)] == ["kept", "after"]


def test_a_stopped_server_goes_back_too(data, tmp_path):
    assert chatctl(data, "rooms", "create", "ops").status == 0
    assert chatctl(data, "backup", str(tmp_path / "b")).status == 0
    assert chatctl(data, "rooms", "delete", "ops").status == 0
    assert chatctl(data, "restore", str(tmp_path / "b")).status == 0
    assert [room["name"] for room in rows(data, "rooms", "list")] == ["lobby", "ops"]


def test_what_a_crash_left_in_the_log_is_in_the_backup(data, tmp_path):
    with Server(data) as server, json_client(server.port, "alice", room="ops") as alice:
        alice.asks(cmd="say", text="in the log only")
        alice.event("ack")
        server.kill()
    assert (data / "chat.db-wal").stat().st_size > 0
    assert chatctl(data, "backup", str(tmp_path / "b")).status == 0
    other = tmp_path / "other"
    assert chatctl(other, "restore", str(tmp_path / "b")).status == 0
    assert [json.loads(line)["text"] for line in exported(other)] == ["in the log only"]


def test_files_go_with_the_backup(data, tmp_path):
    body = b"report" * 1000
    name = hashlib.sha256(body).hexdigest()
    for folder, content in ((name[:2], body), ("incoming", b"half")):
        (data / "files" / folder).mkdir(parents=True)
        (data / "files" / folder / (name if folder != "incoming" else "1.part")).write_bytes(content)
    assert rows(data, "backup", str(tmp_path / "b"))[0]["files"] == 1
    other = tmp_path / "other"
    assert chatctl(other, "restore", str(tmp_path / "b")).status == 0
    kept = [path for path in (other / "files").rglob("*") if path.is_file()]
    assert [(path.name, path.read_bytes()) for path in kept] == [(name, body)]
    damaged = tmp_path / "b" / "files" / name[:2] / name
    damaged.write_bytes(b"x")
    third = tmp_path / "third"
    ran = chatctl(third, "restore", str(tmp_path / "b"))
    assert ran.status == 1
    assert "is damaged" in ran.error
    assert not (third / "chat.db").exists()


def state(data, running=False):
    """Everything in the folder, byte for byte; of the database of a running server what it holds, because
    that tidies it up meanwhile."""
    files = {
        path.name: path.read_bytes()
        for path in data.iterdir()
        if path.is_file() and path.suffix not in {".db-shm", ".db-wal"}
    }
    if not running:
        return files
    del files["chat.db"]
    with closing(sqlite3.connect(data / "chat.db")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held = [name for name in tables if name != "meta" and not name.startswith("search")]
        return files, {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in held}  # noqa: S608


def broken_backups(tmp_path):
    """A backup, and what may have become of it."""

    def of_page(path):
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(os.urandom(4096))

    def newer(path):
        with sqlite3.connect(path) as database:
            database.execute(f"PRAGMA user_version = {VERSION + 1}")

    def foreign(path):
        path.unlink()
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE t (x)")

    def cut(path):
        os.truncate(path, path.stat().st_size // 2)

    def empty(path):
        os.truncate(path, 0)

    return {
        "a damaged page": (of_page, "damaged"),
        "newer": (newer, "made by a newer chatservice"),
        "foreign": (foreign, "not a database of chatservice"),
        "cut": (cut, "damaged"),
        "empty": (empty, "not a database of chatservice"),
        "text": (lambda path: path.write_text("hello" * 1000), "not a database"),
        "gone": (lambda path: path.unlink(), "there is no backup"),
    }


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
def test_a_backup_that_is_no_good_is_one_line_and_changes_nothing(data, tmp_path, running):
    assert chatctl(data, "rooms", "create", "ops").status == 0
    assert chatctl(data, "backup", str(tmp_path / "good")).status == 0

    def try_all():
        before = state(data, running)
        for name, (harm, said) in broken_backups(tmp_path).items():
            broken = tmp_path / "broken"
            subprocess.run(["rm", "-rf", broken], check=True)
            subprocess.run(["cp", "-r", tmp_path / "good", broken], check=True)
            harm(broken / "chat.db")
            for source in (broken, broken / "chat.db"):
                ran = chatctl(data, "restore", str(source))
                assert (ran.status, ran.out) == (1, ""), name
                assert ran.error.count("\n") == 1, name
                assert said in ran.error, (name, ran.error)
                assert state(data, running) == before, name

    if running:
        with Server(data) as server, json_client(server.port, "alice", room="ops") as alice:
            try_all()
            alice.asks(cmd="say", text="nobody was disturbed")
            alice.event("ack")
    else:
        try_all()


def test_a_database_file_alone_can_be_restored(data, tmp_path):
    assert chatctl(data, "rooms", "create", "ops").status == 0
    assert chatctl(data, "backup", str(tmp_path / "b")).status == 0
    other = tmp_path / "other"
    assert chatctl(other, "restore", str(tmp_path / "b" / "chat.db")).status == 0
    assert len(rows(other, "rooms", "list")) == 2


SMALL = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)); "
SMALL += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_one_line_and_leaves_nothing(data, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        before = state(data)
        ran = chatctl(data, "backup", str(disk / "b"))
        assert (ran.status, ran.out) == (1, "")
        assert "the disk is full" in ran.error
        assert ran.error.count("\n") == 1
        assert list(disk.iterdir()) == []
        assert state(data) == before
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_file_that_may_not_grow_is_one_line_and_leaves_nothing(data, tmp_path):
    """The same without a disk of one's own: the system refuses to write more."""
    target = tmp_path / "backups"
    target.mkdir()
    before = state(data)
    ran = chatctl(data, "backup", str(target / "b"), prefix=(sys.executable, "-c", SMALL))
    assert (ran.status, ran.out) == (1, "")
    assert ran.error.startswith("chatctl: ")
    assert ran.error.count("\n") == 1
    assert list(target.iterdir()) == []
    assert state(data) == before


@pytest.mark.parametrize("running", [True, False], ids=["running", "stopped"])
def test_a_restore_that_finds_no_room_is_one_line_and_changes_nothing(data, tmp_path, running):
    assert chatctl(data, "backup", str(tmp_path / "b")).status == 0

    def refused():
        before = state(data, running)
        ran = chatctl(data, "restore", str(tmp_path / "b"), prefix=(sys.executable, "-c", SMALL))
        assert (ran.status, ran.out) == (1, "")
        assert ran.error.count("\n") == 1
        assert state(data, running) == before

    if running:
        with Server(data):
            refused()
    else:
        refused()


def test_an_older_backup_is_brought_up_to_date(data, tmp_path):
    old = tmp_path / "old.db"
    with sqlite3.connect(old, isolation_level=None) as database:
        for statement in STEPS[0]:
            database.execute(statement)
        database.execute("PRAGMA application_id = 0x43484154")
        database.execute("PRAGMA user_version = 1")
        database.execute("INSERT INTO meta VALUES ('epoch', 'old')")
        database.execute(
            "INSERT INTO rooms (id, kind, name, folded, created, number) "
            "VALUES (1, 'public', 'lobby', 'lobby', 0, 0), (2, 'public', 'ops', 'ops', 0, 1)"
        )
    assert chatctl(data, "restore", str(old)).status == 0
    with Server(data):
        assert [room["name"] for room in rows(data, "rooms", "list")] == ["lobby", "ops"]
    assert not list(data.glob("chat.db.v*"))


def test_limits_of_this_test_are_real():
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 40_000
    assert Path(sys.executable).exists()


def test_a_backup_is_verified_by_a_trial_that_leaves_nothing(data, tmp_path):
    backup = tmp_path / "backup"
    assert chatctl(data, "backup", str(backup)).status == 0
    verified = chatctl(data, "verify", str(backup))
    assert (verified.status, verified.out) == (0, f"{backup} can be restored.\n")
    with (backup / "chat.db").open("r+b") as file:
        file.seek(3 * 4096)
        file.write(os.urandom(4096))
    broken = chatctl(data, "verify", str(backup))
    assert broken.status == 1
    assert broken.error.count("\n") == 1
    assert chatctl(data, "verify", str(tmp_path / "nothing")).status == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "data"]


@pytest.fixture
def shared(data, tmp_path):
    """A backup with a line and a file, and the path of the file in it."""
    with Server(data, doors=("port", "http-port")) as server:
        room = f"http://127.0.0.1:{server.ports['http-port']}/r/ops"
        for words in (("-d", "the price is 1000", room), ("-F", "file=@-;filename=a.txt", room)):
            subprocess.run(["curl", "-sSf", *words], input=b"hello", check=True, capture_output=True)
    assert chatctl(data, "backup", str(tmp_path / "backup")).status == 0
    (path,) = (tmp_path / "backup" / "files").glob("??/*")
    return path


def test_one_changed_byte_of_a_text_in_a_backup_is_noticed(shared, data, tmp_path):
    backup = tmp_path / "backup"
    whole = (backup / "chat.db").read_bytes()
    (backup / "chat.db").write_bytes(whole.replace(b"the price is 1000", b"the price is 9000"))
    for words in (["verify"], ["restore"]):
        refused = chatctl(data, *words, str(backup))
        assert refused.status == 1
        assert "SHA-256" in refused.error
        assert refused.error.count("\n") == 1
    assert chatctl(tmp_path / "other", "restore", str(backup / "chat.db")).status == 0


def test_a_file_that_a_backup_lost_is_named_and_the_rest_is_restored(shared, data, tmp_path):
    backup, other = tmp_path / "backup", tmp_path / "other"
    assert chatctl(data, "verify", str(backup)).status == 0
    shared.unlink()
    lost = chatctl(data, "verify", str(backup))
    assert lost.status == 1
    assert shared.name in lost.error
    restored = chatctl(other, "restore", str(backup))
    assert restored.status == 0
    assert "did not have 1 shared file" in restored.out
    assert f"the first is {shared.name}" in chatctl(other, "doctor").out
    assert "all that were shared are there" in chatctl(data, "doctor").out


def test_a_file_that_was_gone_before_the_backup_is_no_fault_of_the_backup(shared, data, tmp_path):
    (data / "files" / shared.parent.name / shared.name).unlink()
    again = chatctl(data, "backup", str(tmp_path / "again"))
    assert "1 shared file could not be found" in again.out
    assert chatctl(data, "verify", str(tmp_path / "again")).status == 0


def test_numbers_that_were_given_since_a_backup_are_not_given_again(data, tmp_path):
    assert chatctl(data, "backup", str(tmp_path / "backup")).status == 0
    with Server(data) as server:
        with json_client(server.port, "alice", room="ops") as alice:
            alice.asks(cmd="say", room="ops", text="one")
            before = alice.event("ack")
        assert chatctl(data, "restore", str(tmp_path / "backup")).status == 0
        with json_client(server.port, "bob", room="dev") as bob:
            bob.asks(cmd="say", room="dev", text="one")
            after = bob.event("ack")
    assert after["id"] > before["id"]
    assert after["rid"] != before["rid"]


def test_the_servers_keys_go_with_the_backup_for_its_owner_alone(data, tmp_path):
    keys = {"push-key.pem": b"the key", "tls-cert.pem": b"the pair", "tls-key.pem": b"its key"}
    for name, content in keys.items():
        (data / name).write_bytes(content)
    backup, fresh = tmp_path / "backup", tmp_path / "fresh"
    chatctl(data, "backup", str(backup))
    fresh.mkdir()
    (fresh / "push-key.pem").write_bytes(b"of another server")
    (fresh / "tls-cert.pem").write_bytes(b"in use")
    chatctl(fresh, "restore", str(backup))
    assert (fresh / "push-key.pem").read_bytes() == b"the key"
    assert (fresh / "push-key.pem.before-restore").read_bytes() == b"of another server"
    assert (fresh / "tls-cert.pem").read_bytes() == b"in use"
    assert (fresh / "tls-key.pem").read_bytes() == b"its key"
    made = [backup / name for name in keys] + [fresh / "push-key.pem", fresh / "tls-key.pem"]
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}


def test_a_backup_with_a_changed_key_is_refused(data, tmp_path):
    (data / "push-key.pem").write_bytes(b"the key")
    backup = tmp_path / "backup"
    chatctl(data, "backup", str(backup))
    assert chatctl(data, "verify", str(backup)).status == 0
    (backup / "push-key.pem").write_bytes(b"another")
    for verb in ("verify", "restore"):
        refused = chatctl(data, verb, str(backup))
        assert refused.status
        assert "push-key.pem: is damaged or missing." in refused.error
