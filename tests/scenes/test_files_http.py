"""Files over HTTP: up whole, by form, in parts; down whole or in parts; and what may go wrong."""

import hashlib
import re
from base64 import b64encode

import pytest

from chatservice.model.values import ServerRole
from chatservice.net.http.engine.responses import SAFE
from tests.scenes.stage import Stage
from tests.scenes.web import Web

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
DATA = bytes(range(256)) * 4


def form(*parts, boundary="b0undary", end="--"):
    """The body of a form; a part is (name, value) or (name, value, filename[, type])."""
    body = b""
    for name, value, *file in parts:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        if file:
            head += f'; filename="{file[0]}"'
        if len(file) > 1:
            head += f"\r\nContent-Type: {file[1]}"
        body += head.encode() + b"\r\n\r\n" + value + b"\r\n"
    return body + f"--{boundary}{end}\r\n".encode()


FORM = {"Content_Type": "multipart/form-data; boundary=b0undary"}


class Door(Web):
    def __init__(self, **settings):
        super().__init__(Stage(**settings))

    def form(self, *parts, path="/upload", **more):
        return self.post(path, form(*parts), **FORM, **more)

    def shares(self, data=DATA, name="report.bin", sender=b"alice", **fields):
        """The file's id."""
        more = [(key, value.encode()) for key, value in fields.items()]
        answer = self.form(("sender", sender), *more, ("file", data, name))
        assert answer.status == 200, answer.text
        return answer.json()["download_url"]

    @property
    def kept(self):
        return self.stage.storage.blobs.kept

    @property
    def coming(self):
        return len(self.stage.chat.files.uploads)


@pytest.fixture
def web():
    return Door()


# Up.


def test_a_file_is_put_into_a_room_in_one_line(web):
    bob = web.stage.text("bob")
    answer = web.asks("PUT", "/r/lobby/report.pdf?name=alice", DATA)
    assert answer.status == 201
    where = answer.headers["location"]
    link = f"http://localhost:8080{where}"
    assert answer.text == f"* Shared report.pdf (1.0 kB) in lobby as alice: {link}\n"
    assert bob.sees()[-1] == f"* alice shared report.pdf (1.0 kB) {where}"
    down = web.get(where)
    assert (down.status, down.body) == (200, DATA)


def test_who_asks_for_json_gets_it(web):
    answer = web.asks("PUT", "/r/lobby/a.txt?name=alice", b"hi", Accept="application/json")
    shared = answer.json()
    assert shared["name"] == "a.txt"
    assert shared["type"] == "text/plain"
    assert shared["sha256"] == hashlib.sha256(b"hi").hexdigest()
    assert shared["url"].startswith(f"/download/{shared['file']}/")
    assert (shared["sender"], shared["room"], shared["kind"]) == ("alice", "lobby", "public")


def test_an_empty_file_is_a_file(web):
    answer = web.asks("PUT", "/r/lobby/empty?name=alice", b"", Content_Length="0")
    assert answer.status == 201
    assert web.get(answer.headers["location"]).body == b""


def test_the_same_put_with_a_key_is_one_share(web):
    one = web.asks("PUT", "/r/lobby/a?name=alice", DATA, Idempotency_Key="k")
    other = web.asks("PUT", "/r/lobby/a?name=alice", DATA, Idempotency_Key="k")
    assert one.headers["location"] == other.headers["location"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/r/lobby/..%2f..%2fetc%2fpasswd", "passwd"),
        ("/r/lobby/%2e%2e", "file"),
        ("/r/lobby/a%00b", "a_b"),
        ("/r/lobby/a%0d%0aX:1", "a X_1"),
        ("/r/lobby/%e6%97%a5.txt", "日.txt"),
        ("/r/lobby/stream", "stream"),
    ],
)
def test_a_name_never_is_a_path(web, path, name):
    answer = web.asks("PUT", f"{path}?name=alice", DATA, Accept="application/json")
    assert answer.json()["name"] == name
    assert list(web.kept) == [hashlib.sha256(DATA).hexdigest()]


