"""Every setting and every cap has its name here, and nowhere else.

A value comes from, in this order: the default below, the file, the environment, the
option on the command line (``settings.sources`` reads them). What stands beside a
field's type is how its value is written (`SettingType`) and what it is for; options, help
and the operator's page are made from it.
"""

import ipaddress
import math
from typing import Annotated, NamedTuple

import msgspec

KIB = 1024
MIB = 1024 * 1024


class SettingType(NamedTuple):
    """How a value is written, and the least and the most it may be."""

    kind: str
    least: float = 0
    most: float = math.inf
    words: tuple[str, ...] = ()  # those that a choice is between


class Rate(msgspec.Struct, frozen=True):
    """`burst` at once, then one each `every` seconds."""

    burst: int
    every: float


DOOR = SettingType("door")
DOORS = SettingType("doors")
NAMES = SettingType("names")
SWITCH = SettingType("switch")
ADDRESS = SettingType("address")
PATH = SettingType("path")
WORD = SettingType("word")
SIZE = SettingType("size", 1)
TIME = SettingType("time")
TIMEOUT = SettingType("time", 1)
COUNT = SettingType("count", 1)
COUNT_OR_0 = SettingType("count")
REGISTRATION = SettingType("choice", words=("auto", "open", "invite", "closed"))
GROUP_INVITATIONS = SettingType("choice", words=("auto", "open", "ask"))
LOG_FORMAT = SettingType("choice", words=("auto", "text", "json"))
RATE = SettingType("rate")
NAME = SettingType("count", 1, 32)  # what is longer may be a token
ROOM_NAME = SettingType("count", 5, 64)  # lobby is one
MEMORY = SettingType("size", 64 * MIB)  # with less, not every language starts
USER_ID = SettingType("count", 1, 2**31)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes are in bytes, times in seconds; None is no limit where a field allows it."""

    # Doors: a number, an endpoint string of Twisted's, or None for no such door.
    port: Annotated[str | None, DOOR, "the line door: people, JSON and the pipe dialect"] = "5555"
    tls_port: Annotated[str | None, DOOR, "the line door over TLS"] = None
    pipe_port: Annotated[str | None, DOOR, "pipe dialect from the first byte, newline or not"] = None
    prompt_port: Annotated[str | None, DOOR, "asks ROOM first, then takes room and name"] = None
    http_port: Annotated[str | None, DOORS, "HTTP doors; several with commas between, or given again"] = (
        "8080"
    )
    https_port: Annotated[str | None, DOORS, "the same over TLS"] = None
    bind: Annotated[str, ADDRESS, "address of every door given as a number"] = "127.0.0.1"

    # TLS. Without a certificate a self-signed one is made in `data`.
    cert: Annotated[str | None, PATH, "certificate of every TLS door, with its chain, in PEM"] = None
    key: Annotated[str | None, PATH, "its key in PEM, when that is not in the same file"] = None

    # Where things are.
    data: Annotated[str, PATH, "folder for everything kept, made with mode 0700"] = "./chat-data"
    database: Annotated[str, PATH, "inside data, unless absolute"] = "chat.db"
    motd_file: Annotated[str, PATH, "message of the day; inside data, unless absolute"] = "motd.txt"
    announcement_file: Annotated[str, PATH, "announcement; inside data, unless absolute"] = "announcement.txt"

    log_format: Annotated[
        str,
        LOG_FORMAT,
        "how the log is written: text or json, with time and source; auto is plain in the foreground",
    ] = "auto"

    # Connections.
    max_clients: Annotated[int | None, COUNT, "connections at once"] = 10_000
    clients_per_address: Annotated[int | None, COUNT, "connections at once from one address"] = 1000
    outbox: Annotated[int, SIZE, "waiting for one slow reader, then it is closed"] = 1 * MIB
    outbox_total: Annotated[int, SIZE, "waiting for all readers together"] = 256 * MIB
    login_timeout: Annotated[float | None, TIMEOUT, "to give a name after connecting"] = 300.0
    stop_grace: Annotated[float, TIME, "from the signal to the last socket closed"] = 5.0
    metrics_token: Annotated[str, WORD, "with it, /metrics is also told to other machines"] = ""
    ping_every: Annotated[float | None, TIMEOUT, "between two pings of a WebSocket"] = 25.0
    ping_timeout: Annotated[float, TIMEOUT, "for its answer, then it is closed"] = 20.0
    max_garbage: Annotated[int, COUNT, "refused lines in a row, then the session ends"] = 100

    # How often. A person on several devices may do more in all, and so may an address.
    message_rate: Annotated[Rate | None, RATE, "lines said by one session"] = Rate(10, 0.2)
    join_rate: Annotated[Rate | None, RATE, "rooms entered by one session"] = Rate(70, 0.5)
    room_rate: Annotated[Rate | None, RATE, "rooms and groups made by one session"] = Rate(20, 60.0)
    run_rate: Annotated[Rate | None, RATE, "programs run by one session"] = Rate(10, 3.0)
    upload_rate: Annotated[Rate | None, RATE, "files uploaded by one session"] = Rate(20, 1.0)
    read_rate: Annotated[Rate | None, RATE, "questions asked by one session: history, files, who, rooms"] = (
        Rate(300, 0.05)
    )
    search_rate: Annotated[Rate | None, RATE, "searches made by one session"] = Rate(20, 1.0)
    login_rate: Annotated[Rate | None, RATE, "guests who come in from one address"] = Rate(1000, 0.2)
    password_rate: Annotated[Rate | None, RATE, "passwords tried for one name from one address"] = Rate(
        5, 10.0
    )
    rate_account: Annotated[int | None, COUNT, "times these rates, for one person on all devices"] = 2
    rate_address: Annotated[int | None, COUNT, "times these rates, for all behind one address"] = 20
    rates_kept: Annotated[int, COUNT, "people and addresses whose rates are remembered"] = 50_000
    # HTTP.
    open: Annotated[bool, SWITCH, "a name nobody registered is enough over HTTP on other addresses too"] = (
        False
    )
    http_hosts: Annotated[str, NAMES, "what else this server is called, as a browser names it"] = ""
    http_origins: Annotated[str, NAMES, "other sites whose pages may call: https://example.org"] = ""
    http_body: Annotated[int, SIZE, "one request that is not a file"] = 512 * KIB
    http_bodies: Annotated[int, SIZE, "bodies of all requests that are still coming in, but for files"] = (
        64 * MIB
    )
    http_idle: Annotated[float, TIMEOUT, "between two requests of a connection"] = 60.0
    http_header_time: Annotated[float, TIMEOUT, "for the head of a request"] = 20.0
    http_body_time: Annotated[float, TIMEOUT, "for the body of a request that is not a file"] = 60.0
    upload_idle: Annotated[float, TIMEOUT, "without a byte of a file that is being uploaded"] = 60.0
    upload_least: Annotated[int, SIZE, "of a file each second, after its first minute"] = 1 * KIB
    upload_time: Annotated[float, TIMEOUT, "for a whole file that is being uploaded"] = 6 * 3600.0
    http_visitors: Annotated[int, COUNT, "people who come by single requests"] = 10_000
    http_lease: Annotated[float, TIME, "a name is theirs after their last request"] = 600.0

    # What is said.
    max_line: Annotated[int, SIZE, "one message typed on a line"] = 8 * KIB
    max_json: Annotated[int, SIZE, "one command as JSON"] = 64 * KIB
    max_topic: Annotated[int, SIZE, "a room's topic"] = 512
    max_key: Annotated[int, SIZE, "the key of a message"] = 64
    max_under_way: Annotated[int, COUNT, "lines of one session not yet on disk"] = 64
    max_paste: Annotated[int, SIZE, "thrown away of a paste that is too long, then the session ends"] = (
        1 * MIB
    )
    key_keep: Annotated[float, TIME, "how long a key makes sending again harmless"] = 7 * 86_400.0
    disconnect_message: Annotated[str, WORD, "one more word for quit"] = ""

    # Rooms and people.
    max_rooms: Annotated[int, COUNT, "rooms and groups altogether"] = 10_000
    rooms_by_user: Annotated[int | None, COUNT, "rooms and groups made by one person"] = 100
    rooms_by_address: Annotated[int | None, COUNT, "rooms and groups made from one address"] = 1_000
    empty_room_keep: Annotated[
        float, TIME, "how long a room is kept in which nobody is and nothing was ever said"
    ] = 86_400.0
    rooms_per_session: Annotated[int, COUNT, "public rooms that one session is in"] = 64
    group_invitations: Annotated[
        str,
        GROUP_INVITATIONS,
        "whom strangers bring into a group: everyone (open), everyone at stranger_rate and whom they ask "
        "beyond it (auto), or only whom they ask (ask)",
    ] = "auto"
    stranger_rate: Annotated[Rate | None, RATE, "groups that strangers bring one person into"] = Rate(
        5, 3600.0
    )
    max_asked: Annotated[int, COUNT, "groups that one person was asked into and has not answered"] = 20
    group_members: Annotated[int, COUNT, "people in one group"] = 500
    max_name: Annotated[int, NAME, "characters in a person's name"] = 32
    max_room_name: Annotated[int, ROOM_NAME, "characters in a room's name"] = 64
    guest_grace: Annotated[float, TIME, "how long the token of a guest whose connection was cut is good"] = (
        600.0
    )
    guests: Annotated[bool, SWITCH, "whether people come in without an account"] = True
    registration: Annotated[
        str, REGISTRATION, "who makes accounts: open, invite or closed; auto is open on loopback"
    ] = "auto"
    password_min: Annotated[int, COUNT, "characters of a new password"] = 8
    password_queue: Annotated[int, COUNT, "passwords waiting to be checked at once"] = 100
    max_tokens: Annotated[int, COUNT, "tokens (devices, programs) of one account"] = 32
    max_bots: Annotated[int, COUNT_OR_0, "bots of one account"] = 10
    max_webhooks: Annotated[int, COUNT_OR_0, "webhooks of one room"] = 20
    token_keep: Annotated[float, TIME, "how long a token that is not used is good"] = 90 * 86_400.0
    invitation_keep: Annotated[float, TIME, "how long an invitation is good"] = 7 * 86_400.0
    names_shown: Annotated[int, COUNT_OR_0, "people named in one answer; the rest are counted"] = 100
    notice_room: Annotated[int, COUNT_OR_0, "larger rooms get their comings and goings together"] = 50
    notice_delay: Annotated[float, TIME, "together, at most this often"] = 1.0

    max_sanctions: Annotated[
        int, COUNT, "bans and mutes by moderators of the server; as many by others, in all their rooms"
    ] = 10_000
    sanctions_by_room: Annotated[int, COUNT, "of the others' bans and mutes, in one room"] = 100
    sanctions_by_user: Annotated[int, COUNT, "of the others' bans and mutes, by one person"] = 200
    max_ignored: Annotated[int, COUNT, "people whom one person ignores"] = 500
    max_reports: Annotated[int, COUNT, "reports that nobody has dealt with"] = 1_000
    reports_by_user: Annotated[int, COUNT, "of them, by one person"] = 20
    reports_by_address: Annotated[int, COUNT, "of them, from one address"] = 200
    lockdown_slower: Annotated[int, COUNT, "times slower all rates are in a lockdown"] = 4
    audit_keep: Annotated[float, TIME, "how long the audit log is kept"] = 365 * 86_400.0
    max_audit: Annotated[
        int, COUNT, "lines of it about rooms, by people without a role on the server; the oldest go"
    ] = 100_000
    audit_by_user: Annotated[int, COUNT, "of those lines, by one person"] = 200
    # Files.
    max_file_size: Annotated[int | None, SIZE, "one shared file"] = 50 * 1000 * 1000
    file_quota: Annotated[int | None, SIZE, "files of one person"] = 1000 * 1000 * 1000
    file_quota_total: Annotated[int | None, SIZE, "files of all together"] = 20 * 1000 * 1000 * 1000
    file_quota_guests: Annotated[int | None, SIZE, "files of all guests together"] = 10 * 1000 * 1000 * 1000
    file_keep: Annotated[float | None, TIMEOUT, "how long a file is kept"] = None
    link_keep: Annotated[float, TIMEOUT, "how long a signed link to a file is good"] = 7 * 86_400.0
    disk_reserve: Annotated[int, SIZE, "left free on the disk by files"] = 100 * 1000 * 1000
    disk_floor: Annotated[int, SIZE, "free on the disk at least, or /healthz says 503"] = 4 * 1000 * 1000
    max_uploads: Annotated[int, COUNT, "files on their way in at once"] = 100
    uploads_each: Annotated[
        int, COUNT, "of them, by one person, or from one address while it is not known who"
    ] = 20
    upload_keep: Annotated[float, TIME, "how long a broken upload can be gone on with"] = 3_600.0
    public_url: Annotated[str, WORD, "what others reach the HTTP door by, as https://chat.example"] = ""

    # Code.
    code: Annotated[bool, SWITCH, "whether programs are run, where the sandbox holds"] = True
    code_guests: Annotated[bool, SWITCH, "whether people without an account run programs too"] = False
    code_languages: Annotated[str, NAMES, "only these, such as python,c; empty: all that are installed"] = ""
    code_timeout: Annotated[float, TIMEOUT, "one program runs"] = 30.0
    code_compile_timeout: Annotated[float, TIMEOUT, "one program is compiled"] = 20.0
    code_memory: Annotated[int, MEMORY, "of one program, all its processes together"] = 512 * MIB
    code_output: Annotated[int, SIZE, "printed by one program, then it is ended"] = 256 * KIB
    code_runs: Annotated[int, COUNT, "programs that run at once"] = 2
    code_queue: Annotated[int, COUNT_OR_0, "programs that wait for their turn"] = 20
    code_source: Annotated[int, SIZE, "one program's source, and its input"] = 64 * KIB
    code_kept: Annotated[int, SIZE, "of what programs printed is kept, then the oldest goes"] = 64 * MIB
    code_uid: Annotated[int | None, USER_ID, "whom a server that is root runs programs as"] = 65_530

    # History.
    history_on_join: Annotated[int, COUNT_OR_0, "last lines shown on entering a room"] = 20
    history_page: Annotated[int, COUNT, "newest lines read when a room is opened"] = 50
    history_max: Annotated[int, COUNT, "lines in one answer"] = 500
    retention: Annotated[float | None, TIMEOUT, "lines are kept so long, where the room does not say it"] = (
        None
    )
    ring: Annotated[int, COUNT, "newest events of a room kept in memory"] = 256
    catch_up_page: Annotated[int, COUNT, "events read at a time for one who comes back"] = 500
    search_max: Annotated[int, COUNT, "hits in one answer"] = 100
    search_scan: Annotated[
        int, COUNT_OR_0, "lines looked through for one search, each hundred characters as one"
    ] = 20_000
    search_scan_short: Annotated[int, COUNT_OR_0, "the same for one or two letters, which have no index"] = (
        2_000
    )
    search_queue: Annotated[int, COUNT, "searches waiting to be made at once"] = 50

    @property
    def beyond_loopback(self) -> bool:
        """Whether somebody on another machine can reach a door."""
        ports = [getattr(self, name) or "" for name in self.__struct_fields__ if name.endswith("port")]
        doors = [door.strip() for port in ports for door in port.split(",") if door.strip()]
        own = all(door.isdigit() or door.startswith("unix:") for door in doors)
        return not (own and _is_loopback(self.bind))

    @property
    def registered_by(self) -> str:
        """``open``, ``invite`` or ``closed``: what `registration` comes to."""
        if self.registration != "auto":
            return self.registration
        return "invite" if self.beyond_loopback else "open"


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
