"""The icon in the tray: what it shows, its menu, and the messages of the session bus."""

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.low_level import Parser
from twisted.internet.testing import StringTransport

from chatservice.client.tray.bus_objects import PROPERTIES, BusReply
from chatservice.client.tray.icon import SIZES, pixmaps
from chatservice.client.tray.item import ITEM, TrayItem, TrayView
from chatservice.client.tray.menu import MENU, TrayMenu
from chatservice.client.tray.session_bus import MESSAGE_MAX, CallFailed, SessionBus, bus_path


class Wire:
    """A bus with the other end in our hand."""

    def __init__(self, logged_in=True):
        self.said = []
        self.bus = SessionBus(
            lambda: self.said.append("ready"), self.said.append, lambda: self.said.append("lost")
        )
        self.transport, self._parser = StringTransport(), Parser()
        self.bus.makeConnection(self.transport)
        self.first = self.transport.value()
        self.transport.clear()
        if logged_in:
            self.bus.dataReceived(b"OK 1234\r\n")
            begin, _, call = self.transport.value().partition(b"\r\n")
            assert begin == b"BEGIN"
            self.transport.clear()
            hello = self._parser.feed(call)[0]
            self.hears(new_method_return(hello, "s", (":1.1",)))

    def hears(self, message, by=None):
        data = message.serialise(serial=7)
        for at in range(0, len(data), by or len(data)):
            self.bus.dataReceived(data[at : at + (by or len(data))])

    def sent(self):
        data = self.transport.value()
        self.transport.clear()
        return self._parser.feed(data)


def call(path, interface, member, signature=None, *body):
    return new_method_call(DBusAddress(path, ":1.1", interface), member, signature, body)


def test_it_logs_in_as_the_user_of_the_process_and_says_hello():
    wire = Wire()
    assert wire.first.startswith(b"\0AUTH EXTERNAL ")
    assert wire.said == ["ready"]
    wire.bus.connectionLost()
    assert wire.said == ["ready", "lost"]


@pytest.mark.parametrize("words", [b"REJECTED EXTERNAL\r\n", b"HTTP/1.1 400 Bad Request\r\n", b"x" * 9000])
def test_what_is_no_bus_is_left(words):
    wire = Wire(logged_in=False)
    wire.bus.dataReceived(words)
    assert wire.transport.disconnected


@pytest.mark.parametrize("words", [b"hello, I am no message of D-Bus", b"l\1\0\1" + b"\xff" * 12])
def test_what_is_no_message_ends_the_connection(words):
    wire = Wire()
    wire.bus.dataReceived(words)
    assert wire.transport.disconnected


def test_a_long_message_ends_the_connection():
    wire = Wire()
    wire.hears(new_signal(DBusAddress("/x", interface="a.b"), "Long", "s", ("x" * MESSAGE_MAX,)))
    assert wire.transport.disconnected
    assert wire.said == ["ready"]


def test_calls_are_answered_and_signals_heard_in_any_pieces():
    wire = Wire()
    answers = []
    wire.bus.call(DBusAddress("/x", "a.b", "a.b"), "Good").addBoth(answers.append)
    wire.bus.call(DBusAddress("/x", "a.b", "a.b"), "Bad").addBoth(answers.append)
    good, bad = wire.sent()
    wire.hears(new_error(bad, "a.b.Wrong"), by=1)
    wire.hears(new_method_return(good, "i", (5,)), by=3)
    assert answers[0].check(CallFailed)
    assert str(answers[0].value) == "a.b.Wrong"
    assert answers[1] == (5,)
    wire.hears(new_signal(DBusAddress("/x", interface="a.b"), "Came"), by=7)
    assert wire.said[-1].header.fields[HeaderFields.member] == "Came"
    wire.bus.call(DBusAddress("/x", "a.b", "a.b"), "Late").addBoth(answers.append)
    wire.bus.connectionLost()
    assert answers[2].check(CallFailed)