def test_a_form_is_answered_as_the_older_system_does(web):
    answer = web.form(("sender", b"alice"), ("file", DATA, "report.pdf"))
    file = answer.json()["file_id"]
    assert answer.json() == {
        "status": "success",
        "file_id": file,
        "filename": "report.pdf",
        "download_url": f"/download/{file}",
    }
    assert web.get(f"/download/{file}").body == DATA


def test_fields_may_follow_the_file(web):
    answer = web.form(("file", DATA, "a"), ("sender", b"alice"))
    assert answer.status == 200


@pytest.mark.parametrize(
    "parts",
    [
        [("sender", b"alice")],
        [("file", DATA, "a")],
        [("sender", b" "), ("file", DATA, "a")],
        [("sender", b"alice"), ("file", b"", "")],
        [("sender", b"alice"), ("file", DATA)],
    ],
)
def test_a_form_with_something_missing_is_refused(web, parts):
    answer = web.form(*parts)
    assert answer.status == 400
    assert answer.json()["status"] == "error"
    assert (web.kept, web.coming) == ({}, 0)


def test_somebody_on_another_door_is_the_same_sender(web):
    dave = web.stage.pipe().types("dave")
    dave.raw()
    web.shares(sender=b"dave")
    assert dave.sees()[0].startswith('FILE_NOTIFICATION|{"type": "FILE_UPLOADED"')
    files = web.get("/files?user=dave").json()
    assert files["status"] == "success"
    assert [file["sender"] for file in files["files"]] == ["dave"]


def test_a_file_for_one_person(web):
    bob, carol = web.stage.text("bob"), web.stage.text("carol")
    alice = web.stage.text("alice")
    link = web.shares(recipient="bob")
    assert bob.sees()[-1].endswith(f"(1.0 kB) {link}")
    assert not any("shared" in line for line in carol.sees())
    assert any("shared" in line for line in alice.sees())
    assert web.get(link).body == DATA, "the link is signed"
    path = link.rpartition("/")[0]
    assert web.get(path).json()["code"] == "no_such_file"
    assert web.get(f"{path}?name=bob2").json()["code"] == "no_such_file"
    (listed,) = web.get("/files?user=bob").json()["files"]
    assert (listed["recipient"], listed["group_name"]) == ("bob", None)
    assert web.get("/files?user=carol").json()["files"] == []


def test_a_file_for_a_group(web):
    web.stage.text("bob")
    web.stage.text("alice").types("/group team bob")
    link = web.shares(group_name="team")
    (listed,) = web.get("/files?user=bob").json()["files"]
    assert (listed["recipient"], listed["group_name"]) == (None, "team")
    assert listed["download_url"] == link
    assert set(listed) == {
        "file_id",
        "filename",
        "sender",
        "recipient",
        "group_name",
        "file_size",
        "mime_type",
        "timestamp",
        "download_url",
    }


def test_a_file_for_nobody_is_refused(web):
    web.stage.text("alice")
    answer = web.form(("sender", b"alice"), ("recipient", b"nobody"), ("file", DATA, "a"))
    assert (answer.status, answer.json()["message"]) == (404, "User 'nobody' not found")
    answer = web.form(("sender", b"alice"), ("group_name", b"secret"), ("file", DATA, "a"))
    assert answer.status == 404
    assert (web.kept, web.coming) == ({}, 0)


def test_a_list_needs_a_user(web):
    answer = web.get("/files")
    assert (answer.status, answer.json()["status"]) == (400, "error")


def test_a_name_that_is_owned_needs_more_than_the_name(web):
    web.stage.storage.accounts.create("alice", "plain secret word", ServerRole.USER, 1.0)
    web.stage.settle()
    answer = web.form(("sender", b"alice"), ("file", DATA, "a"))
    assert (answer.status, answer.json()["status"]) == (401, "error")
    assert web.get("/files?user=alice").status == 401
    assert (web.kept, web.coming) == ({}, 0)


# What is refused.


