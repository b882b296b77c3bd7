"""Reading the open conversation: scrolling, search results, what is drawn."""

from chatservice.client.model.controller import Controller
from chatservice.client.tk.tabs import Tabs
from chatservice.client.tk.thumbnails import Thumbnails


class PageReader:
    """Draws the readings of `desk` on the pages of `tabs`."""

    def __init__(self, desk: Controller, tabs: Tabs) -> None:
        self.desk, self.tabs = desk, tabs
        self._thumbnails = Thumbnails(desk.files)
        self._pending: set[str] = set()  # conversations that a search result is to be shown in
        self._back: dict[str, int] = {}  # the reply from which the user went to what it answers

    def scrolled(self, key: str, top: bool, end: bool) -> None:
        """The page of `key` has been scrolled; `top`, `end`: to its beginning or end."""
        readings = self.desk.readings
        reading = readings.get(key)
        if reading is None:
            return
        self._thumbnails.look_at(self.tabs.pages[key])
        if end:
            if readings.later(key):
                self.tell()
        elif reading.follow:
            reading.hold()
        if top and not end and readings.earlier(key):
            self.tell()
        readings.look_at(self.tabs.current, reading.follow)

    def to_end(self, key: str) -> None:
        reading = self.desk.readings.get(key)
        self._back.pop(key, None)
        if reading is not None:
            reading.to_end()
            self.desk.readings.look_at(self.tabs.current, at_end=True)
            self.tell()
            self.desk.redraw()

    def tell(self) -> None:
        """Draw what has changed on the open page."""
        key = self.tabs.current
        page = self.tabs.pages.get(key)
        if page is None:
            return
        readings = self.desk.readings
        items = readings.items(key)
        reading = readings.get(key)
        if reading is not None:
            page.show(items, readings.mention(), reading.follow, reading.below)
            page.show_back(key in self._back)
            if reading.hit and reading.conversation.runs.of(reading.hit) and key in self._pending:
                self._pending.discard(key)
                reading.to(reading.hit)
                page.show(readings.items(key), readings.mention(), False, reading.below)
                page.show_item(("line", reading.hit))
                page.look_soon()
        self._thumbnails.look_at(page)

    def jump_to(self, key: str, seq: int, back: int = 0) -> None:
        """Show that line of an open conversation; `back` is the line to return to."""
        conversation = self.desk.state.conversations.get(key)
        if conversation is None:
            return
        self.desk.readings.jump_to(conversation, seq)
        self._pending.add(key)
        if back:
            self._back[key] = back
        self.tell()

    def go_back(self, key: str) -> None:
        seq = self._back.pop(key, 0)
        if seq:
            self.jump_to(key, seq)
