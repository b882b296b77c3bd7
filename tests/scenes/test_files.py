"""Files as people meet them: shared, seen by those who see the room, linked to, deleted."""

import json

import pytest
from twisted.internet.defer import Deferred

from chatservice.core.commands.files import find_by_link, find_file
from chatservice.core.commands.sharing import share_upload
from chatservice.errors import (
    Busy,
    FileTooLarge,
    LinkEnded,
    NoSuchFile,
    NotStored,
    QuotaReached,
    SlowDown,
    Superseded,
    TooMany,
    WrongOffset,
)
from chatservice.settings.schema import Rate
from tests.scenes.stage import Stage


class Play(Stage):
    def wait(self, work):
        box = []
        Deferred.fromCoroutine(work).addBoth(box.append)
        self.settle()
        assert box, "it waits for something else"
        if hasattr(box[0], "raiseException"):
            box[0].raiseException()
        return box[0]

    @property
    def uploads(self):
        return self.chat.files.uploads

    def who(self, name):
        return self.chat.presence.named(name).principal

    def session(self, name):
        return next(iter(self.chat.presence.named(name).sessions))

    def begin(self, name, told=None):
        return self.wait(self.uploads.begin(self.who(name).id, told))

    def share(self, name, room="lobby", data=b"data", file="report.pdf", **more):
        """`name` shares `data`; the file's id."""
        upload = self.begin(name, len(data))
        upload.write(upload.holder, data)
        place = self.wait(self.chat.directory.find(self.session(name), room))
        shared = self.wait(share_upload(self.chat, upload, self.who(name), place, file, **more))
        return shared.id

    def read(self, stored):
        async def work():
            reading = await self.chat.files.open(stored)
            return await reading.read(0, reading.size)

        return self.wait(work())

    def find(self, name, file):
        return self.wait(find_file(self.chat, self.who(name) if name else None, file))


@pytest.fixture
def stage():
    stage = Play()
    stage.chat.files.links.base = "http://host:8080"
    return stage


def test_everyone_in_the_room_sees_that_a_file_was_shared(stage):
    alice, bob, carol = stage.text("alice"), stage.text("bob"), stage.json("carol")
    alice.raw()
    bob.raw()
    carol.raw()
    file = stage.share("alice", data=b"x" * 1_234_567)
    (line,) = alice.sees()
    assert line.startswith(f"* alice shared report.pdf (1.2 MB) http://host:8080/download/{file}/")
    assert bob.sees() == [line]
    (event,) = carol.events("file")
    assert event["name"] == "report.pdf"
    assert event["size"] == 1_234_567
    assert event["type"] == "application/pdf"
    assert line.endswith(event["url"])
    assert event["seq"] == 1


def test_it_is_in_the_history(stage):
    alice = stage.text("alice")
    file = stage.share("alice")
    alice.raw()
    alice.types("/history")
    (line,) = alice.sees()
    shared = "* [lobby 2023-11-14 22:13] alice shared report.pdf (4 bytes) http://host:8080/download/"
    assert line.startswith(f"{shared}{file}/")


def test_clients_of_pipes_are_notified(stage):
    pipe = stage.pipe().types("dave")
    stage.text("alice")
    pipe.raw()
    file = stage.share("alice")
    (line,) = pipe.sees()
    assert line.startswith('FILE_NOTIFICATION|{"type": "FILE_UPLOADED", "file_id": "' + file)
    assert f'"download_url": "/download/{file}/' in line
    assert '"group_name": null' in line
    pipe.types("LIST_FILES")
    (line,) = pipe.sees()
    assert line.startswith('FILE_LIST|{"type": "FILE_LIST", "files": [{"file_id": "' + file)
    pipe.types(f"DELETE_FILE|{file}")
    (line,) = pipe.sees()
    assert line.startswith('FILE_DELETE_RESPONSE|{"type": "FILE_DELETE_RESPONSE", "status": "fail"')
    pipe.types("GET_MESSAGES|BROADCAST")
    [message] = json.loads(pipe.raw().decode().partition("|")[2])["messages"]
    assert json.loads(message["file_data"])["file_id"] == file


