"""The addresses under which others find where the user is, and a code for their phones. Pure."""

from chatservice.client.model.addresses import ServerAddress
from chatservice.client.model.conversation import Conversation
from chatservice.client.model.preferences import SavedServer

QUIET = 4  # light modules around a QR code (ISO/IEC 18004)


def link(server: SavedServer, conversation: Conversation | None) -> str:
    """Opens the desktop client, and the room if it is one that everyone may enter."""
    room = conversation.name if conversation is not None and conversation.kind == "public" else ""
    return ServerAddress(server.host, server.port, server.tls, room).link


def qr_modules(text: str) -> list[list[bool]]:
    """The dark modules of a QR code, row by row with its quiet zone; empty without the library segno."""
    try:
        import segno  # noqa: PLC0415 (an extra)
    except ImportError:
        return []
    code = segno.make(text, micro=False)
    return [[bool(dark) for dark in row] for row in code.matrix_iter(border=QUIET)]
