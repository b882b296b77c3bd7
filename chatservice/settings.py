"""Every setting and every cap has its name here, and nowhere else.

A value comes from, in this order: the default below, the file, the environment, the
option on the command line.
"""

import msgspec

KIB = 1024
MIB = 1024 * 1024


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes are in bytes, times in seconds; None is no limit where a field allows it."""

    # Doors: a number, an endpoint string of Twisted's, or None for no such door.
    port: str | None = "5555"
    pipe_port: str | None = None
    prompt_port: str | None = None
    bind: str = "127.0.0.1"

    # Where things are.
    data: str = "./chat-data"
    database: str = "chat.db"  # inside `data`, unless absolute
    motd_file: str = "motd.txt"  # likewise
    announcement_file: str = "announcement.txt"  # likewise

    # Connections.
    max_clients: int | None = 10_000
    outbox: int = 1 * MIB  # waiting for one reader
    outbox_total: int = 256 * MIB  # waiting for all readers together
    login_timeout: float | None = 300.0
    stop_grace: float = 5.0  # from the signal to the last socket closed
    max_garbage: int = 100  # refused lines in a row, then the session ends

    # What is said.
    max_line: int = 8 * KIB  # one message typed on a line
    max_json: int = 64 * KIB  # one command as JSON
    max_topic: int = 512
    max_key: int = 64
    max_under_way: int = 64  # lines of one session not yet committed
    key_keep: float = 7 * 86_400.0  # how long a key makes a send idempotent
    disconnect_message: str = ""  # one more word for quit

    # Rooms and people.
    max_rooms: int = 10_000
    rooms_per_session: int = 64
    group_members: int = 500
    guest_grace: float = 600.0
    names_shown: int = 100  # people named in one answer; the rest are counted
    notice_room: int = 50  # rooms larger than this get their comings and goings
    notice_delay: float = 1.0  # together, at most this often

    # History.
    history_on_join: int = 20
    history_page: int = 50
    history_max: int = 500  # lines in one answer
    ring: int = 256  # newest events of a room kept in memory
    catch_up_page: int = 500
    search_page: int = 20
    search_max: int = 100
    search_scan: int = 20_000  # newest lines looked through without the index
