"""The menu of the icon, which the tray draws (com.canonical.dbusmenu). Pure. Its entries stay the same."""

from collections.abc import Callable, Mapping
from typing import Any

from chatservice.client.tray.bus_objects import PROPERTIES, BusReply, BusValues, answer_property

MENU, MENU_PATH = "com.canonical.dbusmenu", "/MenuBar"
ROOT = 0
OWN: BusValues = {
    "Version": ("u", 3),
    "TextDirection": ("s", "ltr"),
    "Status": ("s", "normal"),
    "IconThemePath": ("as", []),
}


class TrayMenu:
    """`entries` are texts with what they do."""

    def __init__(self, entries: Mapping[str, Callable[[], object]]) -> None:
        self._actions = dict(enumerate(entries.values(), 1))
        self._labels = dict(enumerate(entries, 1))
        self._methods: dict[str, Callable[..., BusReply]] = {
            "GetLayout": self._layout,
            "GetGroupProperties": self._group,
            "GetProperty": lambda number, name: BusReply("v", (self._entry(number)[name],)),
            "Event": self._event,
            "EventGroup": self._events,
            "AboutToShow": lambda number: BusReply("b", (False,)),
            "AboutToShowGroup": lambda numbers: BusReply("aiai", ([], [])),
        }

    def answer(self, interface: str, member: str, body: tuple[Any, ...]) -> BusReply:
        if interface == PROPERTIES:
            return answer_property(MENU, OWN, member, body)
        return self._methods[member](*body)

    def _entry(self, number: int) -> BusValues:
        if number == ROOT:
            return {"children-display": ("s", "submenu")}
        label = self._labels[number].replace("_", "__")  # one would mark a letter to press
        return {"label": ("s", label), "enabled": ("b", True), "visible": ("b", True)}

    def _layout(self, parent: int, depth: int, names: list[str]) -> BusReply:
        inside = list(self._labels) if parent == ROOT and depth else []
        children: list[Any] = [("(ia{sv}av)", (number, self._entry(number), [])) for number in inside]
        return BusReply("u(ia{sv}av)", (1, (parent, self._entry(parent), children)))

    def _group(self, numbers: list[int], names: list[str]) -> BusReply:
        every = [ROOT, *self._labels]
        known = [number for number in numbers or every if number in every]
        return BusReply("a(ia{sv})", ([(number, self._entry(number)) for number in known],))

    def _event(self, number: int, event: str, data: Any, time: int) -> BusReply:
        if event == "clicked":
            self._actions[number]()
        return BusReply()

    def _events(self, events: list[tuple[int, str, Any, int]]) -> BusReply:
        """Those that exist; the numbers of the others."""
        for event in events:
            if event[0] in self._actions:
                self._event(*event)
        return BusReply("ai", ([event[0] for event in events if event[0] not in (ROOT, *self._actions)],))
