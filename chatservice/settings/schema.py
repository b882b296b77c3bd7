"""Names every setting and every cap, here and nowhere else.

A value comes from, in this order: the default below, the file, the environment, the command
line option (``settings.sources`` reads them). Each field's type is annotated with the format
of its value (`SettingType`) and its purpose; options, help and the operator's page are
generated from that.
"""

import ipaddress
import math
from typing import Annotated, NamedTuple

import msgspec

KIB = 1024
MIB = 1024 * 1024


class SettingType(NamedTuple):
    """The format of a value, and its bounds."""

    kind: str
    minimum: float = 0
    maximum: float = math.inf
    words: tuple[str, ...] = ()  # of a choice


class Rate(msgspec.Struct, frozen=True):
    """`burst` at once, then one every `every` seconds."""

    burst: int
    every: float


DOOR = SettingType("door")
DOORS = SettingType("doors")
NAMES = SettingType("names")
ORIGINS = SettingType("origins")
NETWORKS = SettingType("networks")
SWITCH = SettingType("switch")
ADDRESS = SettingType("address")
PATH = SettingType("path")
WORD = SettingType("word")
SECRET = SettingType("secret")
SIZE = SettingType("size", 1)
TIME = SettingType("time")
TIMEOUT = SettingType("time", 1)
COUNT = SettingType("count", 1)
BACKUP_TIME = SettingType("time", 60)
COUNT_OR_0 = SettingType("count")
REGISTRATION = SettingType("choice", words=("auto", "open", "invite", "closed"))
GROUP_INVITATIONS = SettingType("choice", words=("auto", "open", "ask"))
PROXY_HEADER = SettingType("choice", words=("x-forwarded-for", "forwarded"))
LOG_FORMAT = SettingType("choice", words=("auto", "text", "json"))
LOG_LEVEL = SettingType("choice", words=("debug", "info", "warn", "error"))
RATE = SettingType("rate")
NAME = SettingType("count", 1, 32)  # a longer one may be a token
POLL_CHOICES = SettingType("count", 2, 100)
ROOM_NAME = SettingType("count", 5, 64)  # lobby is one
MEMORY = SettingType("size", 64 * MIB)  # with less, some languages do not start
USER_ID = SettingType("count", 1, 2**31)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes are in bytes, times in seconds; None means no limit where a field allows it."""

    # Doors: a number, a Twisted endpoint string, or None for no door.
    port: Annotated[str | None, DOOR, "the line door: people, JSON and the pipe dialect"] = "5555"
    tls_port: Annotated[str | None, DOOR, "the line door over TLS"] = None
    pipe_port: Annotated[str | None, DOOR, "pipe dialect from the first byte, line ends optional"] = None
    prompt_port: Annotated[str | None, DOOR, "asks ROOM first, then for room and name"] = None
    irc_port: Annotated[str | None, DOOR, "IRC, for IRC clients and bots"] = None
    ircs_port: Annotated[str | None, DOOR, "the same over TLS"] = None
    http_port: Annotated[str | None, DOORS, "HTTP doors, separated by commas or given repeatedly"] = "8080"
    https_port: Annotated[str | None, DOORS, "the same over TLS"] = None
    bind: Annotated[str, ADDRESS, "address of every door given as a number"] = "127.0.0.1"

    announce: Annotated[bool, SWITCH, "whether the local network is told of it, with zeroconf"] = True
    qr: Annotated[bool, SWITCH, "whether its address is shown as a QR code at the start, with segno"] = False
    irc_name: Annotated[str, WORD, "the server's name, as IRC clients see it"] = "chat.server"
    irc_sts: Annotated[float, TIME, "how long IRC clients keep to the TLS door; needs a trusted `cert`"] = 0
    irc_network: Annotated[str, WORD, "what IRC clients call the chat"] = "chat"

    # TLS. Without a certificate a self-signed one is created in `data`.
    cert: Annotated[str | None, PATH, "certificate of every TLS door, with its chain, in PEM"] = None
    key: Annotated[str | None, PATH, "its key in PEM, if not in the same file"] = None

    tls_handshake_time: Annotated[float, TIMEOUT, "from connecting to the end of the TLS handshake"] = 20.0

    # Files.
    data: Annotated[str, PATH, "folder for all data, created with mode 0700"] = "./chat-data"
    database: Annotated[str, PATH, "inside data, unless absolute"] = "chat.db"
    motd_file: Annotated[str, PATH, "message of the day; inside data, unless absolute"] = "motd.txt"
    announcement_file: Annotated[str, PATH, "announcement; inside data, unless absolute"] = "announcement.txt"

    backup_every: Annotated[float | None, BACKUP_TIME, "between two backups that the server makes itself"] = (
        None
    )
    backup_keep: Annotated[int, COUNT, "of those, how many are kept"] = 7
    backup_folder: Annotated[str, PATH, "where they are; inside data, unless absolute"] = "backups"

    log_format: Annotated[
        str,
        LOG_FORMAT,
        "format of the log: text or json, with time and source; auto is plain in the foreground",
    ] = "auto"
    log_level: Annotated[str, LOG_LEVEL, "the least severe events that are logged"] = "info"

    # Connections.
    max_clients: Annotated[int | None, COUNT, "simultaneous connections"] = 10_000
    clients_per_address: Annotated[int | None, COUNT, "simultaneous connections from one address"] = 1000
    outbox: Annotated[int, SIZE, "queued for one slow reader before it is disconnected"] = 1 * MIB
    outbox_total: Annotated[int, SIZE, "queued for all readers together"] = 256 * MIB
    login_timeout: Annotated[float | None, TIMEOUT, "to give a name after connecting"] = 300.0
    stop_grace: Annotated[float, TIME, "from the signal until the last socket is closed"] = 5.0
    metrics_token: Annotated[str, SECRET, "with it, /metrics is also served to other machines"] = ""
    ping_every: Annotated[float | None, TIMEOUT, "between two pings of a WebSocket"] = 25.0
    ping_timeout: Annotated[float, TIMEOUT, "for the answer to a ping before the connection is closed"] = 20.0
    max_garbage: Annotated[int, COUNT, "refused lines in a row before the session ends"] = 100

    # Rates. A person on several devices may do more in all, and so may an address.
    message_rate: Annotated[Rate | None, RATE, "lines sent by one session"] = Rate(10, 0.2)
    join_rate: Annotated[Rate | None, RATE, "rooms entered by one session"] = Rate(70, 0.5)
    room_rate: Annotated[Rate | None, RATE, "rooms and groups created by one session"] = Rate(20, 60.0)
    run_rate: Annotated[Rate | None, RATE, "programs run by one session"] = Rate(10, 3.0)
    edit_rate: Annotated[Rate | None, RATE, "edits and cursors sent by one session"] = Rate(200, 0.02)
    upload_rate: Annotated[Rate | None, RATE, "files uploaded by one session"] = Rate(20, 1.0)
    read_rate: Annotated[Rate | None, RATE, "queries by one session: history, files, who, rooms"] = Rate(
        300, 0.05
    )
    search_rate: Annotated[Rate | None, RATE, "searches by one session"] = Rate(20, 1.0)
    login_rate: Annotated[Rate | None, RATE, "guests who log in from one address"] = Rate(1000, 0.2)
    password_rate: Annotated[Rate | None, RATE, "password attempts for one name from one address"] = Rate(
        5, 10.0
    )
    rate_account: Annotated[int | None, COUNT, "multiple of these rates for one person"] = 2
    rate_address: Annotated[int | None, COUNT, "multiple of these rates for one address"] = 20
    rates_kept: Annotated[int, COUNT, "people and addresses whose rates are tracked"] = 50_000
    # HTTP.
    open: Annotated[bool, SWITCH, "an unregistered name needs no login over HTTP on other addresses too"] = (
        False
    )
    http_hsts: Annotated[float | None, TIMEOUT, "for which browsers then use HTTPS only (HSTS)"] = None
    http_hosts: Annotated[str, NAMES, "other host names of this server, as browsers send them"] = ""
    http_origins: Annotated[str, ORIGINS, "other sites whose pages may call the API: https://example.org"] = (
        ""
    )
    trusted_proxies: Annotated[
        str, NETWORKS, "proxies whose word for a client's address is taken: addresses, networks, unix"
    ] = ""
    proxy_header: Annotated[str, PROXY_HEADER, "the header in which they say it"] = "x-forwarded-for"
    http_body: Annotated[int, SIZE, "one request that is not a file"] = 512 * KIB
    http_bodies: Annotated[int, SIZE, "bodies of all incoming requests except files"] = 64 * MIB
    http_idle: Annotated[float, TIMEOUT, "between two requests of a connection"] = 60.0
    http_header_time: Annotated[float, TIMEOUT, "for the head of a request"] = 20.0
    http_body_time: Annotated[float, TIMEOUT, "for the body of a request that is not a file"] = 60.0
    upload_idle: Annotated[float, TIMEOUT, "without a byte of an upload"] = 60.0
    download_idle: Annotated[float, TIMEOUT, "in which nothing of a download is read"] = 900.0
    upload_least: Annotated[int, SIZE, "per second of an upload, after its first minute"] = 1 * KIB
    upload_time: Annotated[float, TIMEOUT, "for a whole upload"] = 6 * 3600.0
    http_visitors: Annotated[int, COUNT, "people who use single requests"] = 10_000
    http_lease: Annotated[float, TIME, "a name is reserved after their last request"] = 600.0

    # Messages.
    max_line: Annotated[int, SIZE, "one typed message"] = 8 * KIB
    max_json: Annotated[int, SIZE, "one command as JSON"] = 64 * KIB
    max_topic: Annotated[int, SIZE, "a room's topic"] = 512
    max_key: Annotated[int, SIZE, "the key of a message"] = 64
    max_under_way: Annotated[int, COUNT, "lines of one session that are not yet on disk"] = 64
    max_paste: Annotated[int, SIZE, "discarded of an overlong paste before the session ends"] = 1 * MIB
    key_keep: Annotated[float, TIME, "how long a key prevents duplicates"] = 7 * 86_400.0
    disconnect_message: Annotated[str, WORD, "another word for quit"] = ""

    # Rooms and people.
    max_rooms: Annotated[int, COUNT, "rooms and groups in total"] = 10_000
    rooms_by_user: Annotated[int | None, COUNT, "rooms and groups created by one person"] = 100
    rooms_by_address: Annotated[int | None, COUNT, "rooms and groups created from one address"] = 1_000
    empty_room_keep: Annotated[float, TIME, "how long an empty room without any messages is kept"] = 86_400.0
    rooms_per_session: Annotated[int, COUNT, "public rooms joined by one session"] = 64
    group_invitations: Annotated[
        str,
        GROUP_INVITATIONS,
        "whom strangers can add to a group: everyone (open), everyone up to stranger_rate and then by "
        "invitation (auto), or only by invitation (ask)",
    ] = "auto"
    stranger_rate: Annotated[Rate | None, RATE, "groups that strangers add one person to"] = Rate(5, 3600.0)
    max_asked: Annotated[int, COUNT, "open invitations of one person into groups"] = 20
    group_return: Annotated[float, TIME, "after leaving a group, to come back without an invitation"] = 60.0
    group_members: Annotated[int, COUNT, "members of one group"] = 500
    max_name: Annotated[int, NAME, "characters in a person's name"] = 32
    max_room_name: Annotated[int, ROOM_NAME, "characters in a room's name"] = 64
    guest_grace: Annotated[float, TIME, "how long the token of a disconnected guest is valid"] = 600.0
    guests: Annotated[bool, SWITCH, "whether people may log in without an account"] = True
    registration: Annotated[
        str, REGISTRATION, "who creates accounts: open, invite or closed; auto is open on loopback"
    ] = "auto"
    password_min: Annotated[int, COUNT, "characters of a new password"] = 8
    scram: Annotated[bool, SWITCH, "whether SCRAM-SHA-256 is offered: read what that stores of passwords"] = (
        False
    )
    password_queue: Annotated[int, COUNT, "passwords waiting to be checked"] = 100
    max_tokens: Annotated[int, COUNT, "tokens (devices, programs) of one account"] = 32
    max_certificates: Annotated[int, COUNT_OR_0, "client certificates of one account"] = 10
    max_bots: Annotated[int, COUNT_OR_0, "bots of one account"] = 10
    max_webhooks: Annotated[int, COUNT_OR_0, "webhooks of one room"] = 20
    max_pins: Annotated[int, COUNT_OR_0, "pinned lines of one room"] = 100
    max_bookmarks: Annotated[int, COUNT_OR_0, "bookmarks of one person"] = 500
    poll_choices: Annotated[int, POLL_CHOICES, "choices of one poll"] = 20
    max_choice: Annotated[int, SIZE, "the question of a poll, or one of its choices"] = 512
    max_outgoing: Annotated[int, COUNT_OR_0, "outgoing webhooks of one room"] = 20
    outgoing_queue: Annotated[int, COUNT, "posts of outgoing webhooks that wait; more are dropped"] = 1_000
    outgoing_inner: Annotated[
        str, NAMES, "inner addresses and networks that they may post to: 127.0.0.1, 10.0.0.0/8"
    ] = ""
    push_delay: Annotated[float, TIME, "how long a line can be read elsewhere before it is pushed"] = 4.0
    push_by_user: Annotated[int, COUNT, "devices of one person that are pushed to; the oldest go"] = 10
    push_queue: Annotated[int, COUNT, "push notifications that wait; more are dropped"] = 1_000
    push_services: Annotated[
        str, NAMES, "hosts of push services that are posted to; *. stands for what precedes a name"
    ] = "fcm.googleapis.com,*.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com"
    push_contact: Annotated[
        str,
        WORD,
        "how push services reach the operator: mailto: or https:; empty: the server itself",
    ] = ""
    link_previews: Annotated[
        bool, SWITCH, "pages behind links are read by the server, and shown with their title"
    ] = False
    preview_inner: Annotated[
        str, NAMES, "inner addresses and networks whose pages are read, too: 127.0.0.1, 10.0.0.0/8"
    ] = ""
    preview_size: Annotated[int, SIZE, "the beginning of a page, that is read for its preview"] = 512 * KIB
    preview_keep: Annotated[float, TIME, "how long a preview is remembered"] = 86_400.0
    preview_cache: Annotated[int, COUNT, "previews remembered"] = 2_000
    preview_queue: Annotated[int, COUNT, "lines whose pages wait to be read; more get no preview"] = 200
    scheduled_by_user: Annotated[int, COUNT_OR_0, "lines for later and reminders of one person"] = 50
    max_scheduled: Annotated[int, COUNT_OR_0, "lines for later and reminders of all people"] = 20_000
    token_keep: Annotated[float, TIME, "how long an unused token is valid"] = 90 * 86_400.0
    invitation_keep: Annotated[float, TIME, "how long an invitation is valid, unless it says less"] = (
        7 * 86_400.0
    )
    invitations_by_user: Annotated[int, COUNT, "valid invitation links of one person, or of the operator"] = (
        50
    )
    former_names: Annotated[int, COUNT, "former names kept of one person"] = 100
    names_shown: Annotated[int, COUNT_OR_0, "people named in one answer; the rest are counted"] = 100
    notice_room: Annotated[int, COUNT_OR_0, "larger rooms get joins and leaves in batches"] = 50
    notice_delay: Annotated[float, TIME, "at most this often"] = 1.0

    max_sanctions: Annotated[
        int, COUNT, "bans and mutes by moderators of the server; as many by other people, in all their rooms"
    ] = 10_000
    sanctions_by_room: Annotated[int, COUNT, "of the other people's bans and mutes, in one room"] = 100
    sanctions_by_user: Annotated[int, COUNT, "of the other people's bans and mutes, by one person"] = 200
    max_purge: Annotated[int, COUNT, "lines deleted by one purge"] = 500
    purge_scan: Annotated[int, COUNT, "lines of a room looked through by one purge"] = 20_000
    max_ignored: Annotated[int, COUNT, "people ignored by one person"] = 500
    max_reports: Annotated[int, COUNT, "open reports"] = 1_000
    reports_by_user: Annotated[int, COUNT, "open reports by one person"] = 20
    reports_by_address: Annotated[int, COUNT, "open reports from one address"] = 200
    lockdown_slower: Annotated[int, COUNT, "factor by which all rates are slower in a lockdown"] = 4
    audit_keep: Annotated[float, TIME, "how long the audit log is kept"] = 365 * 86_400.0
    max_audit: Annotated[
        int,
        COUNT,
        "audit entries about rooms, by people without a server role; the oldest are deleted",
    ] = 100_000
    audit_by_user: Annotated[int, COUNT, "of those entries, by one person"] = 200
    # Files.
    max_file_size: Annotated[int | None, SIZE, "one shared file"] = 50 * 1000 * 1000
    file_quota: Annotated[int | None, SIZE, "files of one person"] = 1000 * 1000 * 1000
    file_quota_total: Annotated[int | None, SIZE, "all files together"] = 20 * 1000 * 1000 * 1000
    file_quota_guests: Annotated[int | None, SIZE, "files of all guests together"] = 10 * 1000 * 1000 * 1000
    file_keep: Annotated[float | None, TIMEOUT, "how long a file is kept"] = None
    link_keep: Annotated[float, TIMEOUT, "how long a signed link to a file is valid"] = 7 * 86_400.0
    disk_reserve: Annotated[int, SIZE, "disk space that files leave free"] = 100 * 1000 * 1000
    disk_floor: Annotated[int, SIZE, "free disk space below which /healthz answers 503"] = 4 * 1000 * 1000
    max_uploads: Annotated[int, COUNT, "simultaneous uploads"] = 100
    uploads_each: Annotated[
        int, COUNT, "simultaneous uploads by one person, or from one address before login"
    ] = 20
    upload_keep: Annotated[float, TIME, "how long an interrupted upload can be resumed"] = 3_600.0
    public_url: Annotated[str, WORD, "public URL of the HTTP door, such as https://chat.example"] = ""

    # Code.
    code: Annotated[bool, SWITCH, "whether programs are run, if the sandbox works"] = True
    code_guests: Annotated[bool, SWITCH, "whether people without an account may run programs too"] = False
    code_languages: Annotated[str, NAMES, "only these, such as python,c; empty: all installed languages"] = ""
    code_timeout: Annotated[float, TIMEOUT, "maximum run time of one program"] = 30.0
    code_compile_timeout: Annotated[float, TIMEOUT, "maximum compile time of one program"] = 20.0
    code_memory: Annotated[int, MEMORY, "of one program, all its processes together"] = 512 * MIB
    code_output: Annotated[int, SIZE, "output of one program before it is stopped"] = 256 * KIB
    code_runs: Annotated[int, COUNT, "programs running at once"] = 2
    code_queue: Annotated[int, COUNT_OR_0, "programs waiting to run"] = 20
    code_source: Annotated[int, SIZE, "source of one program, and its input"] = 64 * KIB
    code_document: Annotated[int, COUNT, "characters in one code document, in UTF-16 units"] = 400_000
    code_documents: Annotated[int, COUNT_OR_0, "code documents open in one room"] = 100
    code_copies: Annotated[int, COUNT, "open copies of code documents handed out in one room"] = 1_000
    code_open: Annotated[int, COUNT, "code documents that one connection has open at once"] = 50
    code_roles: Annotated[int, COUNT, "roles given to people in one code document"] = 500
    code_links: Annotated[int, COUNT, "valid links into one code document"] = 20
    code_keep_keystrokes: Annotated[
        float | None, TIMEOUT, "how long edits of code documents are kept one by one, then in steps"
    ] = 30 * 86_400.0
    code_link_keep: Annotated[float, TIME, "how long links into code documents are valid, at most"] = (
        7 * 86_400.0
    )
    code_behind: Annotated[
        int, COUNT, "edits of a document that one who comes back is sent; then its text"
    ] = 1_000
    code_kept: Annotated[int, SIZE, "output of programs that is kept; the oldest is deleted"] = 64 * MIB
    code_uid: Annotated[int | None, USER_ID, "user that a server run by root runs programs as"] = 65_530

    # History.
    history_on_join: Annotated[int, COUNT_OR_0, "last lines shown on entering a room"] = 20
    history_page: Annotated[int, COUNT, "newest lines read when a room is opened"] = 50
    history_max: Annotated[int, COUNT, "lines in one answer"] = 500
    retention: Annotated[float | None, TIMEOUT, "how long lines are kept, unless the room sets it"] = None
    topics: Annotated[int, COUNT, "topics of messages in one room"] = 1_000
    keep_revisions: Annotated[int, COUNT_OR_0, "former texts of an edited line kept for moderators"] = 0
    edit_window: Annotated[float | None, TIME, "how long people can change what they said"] = 86_400.0
    ring: Annotated[int, COUNT, "newest events of a room kept in memory"] = 256
    catch_up_page: Annotated[int, COUNT, "events read at a time for a returning client"] = 500
    unread_counted: Annotated[int, COUNT, "events of a room looked at to count what is unread"] = 200
    max_mentions: Annotated[
        int, COUNT, "mentions remembered for one person, and lines to everyone of one room"
    ] = 1_000
    mentions_queue: Annotated[int, COUNT, "lines waiting to be examined for mentions"] = 10_000
    max_keywords: Annotated[int, COUNT_OR_0, "keywords of one person"] = 20
    max_listening: Annotated[int, COUNT_OR_0, "people with keywords"] = 10_000
    max_profile: Annotated[int, SIZE, "one text of a profile, or next to a name"] = 512
    max_metadata: Annotated[
        int, COUNT_OR_0, "keys that a person or a room shows to programs, besides a profile's"
    ] = 20
    max_metadata_value: Annotated[int, SIZE, "one value of such a key"] = 300
    max_avatar: Annotated[int, SIZE, "an uploaded picture of a person"] = 1_000_000
    avatar_queue: Annotated[int, COUNT, "pictures received or made small at once"] = 10
    typing: Annotated[bool, SWITCH, "whether others see who is typing, in rooms that are not large"] = True
    typing_every: Annotated[float, TIME, "between two notices that one person is typing"] = 3.0
    max_levels: Annotated[int, COUNT, "rooms with a notification level of one person"] = 1_000
    search_max: Annotated[int, COUNT, "hits in one answer"] = 100
    search_scan: Annotated[
        int, COUNT_OR_0, "lines scanned for one search; a hundred characters count as one line"
    ] = 20_000
    search_scan_short: Annotated[int, COUNT_OR_0, "the same for one or two letters, which have no index"] = (
        2_000
    )
    search_queue: Annotated[int, COUNT, "searches waiting to run"] = 50

    @property
    def beyond_loopback(self) -> bool:
        """Whether other machines can reach a door."""
        ports = [getattr(self, name) or "" for name in self.__struct_fields__ if name.endswith("port")]
        doors = [door.strip() for port in ports for door in port.split(",") if door.strip()]
        own = all(door.isdigit() or door.startswith("unix:") for door in doors)
        return not (own and is_loopback(self.bind))

    @property
    def registered_by(self) -> str:
        """``open``, ``invite`` or ``closed``: the effective `registration`."""
        if self.registration != "auto":
            return self.registration
        return "invite" if self.beyond_loopback else "open"


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches a door on that address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
