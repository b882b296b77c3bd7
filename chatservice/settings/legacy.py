"""Names that the configuration of older chat systems uses, and what becomes of them here.

They are understood in the file and in ``.env``, spelled exactly so, and never in the
environment, where a name like HOST means many things.
"""

import codecs

# The same thing under another name.
SAME_AS = {
    "HOST": "bind",
    "SERVER_HOST": "bind",
    "TCP_PORT": "port",
    "SERVER_PORT": "port",
    "HTTP_PORT": "http_port",
    "MAX_CLIENTS": "max_clients",
    "MAX_FILE_SIZE": "max_file_size",
    "DATABASE_FILE": "database",
    "CODE_TIMEOUT": "code_timeout",
    "DISCONNECT_MESSAGE": "disconnect_message",
}

# Things this server has no use for, and why.
NOT_USED = {
    "HEADER_LENGTH": "not used here, because a message ends with its line, not after a counted header",
    "MONGODB_CONNECT": "not used here, because everything is kept in one file in the data folder",
}


def older(key: str, value: object) -> str | None:
    """The line to warn with for a name that sets nothing here; None when all is well.

    KeyError when it is not such a name, ValueError when its value cannot be had.
    """
    if key == "ENCODING_FORMAT":
        _utf8(str(value).strip())
        return None
    if key == "SERVER_CHAT_ROOM_ID":
        if str(value).strip() == "0":
            return None
        return "not used here, because the lobby's number is always 0"
    return NOT_USED[key]


def _utf8(name: str) -> None:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        known = ""
    if known != "utf-8":
        raise ValueError(
            f"{name!r} will not do, because all text here is UTF-8: write utf-8, or leave it out"
        )
