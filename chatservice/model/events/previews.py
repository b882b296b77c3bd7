"""Previews of links."""

from chatservice.model.events.base import Answer
from chatservice.model.previews import LinkPreview


class PreviewList(Answer, tag="previews", kw_only=True, frozen=True):
    """What the pages behind the links of the line `line` say of themselves. A page that says nothing, or
    cannot be read, is left out. `pending`: some are being read, and all come in a second event."""

    room: str
    rid: str = ""
    line: int
    previews: list[LinkPreview] = []
    pending: bool = False
