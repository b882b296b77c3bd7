"""Our icon in the tray, where the desktop has one: registered with its watcher, and again when the tray comes
anew. Without `jeepney`, a session bus or a tray nothing happens."""

import os
from collections.abc import Callable
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message

from chatservice.client.tray.bus_objects import PROPERTIES
from chatservice.client.tray.item import ITEM, ITEM_PATH, TrayItem, TrayView
from chatservice.client.tray.menu import MENU_PATH, TrayMenu
from chatservice.client.tray.session_bus import BUS, SessionBus, connect

WATCHER = "org.kde.StatusNotifierWatcher"
WATCHER_PATH = "/StatusNotifierWatcher"
DAEMON = DBusAddress("/org/freedesktop/DBus", BUS, BUS)
RULES = (
    f"type='signal',sender='{BUS}',member='NameOwnerChanged',arg0='{WATCHER}'",
    f"type='signal',sender='{WATCHER}',interface='{WATCHER}'",
)
FRESH = 4  # DBUS_NAME_FLAG_DO_NOT_QUEUE


class Tray:
    """`changed` is called with whether the icon is shown."""

    def __init__(self, reactor: Any, item: TrayItem, menu: TrayMenu, changed: Callable[[bool], None]) -> None:
        self._changed = changed
        self._item = item
        self.is_shown = False
        self._name = f"{ITEM}-{os.getpid()}-1"
        self._bus = SessionBus(self._ready, self._heard, lambda: self._turn(False))
        self._bus.objects |= {ITEM_PATH: item, MENU_PATH: menu}
        connect(reactor, self._bus)

    def _ready(self) -> None:
        for rule in RULES:
            self._bus.call(DAEMON, "AddMatch", "s", (rule,)).addErrback(lambda failure: None)
        named = self._bus.call(DAEMON, "RequestName", "su", (self._name, FRESH))
        named.addCallbacks(lambda body: self._look(), lambda failure: None)

    def _look(self) -> None:
        """Register, if there is a tray."""
        properties = DBusAddress(WATCHER_PATH, WATCHER, PROPERTIES)
        asked = self._bus.call(properties, "Get", "ss", (WATCHER, "IsStatusNotifierHostRegistered"))
        asked.addCallback(lambda body: self._register() if body[0][1] else self._turn(False))
        asked.addErrback(lambda failure: self._turn(False))

    def _register(self) -> Any:
        watcher = DBusAddress(WATCHER_PATH, WATCHER, WATCHER)
        registered = self._bus.call(watcher, "RegisterStatusNotifierItem", "s", (self._name,))
        return registered.addCallback(lambda body: self._turn(True))

    def _heard(self, message: Message) -> None:
        member = message.header.fields.get(HeaderFields.member)
        if member in ("NameOwnerChanged", "StatusNotifierHostRegistered", "StatusNotifierHostUnregistered"):
            self._look()

    def _turn(self, shown: bool) -> None:
        if shown != self.is_shown:
            self.is_shown = shown
            self._changed(shown)

    def show(self, view: TrayView) -> None:
        for member in self._item.show(view):
            if self.is_shown:
                self._bus.signal(ITEM_PATH, ITEM, member)

    def stop(self) -> None:
        self._changed = lambda shown: None
        if self._bus.transport is not None:
            self._bus.transport.loseConnection()