def test_a_client_of_pipes_deletes_its_file(stage):
    pipe = stage.pipe().types("dave")
    file = stage.share("dave")
    pipe.raw()
    pipe.types(f"DELETE_FILE|{file}")
    said = pipe.sees()
    assert (
        f'FILE_DELETE_RESPONSE|{{"type": "FILE_DELETE_RESPONSE", "status": "success", "file_id": "{file}"'
        in (said[-1])
    )
    assert said[0] == "SERVER: dave deleted the file report.pdf."


def test_a_client_that_is_prompted_sees_it_as_a_notice(stage):
    prompt = stage.prompt().types("lobby", "eve")
    prompt.raw()
    file = stage.share("eve")
    (line,) = prompt.sees()
    assert line.startswith(f"* eve shared report.pdf (4 bytes) http://host:8080/download/{file}/")


def test_a_file_of_a_group_is_seen_by_its_members_alone(stage):
    alice, bob, carol = stage.text("alice"), stage.text("bob"), stage.text("carol")
    alice.types("/group team bob")
    file = stage.share("alice", "team", b"secret")
    assert stage.read(stage.find("bob", file)) == b"secret"
    for asker in ("carol", None):
        with pytest.raises(NoSuchFile) as hidden:
            stage.find(asker, file)
        with pytest.raises(NoSuchFile) as missing:
            stage.find(asker, "0" * 16)
        assert (hidden.value.code, type(hidden.value)) == (missing.value.code, type(missing.value))
    bob.raw()
    carol.raw()
    bob.types("/files")
    carol.types("/files")
    assert len(bob.sees()) == 1
    assert carol.sees() == ["* There are no files."]


def link_of(line):
    return line.rpartition("/download/")[2].split("/")