def test_a_file_that_is_too_large_is_refused_before_it_comes():
    web = Door(max_file_size=1000)
    client = web.connect()
    client.begins("PUT", "/r/lobby/a?name=alice", Content_Length="1001", Expect="100-continue")
    answer = client.answer()
    assert (answer.status, client.closed) == (413, True)
    client = web.connect()
    client.begins("POST", "/upload", Content_Length="999999", Expect="100-continue", **FORM)
    assert client.answer().status == 413
    assert web.coming == 0


def test_a_file_that_becomes_too_large_is_refused_when_it_does():
    web = Door(max_file_size=1000)
    client = web.connect()
    client.begins("PUT", "/r/lobby/a?name=alice", Transfer_Encoding="chunked")
    client.sends(b"3e8\r\n" + bytes(1000) + b"\r\n")
    assert web.coming == 1
    client.sends(b"1\r\nx\r\n")
    assert client.answer().status == 413
    assert (web.coming, web.kept) == (0, {})
    web.stage.text("alice")
    answer = web.form(("sender", b"alice"), ("file", bytes(1001), "a"))
    assert (answer.status, answer.json()["status"]) == (413, "error")
    assert web.coming == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form at all",
        form(("file", DATA, "a"), end=""),
        form(("file", DATA, "a"), boundary="another"),
        b"--b0undary\r\n\r\nno header\r\n--b0undary--\r\n",
        b"--b0undary\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b0undary--\r\n",
        b"--b0undary\r\nX: " + b"x" * 10_000,
        form(*[("field", b"x")] * 30),
        form(("sender", b"x" * 9000)),
        form(("sender", b"alice"), ("file", DATA, "a"), ("file", DATA, "b")),
    ],
)
def test_a_bad_form_is_refused_and_leaves_nothing(web, body):
    answer = web.connect().asks("POST", "/upload", body, **FORM, Content_Length=str(len(body)))
    assert answer.status in (400, 413)
    assert answer.json()["status"] == "error"
    assert (web.coming, web.kept) == (0, {})


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data", "multipart/mixed; boundary=x"])
def test_what_is_no_form_is_refused(web, kind):
    answer = web.post("/upload", b"x", Content_Type=kind)
    assert answer.status == 400


def test_a_connection_that_is_cut_half_way_leaves_what_can_be_gone_on_with(web):
    client = web.connect()
    client.begins("PUT", "/r/lobby/a?name=alice", Content_Length="1024")
    client.sends(DATA[:500])
    client.hangs_up()
    assert (web.coming, web.kept) == (1, {})
    web.stage.passes(web.stage.settings.upload_keep + 1)
    assert web.coming == 0


def test_a_form_that_is_cut_half_way_leaves_nothing(web):
    client = web.connect()
    client.begins("POST", "/upload", Content_Length="5000", **FORM)
    client.sends(form(("sender", b"alice"), ("file", DATA, "a"))[:600])
    assert web.coming == 1
    client.hangs_up()
    assert (web.coming, web.kept) == (0, {})


def test_forms_that_are_begun_and_not_ended_do_not_take_all_places():
    web = Door(uploads_each=2)
    for _ in range(2):
        web.connect().begins(
            "POST", "/upload", form(("file", DATA, "a"))[:300], **FORM, Content_Length="5000"
        )
    refused = web.form(("sender", b"alice"), ("file", DATA, "a"))
    assert (refused.status, refused.json()["code"]) == (503, "busy")
    assert refused.headers["retry-after"]
    assert web.coming == 2
    assert web.asks("PUT", "/r/lobby/a?name=bob", DATA).status == 201


def trickle(web, name, size=1_000_000):
    """An upload of which a few bytes have come."""
    client = web.connect()
    client.begins("PUT", f"/r/lobby/{name}?name={name}", Content_Length=str(size))
    return client.sends(b"xyz")


def test_one_address_under_many_names_leaves_places_to_others():
    web = Door(max_uploads=40, open=True)
    clients = [trickle(web, f"u{n}") for n in range(30)]
    assert web.coming == 20  # half of them
    answer = clients[20].answer()
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    web.peer = "10.0.0.2"
    assert web.connect().asks("PUT", "/r/lobby/a?name=bob", DATA).status == 201


