"""What cannot be attached to a line."""

from chatservice.errors.base import Fault


class NoSuchEmoji(Fault, status=400):
    """The text is no emoji of the known ones."""

    emoji: str


class NotReacted(Fault, status=404):
    """You have not reacted to that line with that emoji."""

    emoji: str
    seq: int


class NotPinned(Fault, status=404):
    """That line is not pinned."""

    seq: int


class NoBookmark(Fault, status=404):
    """You have no bookmark at that line."""

    seq: int


class PreviewsOff(Fault, status=404):
    """This server makes no previews of links."""
