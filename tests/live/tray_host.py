"""A session bus with a tray on it: a watcher, which programs register their icons with, and its host."""

import os
import subprocess
import threading

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    Properties,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import open_dbus_connection

from tests.live.server import DEADLINE

WATCHER, WATCHER_PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
ITEM, ITEM_PATH = "org.kde.StatusNotifierItem", "/StatusNotifierItem"
MENU, MENU_PATH = "com.canonical.dbusmenu", "/MenuBar"
DAEMON = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")


class SessionDaemon:
    """`dbus-daemon` with a bus of its own."""

    def __enter__(self):
        reading, writing = os.pipe()
        self.process = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", f"--print-address={writing}"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as pipe:
            self.address = pipe.readline().strip()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(DEADLINE)


class TrayHost:
    """The watcher answers in a thread of its own; `asks` is the host's hand on what is registered."""

    def __init__(self, address):
        self._watching, self._asking = open_dbus_connection(address), open_dbus_connection(address)
        self._registered = threading.Event()
        self.name = ""
        self._call(self._watching, DAEMON, "RequestName", "su", WATCHER, 4)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                message = self._watching.receive()
            except ConnectionResetError:  # the daemon has ended
                return
            if message.header.message_type is not MessageType.method_call:
                continue
            member = message.header.fields[HeaderFields.member]
            if member == "Get":
                self._watching.send(new_method_return(message, "v", (("b", True),)))
            elif member == "RegisterStatusNotifierItem":
                self.name = message.body[0]
                self._watching.send(new_method_return(message))
                self._registered.set()
            else:
                self._watching.send(new_error(message, "test.Error", "s", (member,)))
                if member == "End":
                    return

    def until_registered(self):
        assert self._registered.wait(DEADLINE), "nothing was registered"

    def leaves(self):
        """The tray ends."""
        self._asking.send(
            new_method_call(DBusAddress(WATCHER_PATH, self._watching.unique_name, "test.End"), "End")
        )
        self._thread.join(DEADLINE)
        self._watching.close()

    def _call(self, connection, address, member, signature=None, *body):
        reply = connection.send_and_get_reply(
            new_method_call(address, member, signature, body), timeout=DEADLINE
        )
        assert reply.header.message_type is MessageType.method_return, reply.body
        return reply.body

    def asks(self, member, signature=None, *body, menu=False):
        """Call the icon, or its menu."""
        path, interface = (MENU_PATH, MENU) if menu else (ITEM_PATH, ITEM)
        return self._call(self._asking, DBusAddress(path, self.name, interface), member, signature, *body)

    def shows(self, name, menu=False):
        """A property of it."""
        path, interface = (MENU_PATH, MENU) if menu else (ITEM_PATH, ITEM)
        message = Properties(DBusAddress(path, self.name, interface)).get(name)
        return self._asking.send_and_get_reply(message, timeout=DEADLINE).body[0][1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._asking.close()
