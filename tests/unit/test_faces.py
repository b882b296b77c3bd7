"""People's own pictures: asked for once, a few at a time, and again when they may be others."""

import sys

import pytest

from chatservice.client.model.faces import FACES_MAX, LASTS, UNDER_WAY_MAX, WAITING_MAX, Faces
from chatservice.client.model.pictures import round_faces, size_of
from chatservice.client.tk.shapes import _png, dot


class Futures:
    """The pictures that are asked for, by name, in the order of the questions."""

    def __init__(self):
        self.asked, self.calls, self.now, self.here, self.came = [], {}, 1e9, True, []
        self.faces = Faces(self.fetch, lambda: self.now, self.came.append)

    def fetch(self, name):
        if not self.here:
            return None
        self.asked.append(name)
        self.calls[name] = []
        return self

    def addCallback(self, call, name):
        self.calls[name].append(call)

    def comes(self, name, picture):
        for call in self.calls.pop(name):
            call(picture, name)


@pytest.fixture
def futures():
    return Futures()


def test_a_picture_is_asked_for_once_and_drawn_when_it_is_here(futures):
    assert futures.faces.of("Bob") is None
    assert futures.faces.of("bob") is None
    assert futures.asked == ["Bob"]
    futures.comes("Bob", "picture")
    assert futures.came == ["Bob"]
    assert futures.faces.of("bob") == "picture"


def test_a_person_without_one_is_not_asked_for_at_every_drawing(futures):
    futures.faces.of("bob")
    futures.comes("bob", None)
    futures.faces.of("bob")
    assert (futures.asked, futures.came) == (["bob"], [])


def test_a_few_are_on_their_way_at_a_time(futures):
    for number in range(2 * UNDER_WAY_MAX):
        futures.faces.of(f"p{number}")
    assert len(futures.asked) == UNDER_WAY_MAX
    futures.comes("p0", None)
    assert futures.asked[UNDER_WAY_MAX:] == [f"p{UNDER_WAY_MAX}"]


def test_after_a_while_it_is_asked_for_again_and_the_old_one_shown_meanwhile(futures):
    futures.faces.of("bob")
    futures.comes("bob", "old")
    futures.now += LASTS
    assert futures.faces.of("bob") == "old"
    futures.comes("bob", "new")
    futures.faces.forget("BOB")
    assert futures.faces.of("bob") == "new"
    futures.comes("bob", None)
    assert futures.faces.of("bob") is None, "it was taken away"
    assert futures.asked == ["bob"] * 3


def test_without_a_connection_it_is_asked_for_later(futures):
    futures.here = False
    futures.faces.of("bob")
    futures.here = True
    futures.faces.of("bob")
    assert futures.asked == ["bob"]


def test_as_many_are_kept_as_are_drawn(futures):
    for number in range(FACES_MAX + WAITING_MAX):
        futures.faces.of(f"p{number}")
        if f"p{number}" in futures.calls:
            futures.comes(f"p{number}", "picture")
    assert len(futures.faces._faces) == FACES_MAX
    for number in range(2 * WAITING_MAX):
        futures.faces.of(f"q{number}")
    assert len(futures.faces._waiting) == WAITING_MAX
    futures.faces.clear()
    futures.comes("q0", "too late")
    assert "q0" not in futures.came


def test_a_face_is_a_disc_of_each_size():
    made = round_faces(dot(200, "#0a141e", 2.0), (22, 36))
    assert {size: size_of(data) for size, data in made.items()} == {22: (22, 22), 36: (36, 36)}


def test_what_is_no_picture_becomes_no_face(monkeypatch):
    assert round_faces(b"<svg>", (22,)) == {}
    assert round_faces(_png(50_000, 50_000, bytes(100)), (22,)) == {}
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert round_faces(dot(20, "#0a141e"), (22,)) == {}
