"""A file in every dialect; whatever it is called, it is one harmless line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.model import names
from chatservice.model.events import FileGone, FileInfo, FileList, FileShared, HistoryPage, LinkIs
from chatservice.wire.jsonlines import JSON
from chatservice.wire.legacy.pipe import PIPE
from chatservice.wire.legacy.prompt import codec_for
from chatservice.wire.phrases import sized
from chatservice.wire.text import TEXT

TS = 1795269720.0
HASH = "9f" * 32
URL = "http://host:8080/download/9c1f3a5be07d2468"


def shared(room="lobby", name="report.pdf", url=URL):
    return FileShared(
        room=room,
        seq=43,
        id=917,
        ts=TS,
        sender="alice",
        file="9c1f3a5be07d2468",
        name=name,
        size=1_234_567,
        type="application/pdf",
        sha256=HASH,
        url=url,
    )


@pytest.mark.parametrize("room", ["lobby", "ops", "@alice,bob"])
def test_a_shared_file_in_a_terminal(room):
    said = b"* alice shared report.pdf (1.2 MB) http://host:8080/download/9c1f3a5be07d2468\n"
    assert TEXT.encode(shared(room), "bob") == said
    assert codec_for("lobby" if room != "ops" else "ops").encode(shared(room), "bob") == said


def test_it_is_in_the_past_with_its_room_and_time():
    page = HistoryPage(room="lobby", lines=[shared()])
    assert TEXT.encode(page, "bob").decode() == (
        "* [lobby 2026-11-21 14:02] alice shared report.pdf (1.2 MB) "
        "http://host:8080/download/9c1f3a5be07d2468\n"
    )


def test_a_shared_file_for_programs():
    assert json.loads(JSON.encode(shared(), "")) == {
        "event": "file",
        "room": "lobby",
        "seq": 43,
        "id": 917,
        "ts": TS,
        "sender": "alice",
        "file": "9c1f3a5be07d2468",
        "name": "report.pdf",
        "size": 1_234_567,
        "type": "application/pdf",
        "sha256": HASH,
        "url": URL,
    }


def facts(said):
    verb, _, rest = said.decode().partition("|")
    return verb, json.loads(rest)


@pytest.mark.parametrize(
    ("room", "recipient", "group"),
    [("lobby", None, None), ("ops", None, "ops"), ("@alice,bob", "bob", None)],
)
def test_a_shared_file_for_clients_of_pipes(room, recipient, group):
    verb, told = facts(PIPE.encode(shared(room), "bob"))
    assert verb == "FILE_NOTIFICATION"
    assert told == {
        "type": "FILE_UPLOADED",
        "file_id": "9c1f3a5be07d2468",
        "filename": "report.pdf",
        "sender": "alice",
        "recipient": recipient,
        "group_name": group,
        "file_size": 1_234_567,
        "download_url": "/download/9c1f3a5be07d2468",
        "timestamp": "2026-11-21 14:02:00",
    }


def test_a_list_and_a_link_in_a_terminal():
    info = FileInfo(
        file="9c",
        name="report.pdf",
        size=1,
        type="application/pdf",
        sha256=HASH,
        sender="alice",
        ts=TS,
        room="ops",
        kind="public",
        url="http://host/download/9c",
    )
    assert TEXT.encode(FileList(files=[info], next=31), "bob").decode().splitlines() == [
        "* alice in ops: report.pdf (1 byte) http://host/download/9c",
        "* Older ones: the same /files with before:31",
    ]
    assert TEXT.encode(FileList(files=[]), "bob") == b"* There are no files.\n"
    link = LinkIs(file="9c", name="report.pdf", url="http://host/download/9c/1.x", until=1_795_269_720)
    assert TEXT.encode(link, "bob").decode() == (
        "* report.pdf until 2026-11-21 14:02 UTC, for anyone with this link: http://host/download/9c/1.x\n"
    )


def test_a_deleted_file():
    gone = FileGone(room="lobby", seq=44, id=918, ts=TS, sender="alice", file="9c", name="report.pdf")
    assert TEXT.encode(gone, "bob") == b"* alice deleted the file report.pdf.\n"
    assert PIPE.encode(gone, "bob") == b"SERVER: alice deleted the file report.pdf.\n"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (1_234_567, "1.2 MB"),
        (50_000_000, "50.0 MB"),
        (3_500_000_000, "3.5 GB"),
        (10**15, "1000.0 TB"),
    ],
)
def test_a_size_is_said_in_thousands(size, said):
    assert sized(size) == said


@given(st.text(max_size=100))
def test_no_name_forges_a_line_or_a_link(sent):
    """What is stored went through `names.file`; what is shown would be harmless without it too."""
    for name in (sent, names.file(sent)):
        for codec in (TEXT, PIPE, codec_for("lobby")):
            said = codec.encode(shared(name=name), "bob")
            assert said.count(b"\n") == 1
            assert b"\x1b" not in said
    said = TEXT.encode(shared(name=names.file(sent)), "bob").decode()
    assert said.count("://") == 1
