"""The object that a tray shows (StatusNotifierItem, as KDE and what followed it understand it). Pure.

Icons are pixels, so that the desktop need not have ours in its theme; without Pillow it is the icon's name.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from chatservice.client.tray.bus_objects import PROPERTIES, BusReply, BusValues, answer_property
from chatservice.client.tray.icon import Pixmap, pixmaps
from chatservice.client.tray.menu import MENU_PATH

ITEM, ITEM_PATH = "org.kde.StatusNotifierItem", "/StatusNotifierItem"
NAME = "chatservice"
ACTIVATIONS = ("Activate", "SecondaryActivate", "ContextMenu")
IGNORED = ("Scroll", "ProvideXdgActivationToken")


class TrayView(NamedTuple):
    """The number of unread lines, whether one of them mentions the user, and the words of the tip."""

    unread: int = 0
    mention: bool = False
    words: str = NAME


class TrayItem:
    """`activate` is called by a click."""

    def __init__(self, activate: Callable[[], object]) -> None:
        self._activate = activate
        self.view = TrayView()
        self._pixmaps: list[Pixmap] = pixmaps(0, False)

    def show(self, view: TrayView) -> list[str]:
        """The names of the signals that tell a tray what has changed."""
        before, self.view = self.view, view
        signals = ["NewToolTip", "NewTitle"] if view.words != before.words else []
        if view[:2] != before[:2]:
            self._pixmaps = pixmaps(view.unread, view.mention)
            signals.append("NewIcon")
        return signals

    def answer(self, interface: str, member: str, body: tuple[Any, ...]) -> BusReply:
        if interface == PROPERTIES:
            return answer_property(ITEM, self._values(), member, body)
        if member in ACTIVATIONS:
            self._activate()
        elif member not in IGNORED:
            raise LookupError(member)
        return BusReply()

    def _values(self) -> BusValues:
        return {
            "Category": ("s", "Communications"),
            "Id": ("s", NAME),
            "Title": ("s", self.view.words),
            "Status": ("s", "Active"),
            "WindowId": ("i", 0),
            "IconName": ("s", "" if self._pixmaps else NAME),
            "IconPixmap": ("a(iiay)", self._pixmaps),
            "IconThemePath": ("s", ""),
            "ToolTip": ("(sa(iiay)ss)", ("", [], self.view.words, "")),
            "ItemIsMenu": ("b", False),
            "Menu": ("o", MENU_PATH),
        }