def test_the_line_in_a_group_carries_a_link_that_ends(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/group team bob")
    bob.raw()
    file = stage.share("alice", "team", b"secret")
    (line,) = bob.sees()
    assert line.startswith(f"* alice shared report.pdf (6 bytes) http://host:8080/download/{file}/17")
    signed = link_of(line)
    assert stage.read(stage.wait(find_by_link(stage.chat, *signed))) == b"secret"
    with pytest.raises(NoSuchFile):
        stage.wait(find_by_link(stage.chat, signed[0], signed[1][:-1]))
    stage.passes(stage.settings.link_keep + 3601)
    with pytest.raises(LinkEnded):
        stage.wait(find_by_link(stage.chat, *signed))
    bob.types(f"/link {file}")
    assert stage.wait(find_by_link(stage.chat, *link_of(bob.sees()[-1]))).file.id == file


def test_who_leaves_a_group_sees_its_files_no_more(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/group team bob")
    file = stage.share("alice", "team")
    bob.types("/leave team")
    with pytest.raises(NoSuchFile):
        stage.find("bob", file)


def test_a_file_is_shared_again_without_its_bytes(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    file = stage.share("alice", data=b"same")
    bob.types("/join ops")
    bob.raw()
    bob.types(f"/share http://host:8080/download/{file} ops")
    (line,) = bob.sees()
    assert line.startswith("* bob shared report.pdf (4 bytes)")
    assert len(stage.storage.blobs.kept) == 1
    alice.types(f"/delete_file {file}")
    assert len(stage.storage.blobs.kept) == 1, "bob's is still there"
    again = link_of(line)[0]
    assert stage.read(stage.find("alice", again)) == b"same"
    bob.types(f"/delete_file {again}")
    assert stage.storage.blobs.kept == {}


def test_the_same_bytes_are_kept_once(stage):
    stage.text("alice")
    stage.text("bob")
    one, other = stage.share("alice", data=b"same", file="a"), stage.share("bob", data=b"same", file="b")
    assert one != other
    assert len(stage.storage.blobs.kept) == 1


def test_only_its_owner_deletes_a_file(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    file = stage.share("alice")
    bob.raw()
    bob.types(f"/delete_file {file}")
    assert bob.sees() == ["! Only moderators of the room and moderators of the server may do that: delete."]
    alice.types(f"/delete_file {file}", f"/delete_file {file}")
    assert bob.sees() == ["* alice deleted the file report.pdf."]
    with pytest.raises(NoSuchFile):
        stage.find("bob", file)


def test_a_share_with_a_key_is_one_share(stage):
    alice = stage.json("alice")
    file = stage.share("alice", key="k")
    assert stage.share("alice", key="k") == file
    assert len(alice.events("file")) == 1
    asks = {"cmd": "share", "file": file, "room": "lobby", "key": "k2", "ref": 1}
    alice.asks(**asks).asks(**asks)
    acks = alice.events("ack")
    assert [ack.get("again", False) for ack in acks] == [False, True]


def test_files_are_listed_by_page(stage):
    alice = stage.json("alice")
    files = [stage.share("alice", data=bytes(n), file=f"{n}.txt") for n in range(5)]
    alice.raw()
    alice.asks(cmd="files", limit=2)
    (page,) = alice.events("files")
    assert [file["file"] for file in page["files"]] == files[:2:-1]
    alice.asks(cmd="files", limit=5, before=page["next"], sender="Alice", room="lobby")
    (page,) = alice.events("files")
    assert [file["name"] for file in page["files"]] == ["2.txt", "1.txt", "0.txt"]
    assert "next" not in page
    alice.asks(cmd="files", sender="nobody")
    assert alice.events("files") == [{"event": "files", "files": []}]


# Limits.


def test_a_file_over_the_limit_is_refused_before_it_comes():
    stage = Play(max_file_size=100)
    stage.text("alice")
    with pytest.raises(FileTooLarge):
        stage.begin("alice", 101)
    upload = stage.begin("alice")
    upload.write(upload.holder, bytes(100))
    with pytest.raises(FileTooLarge):
        upload.write(upload.holder, b"x")
    stage.uploads.drop(upload)
    assert len(stage.uploads) == 0


def test_a_quota_counts_what_is_kept_and_what_is_coming():
    stage = Play(file_quota=20_000, file_quota_total=30_000)
    stage.text("alice")
    stage.text("bob")
    stage.share("alice", data=bytes(8_000))
    coming = stage.begin("alice", 8_000)
    with pytest.raises(QuotaReached, match="your files"):
        stage.begin("alice", 5_000)
    with pytest.raises(QuotaReached, match="all files"):
        stage.begin("bob", 15_000)
    stage.uploads.drop(coming)
    stage.begin("bob", 15_000)


def test_a_file_of_unknown_size_meets_the_quota_at_its_end():
    stage = Play(file_quota=20_000)
    stage.text("alice")
    upload = stage.begin("alice")
    upload.write(upload.holder, bytes(30_000))
    place = stage.wait(stage.chat.directory.find(stage.session("alice"), "lobby"))
    with pytest.raises(QuotaReached):
        stage.wait(share_upload(stage.chat, upload, stage.who("alice"), place, "x"))
    assert len(stage.uploads) == 0
    assert stage.storage.blobs.kept == {}


def test_many_little_files_fill_a_quota_too():
    stage = Play(file_quota=3 * 4096)
    stage.text("alice")
    for n in range(3):
        stage.share("alice", data=bytes([n]))
    with pytest.raises(QuotaReached):
        stage.begin("alice", 1)


def test_so_many_uploads_at_once_and_no_more():
    stage = Play(max_uploads=3, uploads_each=2)
    stage.text("alice")
    stage.text("bob")
    stage.begin("alice", 1)
    stage.begin("alice", 1)
    with pytest.raises(TooMany):
        stage.begin("alice", 1)
    stage.begin("bob", 1)
    with pytest.raises(Busy):
        stage.begin("bob", 1)


def test_an_upload_counts_against_the_rate_at_its_beginning():
    stage = Play(upload_rate=Rate(2, 60.0), rate_account=1)
    stage.text("alice")
    stage.begin("alice", 1)
    stage.begin("alice", 1)
    with pytest.raises(SlowDown):
        stage.begin("alice", 1)


def test_an_upload_counts_against_the_rate_of_its_owner_once_that_is_known():
    stage = Play(upload_rate=Rate(2, 60.0), rate_account=1)
    stage.text("alice")
    stage.begin("alice", 1)
    one, other = (stage.wait(stage.uploads.begin(f"10.0.0.{n}", 1)) for n in range(2))
    stage.wait(stage.uploads.claim(one, stage.who("alice")))
    with pytest.raises(SlowDown):
        stage.wait(stage.uploads.claim(other, stage.who("alice")))


def test_a_full_disk_leaves_nothing(stage):
    stage.text("alice")
    stage.storage.blobs.space = 1000
    with pytest.raises(NotStored):
        stage.share("alice", data=bytes(2000))
    stage.storage.fail_next("the disk is full")
    with pytest.raises(NotStored):
        stage.share("alice", data=bytes(500))
    assert stage.storage.blobs.kept == {}
    assert len(stage.uploads) == 0
    stage.share("alice", data=bytes(500))


def test_old_files_are_forgotten():
    stage = Play(file_keep=86_400.0)
    alice = stage.text("alice")
    stage.share("alice", data=b"old", file="old")
    stage.passes(80_000)
    file = stage.share("alice", data=b"new", file="new")
    stage.passes(10_000)
    alice.raw()
    alice.types("/files")
    assert len(alice.sees()) == 1
    assert list(stage.storage.blobs.kept.values()) == [b"new"]
    assert stage.read(stage.find("alice", file)) == b"new"


# Broken off.


def place_of(stage, size):
    return (stage.who("alice").id, 1, "big.iso", size)


def broken(stage, data, size):
    upload = stage.begin("alice", size)
    stage.uploads.resumable(upload, place_of(stage, size))
    upload.write(upload.holder, data)
    stage.uploads.broke_off(upload, upload.holder)
    return upload


def test_a_broken_upload_is_gone_on_with(stage):
    stage.text("alice")
    broken(stage, b"half", 8)
    place = place_of(stage, 8)
    assert stage.uploads.at(place) == 4
    with pytest.raises(WrongOffset) as wrong:
        stage.wait(stage.uploads.go_on(place, 5))
    assert wrong.value.offset == 4
    upload = stage.wait(stage.uploads.go_on(place, 4))
    upload.write(upload.holder, b"rest")
    room = stage.wait(stage.chat.directory.find(stage.session("alice"), "lobby"))
    shared = stage.wait(share_upload(stage.chat, upload, stage.who("alice"), room, "big.iso"))
    assert stage.read(stage.find("alice", shared.id)) == b"halfrest"
    assert stage.uploads.at(place) == 0
    with pytest.raises(WrongOffset):
        stage.wait(stage.uploads.go_on(place, 4))


def test_a_broken_upload_is_kept_for_a_time(stage):
    stage.text("alice")
    broken(stage, b"half", 8)
    stage.passes(stage.settings.upload_keep + 1)
    assert len(stage.uploads) == 0
    assert stage.uploads.at(place_of(stage, 8)) == 0


def test_who_comes_back_takes_over_from_the_connection_that_hangs(stage):
    stage.text("alice")
    upload = stage.begin("alice", 8)
    stage.uploads.resumable(upload, place_of(stage, 8))
    old = upload.holder
    upload.write(old, b"half")
    assert stage.wait(stage.uploads.go_on(place_of(stage, 8), 4)) is upload
    with pytest.raises(Superseded):
        upload.write(old, b"late")
    stage.uploads.broke_off(upload, old)
    upload.write(upload.holder, b"rest")
    assert upload.part.size == 8


def test_broken_uploads_give_way_to_new_ones():
    stage = Play(max_uploads=2, uploads_each=2)
    stage.text("alice")
    first = broken(stage, b"half", 8)
    stage.begin("alice", 1)
    stage.begin("alice", 1)
    assert first.part.size == 0
    assert stage.uploads.at(place_of(stage, 8)) == 0


def test_two_of_the_same_at_once_do_not_end_each_other(stage):
    stage.text("alice")
    place = place_of(stage, 8)
    one, other = stage.begin("alice", 8), stage.begin("alice", 8)
    stage.uploads.resumable(one, place)
    stage.uploads.resumable(other, place)
    one.write(one.holder, b"half")
    other.write(other.holder, b"whole of")
    stage.uploads.broke_off(other, other.holder)
    assert len(stage.uploads) == 1
    stage.uploads.broke_off(one, one.holder)
    assert stage.uploads.at(place) == 4