def test_of_the_last_places_each_address_gets_one():
    web = Door(max_uploads=40, open=True)
    for peer in range(2, 5):
        web.peer = f"10.0.0.{peer}"
        for n in range(15):
            trickle(web, f"u{peer}-{n}")
    assert web.coming == 31  # three quarters, and the first of the third
    for peer in range(5, 14):
        web.peer = f"10.0.0.{peer}"
        assert web.connect().asks("PUT", f"/r/lobby/a?name=u{peer}", DATA).status == 201
        trickle(web, f"u{peer}")
    assert web.coming == 40
    web.peer = "10.0.0.99"
    refused = web.connect().asks("PUT", "/r/lobby/a?name=late", DATA)
    assert refused.status == 503


def test_a_trickle_does_not_hold_its_place_for_longer_than_its_bytes_are_worth(web):
    client = trickle(web, "alice")
    for _ in range(7):
        web.stage.passes(10)
        client.sends(b"x")
    assert client.answer().status == 408
    assert client.closed


def test_an_upload_on_a_slow_line_is_not_ended(web):
    client = web.connect()
    client.begins("PUT", "/r/lobby/slow?name=alice", Content_Length="200000")
    for _ in range(100):
        client.sends(bytes(2_000))
        web.stage.passes(1)
    assert client.answer().status == 201


def test_guests_together_leave_room_for_the_files_of_accounts():
    web = Door(file_quota_guests=2_500_000)
    for n in range(2):
        assert web.asks("PUT", f"/r/lobby/a?name=guest{n}", DATA * 1000).status == 201
    refused = web.asks("PUT", "/r/lobby/a?name=another", DATA * 1000)
    assert (refused.status, "all guests" in refused.text) == (507, True)
    web.stage.text("carol").types("/register a long password")
    carol = "Basic " + b64encode(b"carol:a long password").decode()
    assert web.asks("PUT", "/r/lobby/a", DATA * 1000, Authorization=carol).status == 201


def test_a_client_that_trickles_is_ended(web):
    client = web.connect()
    client.begins("PUT", "/r/lobby/a?name=alice", Content_Length="1000000")
    while not client.closed:
        client.sends(b"x")
        web.stage.passes(30)
        assert web.stage.clock.now() < 1_700_000_000 + web.stage.settings.upload_time + 100
    assert client.answer().status == 408


def test_a_client_that_stops_sending_is_ended(web):
    client = web.connect()
    client.begins("PUT", "/r/lobby/a?name=alice", b"x", Content_Length="1000000")
    web.stage.passes(web.stage.settings.upload_idle + 2)
    assert client.answer().status == 408


def test_a_full_disk(web):
    web.stage.storage.blobs.space = 2000
    client = web.connect()
    client.begins("PUT", "/r/lobby/a?name=alice", Transfer_Encoding="chunked")
    client.sends(b"bb8\r\n" + bytes(3000) + b"\r\n")
    answer = client.answer()
    assert (answer.status, web.coming, web.kept) == (507, 0, {})
    web.stage.text("bob")
    assert web.form(("sender", b"bob"), ("file", bytes(3000), "a")).status == 507
    assert (web.coming, web.kept) == (0, {})
    assert web.form(("sender", b"bob"), ("file", bytes(500), "a")).status == 200


def test_a_full_database(web):
    web.stage.text("bob")
    web.stage.storage.fail_next("the disk is full")
    assert web.form(("sender", b"bob"), ("file", DATA, "a")).status == 507
    assert (web.coming, web.kept) == (0, {})


def test_a_quota_that_is_reached():
    web = Door(file_quota=5000)
    web.stage.text("bob")
    assert web.form(("sender", b"bob"), ("file", bytes(4000), "a")).status == 200
    answer = web.form(("sender", b"bob"), ("file", bytes(4000), "b"))
    assert (answer.status, answer.json()["status"]) == (507, "error")
    assert web.coming == 0


