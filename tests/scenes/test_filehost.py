"""Files that IRC clients upload and say as a link."""

from base64 import b64encode

import pytest

from tests.scenes.stage import Stage
from tests.scenes.web import Web

BASE = "http://chat.example:8080"
SECRET = "secret123"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def basic(name, password=SECRET):
    return {"Authorization": "Basic " + b64encode(f"{name}:{password}".encode()).decode()}


@pytest.fixture
def stage():
    stage = Stage(registration="open", http_hosts="chat.example:8080")
    stage.chat.files.links.base = BASE
    stage.text("alice").types(f"/register {SECRET}", "/quit")
    return stage


@pytest.fixture
def web(stage):
    return Web(stage, peer="192.0.2.1")


def limits_of(client):
    words = [word for line in client.sees() if " 005 " in line for word in line.split(" ")]
    return dict(word.split("=", 1) for word in words if "=" in word)


def test_what_a_client_uploads_is_a_link_that_others_open(stage, web):
    alice = stage.irc()
    alice.types(f"PASS {SECRET}", "NICK alice", "USER a 0 * :A", "JOIN #ops")
    limits = limits_of(alice)
    assert limits["draft/FILEHOST"] == limits["soju.im/FILEHOST"] == f"{BASE}/filehost"
    path = limits["soju.im/FILEHOST"].removeprefix(BASE)
    assert "POST" in web.asks("OPTIONS", path).headers["allow"]
    named = {
        "Content-Type": "image/png",
        "Content-Disposition": "attachment; filename*=UTF-8''k%C3%A4tzchen.png",
    }
    answer = web.post(path, PNG, **basic("alice"), **named)
    assert answer.status == 201
    link = answer.headers["location"]
    assert link.startswith(f"{BASE}/download/")
    bob = stage.irc("bob")
    bob.types("JOIN #ops")
    bob.raw()
    alice.types(f"PRIVMSG #ops {link}")
    assert bob.sees() == [f":alice!~a@people.chat PRIVMSG #ops :{link}"]
    got = web.get(link.removeprefix(BASE))
    assert (got.body, got.headers["content-type"]) == (PNG, "image/png")
    assert "tzchen.png" in got.headers["content-disposition"]
    assert web.asks("HEAD", link.removeprefix(BASE)).status == 200


def test_the_file_is_its_owners_to_find_and_to_delete(stage, web):
    assert web.post("/filehost", PNG, **basic("alice")).status == 201
    alice = stage.connect()
    alice.types(f"/login alice {SECRET}", "/files")
    (line,) = (line for line in alice.sees() if "/download/" in line)
    assert "file" in line
    bob = stage.text("bob")
    bob.types("/files")
    assert not [line for line in bob.sees() if "/download/" in line]


def test_a_token_is_as_good_as_the_password(stage, web):
    alice = stage.connect().asks(cmd="login", name="alice", password=SECRET)
    token = alice.asks(cmd="token", label="irc").events("token")[-1]["token"]
    assert web.post("/filehost", PNG, **basic("alice", token)).status == 201
    assert web.post("/filehost", PNG, **basic("bob", token)).status == 401
    assert web.post("/filehost", PNG, **basic("alice", "0" * 32)).status == 401


def test_strangers_and_names_alone_upload_nothing(web, stage):
    assert web.post("/filehost", PNG).status == 401
    assert web.post("/filehost", PNG, **basic("guest", "")).status == 401
    assert web.post("/filehost", PNG, **basic("alice", "wrong")).status == 401
    here = Web(stage, peer="127.0.0.1")
    assert here.post("/filehost?name=carol", PNG, Host="127.0.0.1:8080").status == 401
    assert not stage.storage.blobs.kept


def test_what_is_too_large_is_refused_before_it_comes():
    stage = Stage(registration="open", max_file_size=50)
    stage.text("alice").types(f"/register {SECRET}", "/quit")
    assert Web(stage).post("/filehost", PNG, **basic("alice")).status == 413


def test_a_client_over_tls_is_not_sent_to_plain_http(stage):
    alice = stage.irc("alice2")
    assert "soju.im/FILEHOST" in limits_of(alice.types("VERSION"))
    alice.connection.encrypted = True
    assert "soju.im/FILEHOST" not in limits_of(alice.types("VERSION"))
    stage.chat.files.links.base = "https://chat.example"
    limits = limits_of(alice.types("VERSION"))
    assert limits["soju.im/FILEHOST"] == "https://chat.example/filehost"
    assert limits["draft/ICON"] == "https://chat.example/web/icon-512.png"
    stage.chat.files.links.base = ""
    assert not {"soju.im/FILEHOST", "draft/ICON"} & limits_of(alice.types("VERSION")).keys()


def test_the_icon_is_there_for_anyone(web):
    answer = web.get("/web/icon-512.png")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
