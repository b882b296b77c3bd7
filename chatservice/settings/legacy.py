"""Setting names of older chat systems, and what happens with them here.

They are recognised in the file and in ``.env``, spelled exactly, and never in the
environment, where a name like HOST has many meanings.
"""

import codecs

# The same setting under another name.
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

# Settings that this server does not need, and why.
NOT_USED = {
    "HEADER_LENGTH": "not used here, because a message ends with its line, not after a counted header",
    "MONGODB_CONNECT": "not used here, because everything is stored in one file in the data folder",
}


def older(key: str, value: object) -> str | None:
    """A warning line for a name that sets nothing here; None when its value is acceptable.

    KeyError when it is no such name, ValueError when its value is unsupported.
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
            f"{name!r} is not supported, because all text here is UTF-8: write utf-8, or omit it"
        )
