"""A link to a file of a public room opens for everyone who may be in that room, wherever they are."""

import json
import re

import pytest

from chatservice.admin.verbs import LockdownVerb
from chatservice.core.commands.sanctioning import ban
from chatservice.model.commands import Ban
from chatservice.model.sanctions import OPERATOR
from tests.scenes.operator import operator
from tests.scenes.test_files import Play
from tests.scenes.test_files_http import form
from tests.scenes.web import Web

HOST = "http://10.0.0.5:8080"
LINK = re.compile(r"/download/[\w/.-]+")


class Lan(Play):
    """A server on a network, where a bare name is not enough over HTTP."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.chat.files.links.base = HOST

    def browser(self, peer="10.0.0.9"):
        return Web(self, peer=peer)

    def opens(self, link, peer="10.0.0.9"):
        """What a browser that nobody knows is answered."""
        return self.browser(peer).get(LINK.search(link)[0])

    def login(self, name):
        return self.browser().post("/api/v1/login", {"name": name}).json()["token"]


@pytest.fixture
def lan():
    return Lan()


def as_text(lan):
    bob = lan.text("bob")
    lan.share("alice")
    return bob.raw().decode()


def as_text_later(lan):
    lan.share("alice")
    return lan.connect().types("bob").raw().decode()


def as_json(lan):
    bob = lan.json("bob")
    lan.share("alice")
    return bob.events("file")[0]["url"]


def in_a_list(lan):
    bob = lan.json("bob")
    lan.share("alice")
    return bob.asks(cmd="files").events("files")[0]["files"][0]["url"]


def in_a_notification(lan):
    pipe = lan.pipe().types("dave")
    lan.share("alice")
    said = pipe.raw().decode()
    return json.loads(said[said.index("FILE_NOTIFICATION|") :].partition("|")[2])["download_url"]


def in_a_list_of_the_pipe(lan):
    lan.share("alice")
    pipe = lan.pipe().types("dave")
    pipe.raw()
    return json.loads(pipe.types("LIST_FILES").raw().decode().partition("|")[2])["files"][0]["download_url"]


def from_its_prefix(lan):
    """That client may also put the file's id behind what the server told at the start."""
    pipe = lan.pipe().types("dave")
    prefix = json.loads(re.search(r"SERVER_INFO\|(.*)", pipe.raw().decode())[1])["file_download_url"]
    return prefix + lan.share("alice")


def as_prompted(lan):
    prompt = lan.prompt().types("lobby", "eve")
    lan.share("alice")
    return prompt.raw().decode()


def to_who_put_it(lan):
    bearer = f"Bearer {lan.login('zoe')}"
    answer = lan.browser().asks("PUT", "/r/lobby/report.pdf", b"data", Authorization=bearer)
    assert LINK.search(answer.text)[0] == answer.headers["location"]
    return answer.headers["location"]


def to_who_sent_the_form(lan):
    bearer = f"Bearer {lan.login('zoe')}"
    parts = form(("sender", b"zoe"), ("file", b"data", "report.pdf"))
    more = {"Content_Type": "multipart/form-data; boundary=b0undary", "Authorization": bearer}
    return lan.browser().post("/upload", parts, **more).json()["download_url"]


def on_a_page(lan):
    lan.share("alice")
    return lan.browser().get("/r/lobby", Authorization=f"Bearer {lan.login('zoe')}").text


def in_the_api(lan):
    lan.share("alice")
    answer = lan.browser().get("/api/v1/files", Authorization=f"Bearer {lan.login('zoe')}")
    return answer.json()["files"][0]["url"]


def to_who_asks_for_one(lan):
    bob = lan.text("bob")
    return bob.types(f"/link {lan.share('alice')}").raw().decode()


EVERY_DOOR = [
    as_text,
    as_text_later,
    as_json,
    in_a_list,
    in_a_notification,
    in_a_list_of_the_pipe,
    from_its_prefix,
    as_prompted,
    to_who_put_it,
    to_who_sent_the_form,
    on_a_page,
    in_the_api,
    to_who_asks_for_one,
]


@pytest.mark.parametrize("told", EVERY_DOOR, ids=lambda told: told.__name__)
def test_the_link_of_every_door_opens_on_every_machine(lan, told):
    lan.text("alice")
    answer = lan.opens(told(lan))
    assert (answer.status, answer.body) == (200, b"data")


def test_where_guests_may_not_come_in_the_link_opens_and_the_bare_address_does_not():
    lan = Lan(guests=False)
    alice = lan.connect().asks(cmd="register", name="alice", password="long enough 1")
    alice.asks(cmd="join", room="lobby")
    alice.raw()
    file = lan.share("alice")
    assert lan.opens(alice.events("file")[0]["url"]).status == 200
    assert lan.opens(f"/download/{file}").json()["code"] == "login_needed"


def test_the_bare_address_of_what_is_hidden_is_one_of_nothing(lan):
    lan.text("alice").types("/group team", "/join ops", "/mode invite")
    hidden = [lan.share("alice", room) for room in ("team", "ops")]
    answers = [lan.opens(f"/download/{file}") for file in [*hidden, "0" * 16]]
    assert {answer.status for answer in answers} == {401}
    assert len({answer.body for answer in answers}) == 1


def test_in_a_lockdown_the_bare_address_opens_nothing(lan):
    lan.text("alice")
    file = lan.share("alice")
    operator(lan, LockdownVerb(switch="on"))
    assert lan.opens(f"/download/{file}").status == 401
    operator(lan, LockdownVerb(switch="off"))
    assert lan.opens(f"/download/{file}").status == 200


def test_the_bare_address_opens_nothing_for_an_address_that_is_banned(lan):
    lan.text("alice")
    file = lan.share("alice")
    lan.wait(ban(lan.chat, OPERATOR, Ban(target="10.0.0.66")))
    assert lan.opens(f"/download/{file}", peer="10.0.0.66").json()["code"] == "banned"
    assert lan.opens(f"/download/{file}").status == 200


def test_a_link_that_has_ended_still_opens_for_those_who_see_the_room(lan):
    bob = lan.text("bob")
    lan.text("alice")
    lan.share("alice")
    link = bob.raw().decode()
    lan.passes(lan.settings.link_keep + 3601)
    assert lan.opens(link).status == 200