def test_a_room_that_one_may_not_see_is_a_room_that_is_not_there(web):
    web.stage.text("alice").types("/group team")
    hidden = web.asks("PUT", "/r/team/a?name=bob", DATA)
    assert hidden.status in (404, 409)
    assert (web.coming, web.kept) == (0, {})


# In parts.


def part(web, start, end, whole=1024, name="big.iso", data=DATA):
    where = f"bytes {start}-{end - 1}/{whole}"
    return web.connect().asks("PUT", f"/r/lobby/{name}?name=alice", data[start:end], Content_Range=where)


def test_a_file_comes_in_parts(web):
    answer = part(web, 0, 400)
    assert (answer.status, answer.headers["upload-offset"]) == (202, "400")
    assert part(web, 400, 900).headers["upload-offset"] == "900"
    answer = part(web, 900, 1024)
    assert answer.status == 201
    assert web.get(answer.headers["location"]).body == DATA
    assert web.coming == 0


def test_a_part_that_does_not_fit_is_told_where_it_should_begin(web):
    part(web, 0, 400)
    answer = part(web, 500, 1024)
    assert (answer.status, answer.headers["upload-offset"]) == (409, "400")
    assert "400" in answer.text
    assert part(web, 400, 1024).status == 201


def test_a_put_that_was_cut_is_gone_on_with(web):
    client = web.connect()
    client.begins("PUT", "/r/lobby/big.iso?name=alice", Content_Length="1024")
    client.sends(DATA[:500])
    client.hangs_up()
    assert part(web, 1, 1024).headers["upload-offset"] == "500"
    answer = part(web, 500, 1024)
    assert web.get(answer.headers["location"]).body == DATA


def test_a_put_that_hangs_is_taken_over(web):
    hanging = web.connect()
    hanging.begins("PUT", "/r/lobby/big.iso?name=alice", Content_Length="1024")
    hanging.sends(DATA[:500])
    answer = part(web, 500, 1024)
    assert answer.status == 201
    hanging.sends(DATA[500:600])
    assert hanging.answer().status == 409
    assert web.get(answer.headers["location"]).body == DATA


def test_a_file_begun_anew_is_anew(web):
    part(web, 0, 400)
    assert part(web, 0, 1024).status == 201
    assert web.coming == 0


@pytest.mark.parametrize(
    "said", ["bytes 0-1/2", "bytes 5-1/10", "bytes 0-99/50", "bytes */5", "x", "bytes 0-9/*"]
)
def test_a_broken_range_of_an_upload_is_refused(web, said):
    answer = web.connect().asks("PUT", "/r/lobby/a?name=alice", b"x" * 9, Content_Range=said)
    assert answer.status == 400
    assert web.coming == 0


# Down.


def test_a_download_says_what_it_is_and_cannot_run(web):
    link = web.shares(name="repört 1.pdf")
    answer = web.get(link)
    headers = answer.headers
    assert headers["content-disposition"] == (
        "attachment; filename=\"rep_rt 1.pdf\"; filename*=UTF-8''rep%C3%B6rt%201.pdf"
    )
    assert headers["content-type"] == "application/pdf"
    assert headers["content-length"] == "1024"
    assert headers["etag"] == f'"{hashlib.sha256(DATA).hexdigest()}"'
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["accept-ranges"] == "bytes"
    for name, _ in SAFE:
        assert name.decode().lower() in headers


@pytest.mark.parametrize(
    ("name", "data", "kind", "how"),
    [
        ("a.png", PNG, "image/png", "inline"),
        ("a.png", b"<script>", "application/octet-stream", "attachment"),
        ("a.html", b"<script>", "application/octet-stream", "attachment"),
        ("a.svg", b"<svg>", "application/octet-stream", "attachment"),
        ("a.txt", b"hi", "text/plain", "attachment"),
    ],
)
def test_only_pictures_are_shown_in_place(web, name, data, kind, how):
    answer = web.get(web.shares(data, name))
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"].startswith(how)


