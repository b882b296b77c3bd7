"""What goes over chatctl's socket: one JSON object a line, of one version, capped."""

import pytest

from chatservice.admin import frames, verbs
from chatservice.admin.answers import Done, RoomAt, SessionRow, size
from chatservice.admin.frames import (
    AdminError,
    ControlEnd,
    ControlFailure,
    ControlProgress,
    ControlRequest,
    ControlRows,
)

ROOM = RoomAt(id=3, number=2, name="ops", kind="public", topic="a\x1b[31mb", first=1, last=9, here=2)


def test_a_request_comes_out_as_it_went_in():
    asked = ControlRequest(do=verbs.RoomsCreate(name="ops"))
    assert frames.request(frames.encode(asked)) == asked


@pytest.mark.parametrize(
    "frame",
    [
        ControlProgress(done=1, total=2, what="pages"),
        ControlRows(rows=[ROOM]),
        ControlEnd(),
        ControlFailure(code="x", text="y"),
    ],
)
def test_an_answer_comes_out_as_it_went_in(frame):
    data = frames.encode(frame)
    assert data.count(b"\n") == 1
    assert frames.frame(data) == frame


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"", "bad_request"),
        (b"[]", "bad_request"),
        (b"[" * 50_000, "bad_request"),
        (b"\xff", "bad_request"),
        (b'{"do":{"verb":"status"},"v":2}', "other_version"),
        (b'{"do":{"verb":"status"},"v":"%s"}' % (b"9" * 1000), "other_version"),
        (b'{"v":1}', "bad_request"),
        (b'{"v":1,"do":{"verb":"frob"}}', "bad_request"),
        (b'{"v":1,"do":{"verb":"status","x":1}}', "bad_request"),
        (b'{"v":1,"do":{"verb":"rooms create","name":7}}', "bad_request"),
    ],
)
def test_what_is_no_request_is_refused(line, code):
    with pytest.raises(AdminError) as refused:
        frames.request(line)
    assert refused.value.code == code
    assert len(str(refused.value)) < 300


def test_a_frame_of_rows_is_far_below_the_cap():
    wide = SessionRow(
        name="\x01" * 32, address="x" * 60, dialect="json", seconds=1e9, rooms=64, waiting=2**30
    )
    assert len(frames.encode(ControlRows(rows=[wide] * frames.ROWS_MAX))) < frames.FRAME_MAX / 4


def test_rows_for_people_are_harmless():
    assert "\x1b" not in "".join(ROOM.lines())
    assert Done(text="one\ntwo").lines() == ["one\u2424two"]


def test_sizes_for_people():
    assert [size(n) for n in (0, 1023, 1024, 1536, 5 * 1024**3)] == [
        "0 B",
        "1023 B",
        "1.0 KiB",
        "1.5 KiB",
        "5.0 GiB",
    ]
