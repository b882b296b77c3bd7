"""Files in the lines of a page: shared ones, and those on their way. Pure."""

from collections.abc import Iterator

from chatservice.client.model.bidi import TaggedText
from chatservice.client.model.pictures import has_picture, is_picture
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.transfers import PARTS, Stage, TransferView, UploadView
from chatservice.client.words import _
from chatservice.model.events import FileShared
from chatservice.wire import sanitize
from chatservice.wire.phrases import sized

GAP = ("   ", ("body",))


def shared_file(line: FileShared, carried: TransferView, hit: bool) -> Iterator[TaggedText]:
    """Its name and size, where it was saved, how far its download is or why that failed; a picture has a row
    of its own."""
    extra = ("hit",) if hit else ()
    yield (sanitize.line(line.name), ("body", "file", f"do:file:{line.seq}", *extra))
    yield (f"  {sized(line.size)}", ("body", "time", *extra))
    if carried.stage is Stage.DONE:
        yield GAP
        yield (carried.words, ("body", "act", f"do:file:{line.seq}"))
        yield GAP
        yield (_("Show in folder"), ("body", "act", f"do:folder:{line.seq}"))
    yield ("\n", ("body", "time", *extra))
    if carried.stage is Stage.RUNNING:
        yield from _on_its_way(carried)
    elif carried.stage is Stage.FAILED:
        yield from _failed(_("Not downloaded: {reason}"), carried)
    if has_picture(line):
        yield ("\n", ("body", "picture", f"do:file:{line.seq}"))  # where the picture goes


def upload(file: UploadView) -> Iterator[TaggedText]:
    """A file that is sent: it becomes a line when the server has all of it."""
    yield (sanitize.line(file.name), ("body", "bold", "pending"))
    yield (f"  {sized(file.size)}\n", ("body", "time"))
    if file.view.stage is Stage.FAILED:
        yield from _failed(_("Not sent: {reason}"), file.view)
    else:
        yield from _on_its_way(file.view)
    if is_picture(file.name, file.size):
        yield ("\n", ("body", "picture"))


def _on_its_way(view: TransferView) -> Iterator[TaggedText]:
    yield (" " * view.part, ("body", "bar_done"))
    yield (" " * (PARTS - view.part), ("body", "bar_left"))
    yield ("\n", ("body", "bar_end"))
    yield (view.words, ("body", "time"))
    yield GAP
    yield (_("Cancel"), ("body", "act", f"do:transfer:cancel:{view.number}"))
    yield ("\n", ("body", "time"))


def _failed(words: str, view: TransferView) -> Iterator[TaggedText]:
    yield (words.format(reason=harmless(view.words)) + "\n", ("body", "failed"))
    yield (_("Try again"), ("body", "act", f"do:transfer:again:{view.number}"))
    yield GAP
    yield (_("Delete"), ("body", "act", f"do:transfer:away:{view.number}"))
    yield ("\n", ("body", "failed"))
