"""The window's icon in the tray: a click brings the window back; by choice, closing it hides it there."""

from typing import Any

from chatservice.client.model import sidebar
from chatservice.client.tray.item import NAME, TrayItem, TrayView
from chatservice.client.tray.menu import TrayMenu
from chatservice.client.words import _, n_

START_AFTER = 1.0  # seconds: the window comes first
GATHER = 0.3  # seconds: what comes together is shown together


class TrayIcon:
    """`app` is the window's: its root, its controller, what it remembers."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._tray: Any = None
        self._due: Any = None
        self._starts_hidden = False
        self._start = app.reactor.callLater(START_AFTER, self._begin)

    @property
    def is_shown(self) -> bool:
        return self._tray is not None and self._tray.is_shown

    def _begin(self) -> None:
        try:
            from chatservice.client.tray.tray import Tray  # noqa: PLC0415  # an extra, and when the window is up
        except ImportError:
            return
        entries = {_("Open"): self._later(self._app.come_forward), _("Quit"): self._later(self._quit)}
        item = TrayItem(self._later(self._app.come_forward))
        self._tray = Tray(self._app.reactor, item, TrayMenu(entries), self._changed)

    def _later(self, action: Any) -> Any:
        """The tray has its answer first."""
        return lambda: self._app.reactor.callLater(0, action)

    def _changed(self, shown: bool) -> None:
        root = self._app.root
        if shown and self._starts_hidden and root.state() == "iconic":
            self.close()
        elif not shown and root.state() == "withdrawn":
            root.iconify()  # or nothing would lead back to it
        self._starts_hidden = False
        self.tell()

    def _quit(self) -> None:
        self._app.desk.quit()
        if not self._app.closed:  # a question is to be answered first
            self._app.come_forward()

    def close(self) -> None:
        """The window is closed: hidden where its icon is and the user wants that, else the program ends."""
        if self.is_shown and self._app.memory.values.close_to_tray:
            self._app.root.withdraw()
        else:
            self._app.desk.quit()

    def start_hidden(self) -> None:
        """The program is started in the background."""
        self._starts_hidden = True
        self._app.root.iconify()
        self._app.front(False)

    def tell(self) -> None:
        """Show in a moment how many lines are unread."""
        if self._due is None and self._tray is not None:
            self._due = self._app.reactor.callLater(GATHER, self._tell)

    def _tell(self) -> None:
        self._due = None
        desk = self._app.desk
        unread, for_me = sidebar.unread(desk.state, desk.choices.muted) if self._app.main else (0, False)
        words = n_("chatservice: {count} unread line", "chatservice: {count} unread lines", unread)
        self._tray.show(TrayView(unread, for_me, words if unread else NAME))

    def stop(self) -> None:
        for call in (self._start, self._due):
            if call is not None and call.active():
                call.cancel()
        if self._tray is not None:
            self._tray.stop()