def test_head_tells_the_length_alone(web):
    answer = web.asks("HEAD", web.shares())
    assert (answer.status, answer.headers["content-length"]) == (200, "1024")
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, 1024),
        ("bytes=-24", 206, 1000, 1024),
        ("bytes=-9999", 206, 0, 1024),
        ("bytes=1000-9999", 206, 1000, 1024),
        ("bytes=0-0", 206, 0, 1),
        ("lines=0-1", 200, 0, 1024),
        ("bytes=9-1", 200, 0, 1024),
        ("bytes=x", 200, 0, 1024),
        ("bytes=0-9,5-20", 200, 0, 1024),
        ("bytes=" + ",".join(f"{n}-{n}" for n in range(0, 60, 2)), 200, 0, 1024),
    ],
)
def test_a_part_is_had(web, asked, status, start, end):
    answer = web.get(web.shares(), Range=asked)
    assert (answer.status, answer.body) == (status, DATA[start:end])
    if status == 206:
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/1024"


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_that_is_not_there(web, asked):
    answer = web.get(web.shares(), Range=asked)
    assert (answer.status, answer.headers["content-range"], answer.body) == (416, "bytes */1024", b"")


def test_several_parts_are_had_at_once(web):
    answer = web.get(web.shares(), Range="bytes=0-9, 100-109,-4")
    assert answer.status == 206
    kind, _, boundary = answer.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/byteranges"
    pieces = answer.body.split(f"\r\n--{boundary}".encode())
    assert pieces[0] == b""
    assert pieces[-1] == b"--\r\n"
    bodies = [piece.partition(b"\r\n\r\n")[2] for piece in pieces[1:-1]]
    assert bodies == [DATA[:10], DATA[100:110], DATA[-4:]]
    assert re.search(rb"Content-Range: bytes 100-109/1024\r\n", pieces[2])


def test_what_one_has_is_not_sent_again(web):
    link = web.shares()
    first = web.get(link)
    tag, when = first.headers["etag"], first.headers["last-modified"]
    for condition in ({"If_None_Match": tag}, {"If_None_Match": f'W/{tag}, "x"'}, {"If_None_Match": "*"}):
        answer = web.get(link, **condition)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)
    assert web.get(link, If_Modified_Since=when).status == 304
    assert web.get(link, If_None_Match='"x"', If_Modified_Since=when).status == 200
    assert web.get(link, If_Modified_Since="yesterday").status == 200


def test_a_part_of_another_file_is_no_part(web):
    link = web.shares()
    tag = web.get(link).headers["etag"]
    assert web.get(link, Range="bytes=0-9", If_Range=tag).status == 206
    assert web.get(link, Range="bytes=0-9", If_Range='"x"').status == 200
    assert web.get(link, Range="bytes=0-9", If_Range=f"W/{tag}").status == 200


@pytest.mark.parametrize("file", ["0" * 16, "..%2f..%2fetc", "%00", "x" * 5000])
def test_a_file_that_is_not_there(web, file):
    assert web.get(f"/download/{file}").json()["code"] == "no_such_file"


def test_a_link_that_was_tampered_with_or_has_ended(web):
    web.stage.text("bob")
    link = web.shares(recipient="bob")
    assert web.get(link).status == 200
    assert web.get(link[:-2] + "xx").json()["code"] == "no_such_file"
    assert web.get(link.replace("/17", "/27")).json()["code"] == "no_such_file"
    web.stage.passes(web.stage.settings.link_keep + 3601)
    assert web.get(link).json()["code"] == "link_ended"


def test_a_file_whose_bytes_are_missing(web):
    link = web.shares()
    web.kept.clear()
    assert web.get(link).json()["code"] == "no_such_file"


def test_a_client_that_stops_reading_is_ended(web):
    link = web.shares(bytes(3_000_000))
    client = web.connect()
    client.network.full = True
    client.begins("GET", link)
    assert len(client.raw()) < 1_000_000
    web.stage.passes(web.stage.settings.download_idle - 2)
    assert not client.network.aborted
    web.stage.passes(4)
    assert client.network.aborted


