"""What the first screen says when one does not get in."""

import pytest

from chatservice.client.link.failures import SENTENCES, Trouble
from chatservice.client.link.incoming import Incoming, NotOurs, WebDoor
from chatservice.client.model.login_words import next_name, wants_password, why_not


def told(code, text="server's words"):
    return Trouble("told", text, final=True, code=code)


def test_an_owned_name_wants_its_password():
    trouble = told("name_owned")
    assert why_not(trouble, "alice") == "alice is registered. Type its password, or choose another name."
    assert wants_password(trouble)


def test_for_a_name_that_is_taken_another_one_is_offered():
    assert why_not(told("name_taken"), "alice") == "That name is taken. Try alice2?"
    assert not wants_password(told("name_taken"))


@pytest.mark.parametrize(
    ("name", "other"), [("alice", "alice2"), ("alice9", "alice10"), ("a" * 32, "a" * 31 + "2"), ("7", "8")]
)
def test_the_other_name_is_the_next_one(name, other):
    assert next_name(name) == other


def test_anything_else_is_said_as_the_server_or_the_connection_says_it():
    assert why_not(told("banned"), "alice") == "server's words"
    assert why_not(Trouble("silent"), "alice") == SENTENCES["silent"]


@pytest.mark.parametrize("step", [1, 100])
def test_a_web_server_is_known_by_its_answer(step):
    answer = b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n"
    pieces = [answer[at : at + step] for at in range(0, len(answer), step)]
    with pytest.raises(WebDoor):
        list(map(Incoming().feed, pieces))


def test_other_words_with_an_h_are_not_ours():
    with pytest.raises(NotOurs):
        Incoming().feed(b"Hello\n")