def test_objects_answer_and_what_they_do_not_know_is_an_error():
    wire = Wire()
    wire.bus.objects["/MenuBar"] = TrayMenu({"Open": list})
    wire.hears(call("/MenuBar", MENU, "AboutToShow", "i", 0))
    wire.hears(call("/MenuBar", MENU, "AboutToShow"))
    wire.hears(call("/MenuBar", MENU, "Nonsense"))
    wire.hears(call("/elsewhere", MENU, "AboutToShow", "i", 0))
    kinds = [message.header.message_type for message in wire.sent()]
    assert kinds == [MessageType.method_return, *[MessageType.error] * 3]


def test_the_icon_has_the_number_of_unread_lines():
    item, words = TrayItem(list), "chatservice: 3 unread lines"
    empty = item.answer(PROPERTIES, "Get", (ITEM, "IconPixmap"))
    assert item.show(TrayView()) == []
    assert item.show(TrayView(3, True, words)) == [
        "NewToolTip",
        "NewTitle",
        "NewIcon",
    ]
    assert item.answer(PROPERTIES, "Get", (ITEM, "Title")) == BusReply("v", (("s", words),))
    assert item.answer(PROPERTIES, "Get", (ITEM, "IconPixmap")) != empty
    assert item.show(TrayView(3, False, words)) == ["NewIcon"]
    values = item.answer(PROPERTIES, "GetAll", (ITEM,)).body[0]
    assert values["Menu"] == ("o", "/MenuBar")
    for body in [("other", "Title"), (ITEM, "Nothing")]:
        with pytest.raises(LookupError):
            item.answer(PROPERTIES, "Get", body)


def test_its_pixels_are_of_each_size_and_many_lines_are_nine_and_more():
    for size, (width, height, pixels) in zip(SIZES, pixmaps(0, False), strict=True):
        assert (width, height, len(pixels)) == (size, size, size * size * 4)
        assert pixels[0] == 0  # the corner is transparent
    assert pixmaps(10, False) is pixmaps(5000, False)  # drawn once
    assert pixmaps(10, False) != pixmaps(9, False)
    assert pixmaps(1, True) != pixmaps(1, False)


def test_clicks_lead_to_the_window_and_the_wheel_does_nothing():
    clicks = []
    item = TrayItem(lambda: clicks.append(1))
    item.answer(ITEM, "Activate", (1, 2))
    item.answer(ITEM, "ContextMenu", (1, 2))
    item.answer(ITEM, "Scroll", (1, "vertical"))
    assert len(clicks) == 2
    with pytest.raises(LookupError):
        item.answer(ITEM, "Nonsense", ())


def test_the_menu_is_drawn_by_the_tray():
    done = []
    menu = TrayMenu({"Open": lambda: done.append("open"), "Quit_now": lambda: done.append("quit")})
    _, (root, _, entries) = menu.answer(MENU, "GetLayout", (0, -1, [])).body
    assert root == 0
    assert [(entry[1][0], entry[1][1]["label"][1]) for entry in entries] == [(1, "Open"), (2, "Quit__now")]
    assert menu.answer(MENU, "GetLayout", (1, -1, [])).body[1][2] == []
    assert [each[0] for each in menu.answer(MENU, "GetGroupProperties", ([2, 9], [])).body[0]] == [2]
    assert menu.answer(MENU, "GetProperty", (1, "label")).body == (("s", "Open"),)
    assert menu.answer(PROPERTIES, "Get", (MENU, "Version")).body == (("u", 3),)
    menu.answer(MENU, "Event", (1, "hovered", ("s", ""), 0))
    menu.answer(MENU, "Event", (1, "clicked", ("s", ""), 0))
    events = [(2, "clicked", ("s", ""), 0), (9, "clicked", ("s", ""), 0)]
    assert menu.answer(MENU, "EventGroup", (events,)) == BusReply("ai", ([9],))
    assert done == ["open", "quit"]


def test_where_the_bus_is(tmp_path):
    assert bus_path({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/1/bus,guid=12"}) == "/run/user/1/bus"
    assert bus_path({"DBUS_SESSION_BUS_ADDRESS": "unix:abstract=/tmp/x"}) == "\0/tmp/x"
    for address in ("tcp:host=localhost,port=1", "nonsense", "unix:"):
        assert bus_path({"DBUS_SESSION_BUS_ADDRESS": address}) == ""
    assert bus_path({"XDG_RUNTIME_DIR": str(tmp_path)}) == ""
    assert bus_path({}) == ""