def test_a_slow_client_is_waited_for_as_long_as_it_reads(web, monkeypatch):
    """What the system holds for it lasts for minutes, in which nothing more can be written."""
    left = iter(range(4_000_000, 0, -1_000_000))
    monkeypatch.setattr("chatservice.net.http.engine.channel.unread", lambda _: next(left, 0))
    link = web.shares(bytes(3_000_000))
    client = web.connect()
    client.network.full = True
    client.begins("GET", link)
    web.stage.passes(web.stage.settings.download_idle + 2)
    web.stage.passes(web.stage.settings.download_idle + 2)
    assert not client.network.aborted
    for _ in range(3):
        web.stage.passes(web.stage.settings.download_idle + 2)
    assert client.network.aborted


def test_a_client_that_goes_while_it_reads(web):
    link = web.shares(bytes(3_000_000))
    client = web.connect()
    client.network.full = True
    client.begins("GET", link)
    client.hangs_up()
    assert web.get(link).status == 200


def test_a_slow_reader_gets_all_of_it(web):
    data = DATA * 3000
    link = web.shares(data)
    client = web.connect()
    client.network.full = True
    client.begins("GET", link)
    got = client.raw()
    while len(got) < len(data):
        client.network.producer.resumeProducing()
        web.stage.settle()
        got += client.raw()
    assert got.partition(b"\r\n\r\n")[2] == data


# The API.


def api(web, method, path, body=b"", **more):
    return web.asks(method, f"/api/v1{path}{'&' if '?' in path else '?'}name=alice", body, **more)


def test_the_api_does_what_the_line_door_does(web):
    put = api(web, "PUT", "/rooms/lobby/files/a.txt", b"hi")
    assert put.status == 201
    file = put.json()["file"]
    info = api(web, "GET", f"/files/{file}").json()
    assert (info["name"], info["sender"], info["room"]) == ("a.txt", "alice", "lobby")
    assert api(web, "GET", f"/files/{file}/content").body == b"hi"
    formed = api(web, "POST", "/rooms/lobby/files", form(("file", b"x", "b.txt")), **FORM)
    assert formed.status == 201
    page = api(web, "GET", "/files?limit=1").json()
    assert [one["name"] for one in page["files"]] == ["b.txt"]
    page = api(web, "GET", f"/files?before={page['next']}").json()
    assert [one["name"] for one in page["files"]] == ["a.txt"]
    link = api(web, "POST", f"/files/{file}/link").json()["url"]
    assert web.get(link).body == b"hi"
    api(web, "POST", "/r/ops", b"so that there is a room")
    web.asks("POST", "/r/ops?name=alice", b"so that there is a room")
    again = api(web, "POST", f"/files/{file}/share", b'{"room":"ops"}')
    assert (again.status, again.json()["room"]) == (201, "ops")
    assert api(web, "DELETE", f"/files/{file}").status == 200
    assert api(web, "GET", f"/files/{file}").code == "no_such_file"
    assert api(web, "DELETE", f"/files/{file}").code == "no_such_file"


def test_the_api_says_no_in_problems(web):
    assert api(web, "GET", "/files?limit=x").code == "bad_command"
    assert api(web, "GET", "/files?limit=0").code == "bad_command"
    assert api(web, "GET", "/files?room=nowhere").code == "no_such_room"
    assert api(web, "POST", "/rooms/lobby/files", b"x").code == "bad_upload"
    assert api(web, "POST", "/files/x/share", b'{"to":1}').code == "bad_command"
    assert api(web, "POST", "/files/x/link").code == "no_such_file"


def test_what_came_and_went_is_counted(web):
    web.get(web.shares())
    page = web.get("/metrics").body.decode()
    for line in (
        "chat_uploads 0.0",
        "chat_files_shared_total 1.0",
        "chat_file_bytes_in_total 1024.0",
        "chat_file_bytes_out_total 1024.0",
    ):
        assert line in page
