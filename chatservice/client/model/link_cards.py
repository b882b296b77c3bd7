"""What the links of lines lead to: asked for when a line is on the page, drawn as a card under it."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from chatservice.client.model.bidi import TaggedText
from chatservice.client.model.conversation import Conversation
from chatservice.client.model.items import Item, MessageItem
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.session import ClientSession
from chatservice.model import commands
from chatservice.model.events import Error, Message
from chatservice.model.previews import LinkPreview, links_of

ASKED_MAX = 2_000  # lines
BAR = "\N{LEFT ONE QUARTER BLOCK} "


class LinkQuestions:
    """Asks the server, for one line after another; what it says comes into the state as any event. `is_on`:
    whether the user wants cards."""

    def __init__(self, session: ClientSession, is_on: bool) -> None:
        self._session = session
        self._asked: set[tuple[str, int, float]] = set()
        self._waiting: list[commands.Previews] = []
        self._is_asking = False
        self.is_on = is_on

    @property
    def shown(self) -> bool:
        return self.is_on and self._session.state.has_previews

    def look_at(self, conversation: Conversation, items: Iterable[Item]) -> None:
        """These are on the page."""
        if not self.shown or not self._session.here:
            return
        for item in items:
            line = item.line if isinstance(item, MessageItem) else None
            if isinstance(line, Message) and "://" in line.text and line.seq not in conversation.previews:
                self._want(conversation.room, line)
        if not self._is_asking:
            self._ask()

    def _want(self, room: str, line: Message) -> None:
        key = room, line.seq, line.edited
        if key in self._asked or not links_of(line.text):
            return
        if len(self._asked) >= ASKED_MAX:
            self._asked.clear()
        self._asked.add(key)
        self._waiting.append(commands.Previews(room=room, seq=line.seq))

    def _ask(self) -> None:
        self._is_asking = bool(self._waiting)
        if self._waiting:
            self._session.request(self._waiting.pop()).addCallback(self._answered)

    def _answered(self, answer: object) -> None:
        if answer is None:  # cut: asked again when there is a connection
            self._asked.clear()
        if answer is None or (isinstance(answer, Error) and answer.code != "no_such_line"):
            self._waiting.clear()
        self._ask()


def cards(previews: Iterable[LinkPreview]) -> Iterator[TaggedText]:
    """Title, site and description of each."""
    for preview in previews:
        link = ("card", "link", f"do:link:{preview.url}")
        yield (BAR, ("card", "quote"))
        yield (harmless(preview.title), link)
        site = preview.site or urlsplit(preview.url).netloc
        yield (f"  {harmless(site)}\n", ("card", "time"))
        if preview.description:
            yield (f"{BAR}{harmless(preview.description)}\n", ("card", "quote"))
