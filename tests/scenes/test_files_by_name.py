"""Files at a room's address: several in one form, cut anywhere; and found again under their name."""

import pytest

from tests.scenes.stage import UNLIMITED
from tests.scenes.test_files_http import FORM, Door, form

TWO = form(("file", b"one", "1.txt"), ("file", b"two", "2.txt"))


@pytest.fixture
def web():
    return Door()


def shared(lines):
    """Without their links."""
    return [line.partition(" http")[0].partition(" /download")[0] for line in lines]


def test_all_files_of_a_form_are_shared(web):
    alice = web.stage.text("alice").types("/join ops")
    alice.raw()
    parts = [("file", b"", ""), ("file", b"one", "1.txt"), ("text", b"both"), ("more", b"second", "2.txt")]
    body = form(*parts, ("file", b"", ""))
    client = web.connect()
    client.begins("POST", "/r/ops?name=bob", Content_Length=str(len(body)), Idempotency_Key="k", **FORM)
    for at in range(len(body)):
        client.sends(body[at : at + 1])
    answer = client.answer()
    told = ["* Shared 1.txt (3 bytes) in ops as bob:", "* Shared 2.txt (6 bytes) in ops as bob:"]
    assert (answer.status, shared(answer.text.splitlines())) == (201, told)
    said = ["* bob came into ops.", "[ops] bob: both"]
    assert shared(alice.sees()) == [*said, "* bob shared 1.txt (3 bytes)", "* bob shared 2.txt (6 bytes)"]
    again = web.post("/api/v1/rooms/ops/files?name=bob", body, **FORM, Idempotency_Key="k").json()["files"]
    assert [file["name"] for file in again] == ["1.txt", "2.txt"]
    assert alice.sees() == []  # with the key of the first time nothing is shared twice
    assert web.get(f"/download/{again[1]['file']}").text == "second"
    assert web.coming == 0


def test_a_form_in_two_pieces_is_the_same_wherever_it_is_cut():
    web = Door(**UNLIMITED, upload_rate=None)
    body = b"words before\r\n" + form(("file", b"a\r\n\r\n--b0undar-\r\n", "a.txt")) + b"words after"
    for cut in range(1, len(body)):
        client = web.connect()
        client.begins("POST", "/r/ops?name=bob", Content_Length=str(len(body)), **FORM)
        client.sends(body[:cut])
        client.sends(body[cut:])
        assert client.answer().status == 201, body[:cut]


def test_of_a_form_that_is_cut_or_refused_nothing_is_left(web):
    for cut in range(1, len(TWO)):
        client = web.connect()
        client.begins("POST", "/r/ops?name=bob", Content_Length=str(len(TWO)), **FORM)
        client.sends(TWO[:cut])
        client.hangs_up()
        assert web.coming == 0
    assert web.form(("file", b"x", "1"), ("file", b"y", "2"), path="/r/ops?key=" + "k" * 63).status == 413
    many = web.form(*[("file", b"x", str(number)) for number in range(21)], path="/r/ops")
    assert many.text == "! The upload is invalid: a form has at most 20 files and fields.\n"
    assert (web.coming, web.kept) == (0, {})


def test_a_form_takes_a_place_for_each_of_its_files():
    web = Door(uploads_each=1)
    answer = web.post("/r/ops?name=bob", TWO, **FORM)
    assert (answer.status, web.coming, web.kept) == (503, 0, {})
    assert web.form(("file", b"x", "1"), path="/r/ops?name=bob").status == 201


def test_a_file_is_found_under_its_name_in_the_room(web):
    for data in (b"old", b"new!"):
        assert web.asks("PUT", "/r/ops/my%20notes.txt?name=bob", data).status == 201
    answer = web.get("/r/ops/my%20notes.txt", Accept="text/html")
    assert (answer.status, answer.text, answer.headers["content-type"]) == (200, "new!", "text/plain")
    assert web.get("/r/ops/my%20notes.txt", Range="bytes=1-").text == "ew!"
    assert web.asks("HEAD", "/r/ops/my%20notes.txt").status == 200
    missing = web.get("/r/ops/your.txt")
    assert (missing.status, missing.text) == (
        404,
        "! There is no file your.txt that you can see. /files lists the files.\n",
    )
    carol = web.stage.json("carol").asks(cmd="group", name="team")
    carol.raw()
    assert web.asks("PUT", "/r/team/x.txt?name=carol", b"x").status in (201, 409)
    assert web.get("/r/team/x.txt").text.startswith("! There is no room team")


def test_a_download_is_refused_when_it_is_another_file_than_expected(web):
    link = web.shares()
    tag, when = web.get(link).headers["etag"], web.get(link).headers["last-modified"]
    for condition in ({"If_Match": '"x"'}, {"If_Match": f"W/{tag}"}):
        assert (web.get(link, **condition).status, web.get(link, **condition).text) == (412, "")
    assert web.get(link, If_Unmodified_Since="Thu, 01 Jan 1970 00:00:00 GMT").status == 412
    for condition in ({"If_Match": f'"x", {tag}'}, {"If_Match": "*"}, {"If_Unmodified_Since": when}):
        assert web.get(link, **condition).status == 200
