"""Pictures of people over HTTP; how they are made small is in tests/unit/test_picture_worker.py."""

import pytest
from twisted.internet.defer import Deferred, succeed

from tests.scenes.stage import Stage
from tests.scenes.test_accounts import SECRET
from tests.scenes.test_http_login import bearer
from tests.scenes.test_reading import account
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage(registration="open", max_avatar=1000, avatar_queue=1)


@pytest.fixture
def web(stage):
    web = Web(stage)
    web.made = []

    def small(data, expected):
        web.made.append((data, expected))
        return succeed(b"small")

    web.site.small_picture = small
    return web


@pytest.fixture
def alice(stage):
    return bearer(account(stage).asks(cmd="token", label="bot").events("token")[0]["token"])


def put(web, data, **headers):
    return web.asks("PUT", "/api/v1/me/avatar", data, **headers)


def test_what_comes_out_is_shown_and_never_what_came_in(web, alice):
    answer = put(web, b"large", **alice, **{"Content-Type": "image/png"})
    assert (answer.status, web.made) == (204, [(b"large", "PNG")])
    shown = web.get("/avatar/alice", **alice)
    assert (shown.body, shown.headers["content-type"]) == (b"small", "image/png")
    assert web.get("/api/v1/people/Alice/avatar", **alice).body == b"small"
    tag = {"If-None-Match": shown.headers["etag"]}
    assert web.get("/avatar/alice", **alice, **tag).status == 304


def test_who_has_none_is_a_letter_on_a_colour_whether_there_or_not(web, alice):
    assert put(web, b"large", **alice).status == 204
    assert web.asks("DELETE", "/api/v1/me/avatar", **alice).status == 204
    mine = web.get("/avatar/alice.svg", **alice)
    assert mine.headers["content-type"] == "image/svg+xml"
    assert ">A</text>" in mine.text
    assert web.get("/avatar/Alice", **alice).text == mine.text
    assert web.get("/avatar/%3Cscript%3E", **alice).text.count("&lt;</text>") == 1


def test_a_guest_has_none_of_their_own(web, stage):
    bob = stage.json("bob").asks(cmd="token").events("token")[0]["token"]
    assert put(web, b"large", **bearer(bob)).status == 403
    assert web.made == []


def test_a_stranger_is_told_nothing(stage):
    web = Web(stage, peer="192.0.2.1")
    assert put(web, b"large").status == 401
    assert web.get("/avatar/alice").status == 401


def test_what_is_too_large_or_no_picture_by_its_type_is_not_even_read(web, alice):
    assert put(web, b"x" * 1001, **alice).status == 413
    answer = put(web, b"<svg/>", **alice, **{"Content-Type": "image/svg+xml"})
    assert (answer.status, answer.code) == (400, "bad_upload")
    assert web.made == []


def test_only_so_many_are_made_at_once(web, alice):
    waiting = Deferred()
    web.site.small_picture = lambda data, expected: waiting
    first, second = web.connect(), web.connect()
    first.begins("PUT", "/api/v1/me/avatar", b"one", **alice)
    assert second.asks("PUT", "/api/v1/me/avatar", b"two", **alice).status == 503
    waiting.callback(b"small")
    web.stage.settle()
    assert first.answer().status == 204
    assert web.connect().asks("PUT", "/api/v1/me/avatar", b"two", **alice).status == 204


def test_a_client_that_goes_midway_leaves_its_place(web, alice):
    first = web.connect()
    headers = "".join(f"{name}: {value}\r\n" for name, value in alice.items())
    head = f"PUT /api/v1/me/avatar HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Length: 900\r\n\r\nsome"
    first.sends(head.encode())
    assert web.site.pictures_coming == 1
    first.hangs_up()
    assert web.site.pictures_coming == 0


def test_without_a_way_to_make_them_small_it_is_said(stage, alice):
    assert put(Web(stage), b"large", **alice).code == "not_supported"


def test_a_profile_says_where_the_picture_is(stage, alice):
    [card] = stage.json("bob").asks(cmd="profile", name="alice").events("profile")
    assert card["avatar"] == "/avatar/alice"


def test_irc_clients_are_given_a_link_that_opens_without_a_login(web, stage, alice):
    stage.chat.files.links.base = "http://chat.example"
    bob = stage.irc("bob", "draft/metadata-3", "batch")
    stage.connect().asks(cmd="login", name="alice", password=SECRET).asks(cmd="join", room="ops")
    bob.types("METADATA * SUB avatar", "JOIN #ops")
    bob.raw()
    assert put(web, b"large", **alice, **{"Content-Type": "image/png"}).status == 204
    (line,) = bob.sees()
    head, link = line.rsplit(" ", 1)
    assert head == ":chat.server 761 bob alice avatar *"
    path = link.removeprefix(":").removeprefix("http://chat.example")
    stranger = Web(stage, peer="192.0.2.1")
    shown = stranger.get(path)
    assert (shown.body, shown.headers["content-type"]) == (b"small", "image/png")
    assert stranger.get(path[:-1] + ("A" if path[-1] != "A" else "B")).status == 404
    assert stranger.get(path.replace("/alice/", "/bob/")).status == 404
    assert stranger.get("/picture/alice/x").status == 404
    stage.passes(8 * 86_400.0)
    assert stranger.get(path).status == 404, "it has expired"
    assert web.asks("DELETE", "/api/v1/me/avatar", **alice).status == 204
    assert bob.sees() == [":chat.server 766 bob alice avatar :key not set"]
