"""Settings: how values are read, which source wins, and what is said about mistakes."""

import pytest

from chatservice.errors import StartError
from chatservice.settings.schema import MIB, Rate, Settings
from chatservice.settings.sources import FIELDS, VARIABLES, Loaded, Text, find, load
from chatservice.settings.values import read, show


def loaded(options=None, environ=None, toml="", dotenv="") -> Loaded:
    return load(options or {}, environ or {}, Text("chat.toml", toml), Text(".env", dotenv))


def refusal(**sources) -> str:
    with pytest.raises(StartError) as caught:
        loaded(**sources)
    return str(caught.value)


def test_nothing_given_is_the_defaults():
    assert loaded() == Loaded(Settings(), ())


@pytest.mark.parametrize("name", FIELDS)
def test_every_default_can_be_written_and_read_back(name):
    field = FIELDS[name]
    assert read(field, show(field, field.default)) == field.default
    assert field.help
    assert VARIABLES["CHAT_" + name.upper()] is field


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("outbox", "64KiB", 65_536),
        ("outbox", "64 kib", 65_536),
        ("outbox", "1MiB", MIB),
        ("outbox", "50MB", 50_000_000),
        ("outbox", "2kb", 2_000),
        ("outbox", "1.5KiB", 1_536),
        ("outbox", "12B", 12),
        ("outbox", "4096", 4_096),
        ("outbox", 4096, 4_096),
        ("login_timeout", "30s", 30.0),
        ("login_timeout", "10m", 600.0),
        ("login_timeout", "2h", 7_200.0),
        ("login_timeout", "7d", 604_800.0),
        ("login_timeout", "None", None),
        ("login_timeout", 1.5, 1.5),
        ("notice_delay", "500ms", 0.5),
        ("notice_delay", "0", 0.0),
        ("max_clients", "none", None),
        ("max_clients", "10_000", 10_000),
        ("max_clients", 50, 50),
        ("history_on_join", "0", 0),
        ("message_rate", "10 burst then 5/s", Rate(10, 0.2)),
        ("message_rate", "10 then 5/s", Rate(10, 0.2)),
        ("message_rate", "5/s", Rate(5, 0.2)),
        ("message_rate", "5 per second", Rate(5, 0.2)),
        ("message_rate", "90/m", Rate(90, 60 / 90)),
        ("message_rate", "1 burst then 3/h", Rate(1, 1200.0)),
        ("message_rate", "NONE", None),
        ("port", "5555", "5555"),
        ("port", 5555, "5555"),
        ("port", "05555", "5555"),
        ("port", "0", "0"),
        ("port", "none", None),
        ("port", "unix:/run/chat.sock", "unix:/run/chat.sock"),
        ("port", "haproxy:tcp:5555", "haproxy:tcp:5555"),
        ("http_port", "none", None),
        ("http_port", "8080, 05003", "8080,5003"),
        ("http_port", [8080, "unix:/run/chat.sock"], "8080,unix:/run/chat.sock"),
        ("http_hosts", " chat.example.org , www.example.org", "chat.example.org,www.example.org"),
        ("http_origins", "https://a.example/, http://[::1]:8080", "https://a.example,http://[::1]:8080"),
        ("open", "yes", True),
        ("open", False, False),
        ("bind", "0.0.0.0", "0.0.0.0"),  # noqa: S104
        ("bind", "::1", "::1"),
        ("bind", "localhost", "localhost"),
        ("disconnect_message", "!bye bye", "!bye bye"),
    ],
)
def test_a_value_is_read(name, raw, value):
    assert read(FIELDS[name], raw) == value
    assert type(read(FIELDS[name], raw)) is type(value)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("http_origins", "*"),
        ("http_origins", "https://*.example"),
        ("http_origins", "null"),
        ("http_origins", "https://a.example/app"),
        ("outbox", "8M"),
        ("outbox", "8 kilo"),
        ("outbox", "-1"),
        ("outbox", "0"),
        ("outbox", "0.5"),
        ("outbox", "none"),
        ("outbox", ""),
        ("outbox", True),
        ("outbox", [1]),
        ("outbox", float("inf")),
        ("outbox", "9" * 5_000),
        ("login_timeout", "0"),
        ("login_timeout", "5 weeks"),
        ("login_timeout", float("nan")),
        ("max_clients", "0"),
        ("max_clients", "1.5"),
        ("max_clients", "many"),
        ("max_clients", "5k"),
        ("message_rate", "5"),
        ("message_rate", "0/s"),
        ("message_rate", "0 burst then 5/s"),
        ("message_rate", "5/week"),
        ("message_rate", "10 burst"),
        ("message_rate", 5),
        ("message_rate", "9" * 5_000 + "/s"),
        ("max_name", "33"),
        ("max_room_name", "4"),
        ("port", "70000"),
        ("port", "-1"),
        ("port", "chat"),
        ("port", ":"),
        ("port", ""),
        ("port", "\u0665"),
        ("bind", ""),
        ("bind", "<local_ip>"),
        ("data", ""),
        ("data", "a\0b"),
        ("disconnect_message", "a\nb"),
    ],
)
def test_a_value_that_will_not_do_is_refused_in_one_line(name, raw):
    with pytest.raises(ValueError, match=r"write|minimum|maximum") as caught:
        read(FIELDS[name], raw)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("toml", "dotenv", "environ", "options", "port"),
    [
        ("", "", {}, {}, "5555"),
        ("port = 1", "", {}, {}, "1"),
        ("port = 1", "CHAT_PORT=2", {}, {}, "2"),
        ("port = 1", "CHAT_PORT=2", {"CHAT_PORT": "3"}, {}, "3"),
        ("port = 1", "CHAT_PORT=2", {"CHAT_PORT": "3"}, {"port": "4"}, "4"),
        ("port = 1", "CHAT_PORT=", {"CHAT_PORT": ""}, {}, "1"),
        ("port = 1", "", {"PORT": "3", "HOST": "elsewhere"}, {}, "1"),
    ],
)
def test_the_later_source_wins(toml, dotenv, environ, options, port):
    settings, warnings, _ = loaded(options, environ, toml, dotenv)
    assert settings.port == port
    assert settings.bind == "127.0.0.1"
    assert warnings == ()


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("max-line = 9000", "max_line", 9_000),
        ('max_line = "9KiB"', "max_line", 9_216),
        ("max_line = 9KiB", "max_line", 9_216),
        ("max_line = 9KiB  # enough", "max_line", 9_216),
        ("max_clients = none", "max_clients", None),
        ("message_rate = 20 burst then 10/s", "message_rate", Rate(20, 0.1)),
        ("message_rate = 10/s  # for each", "message_rate", Rate(10, 0.1)),
        ("login_timeout = 2.5", "login_timeout", 2.5),
        ("HOST = '0.0.0.0'", "bind", "0.0.0.0"),  # noqa: S104
        ("TCP_PORT = 5556", "port", "5556"),
        ("MAX_CLIENTS = 50", "max_clients", 50),
        ("DATABASE_FILE = 'chat_history.db'", "database", "chat_history.db"),
        ("CODE_TIMEOUT = 12", "code_timeout", 12.0),
    ],
)
def test_a_line_of_the_file_sets_it(line, name, value):
    settings, warnings, _ = loaded(toml=f"# ours\n{line}\n")
    assert getattr(settings, name) == value
    assert warnings == ()


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("CHAT_MAX_LINE=9000", "max_line", 9_000),
        ("  export CHAT_MAX_LINE = 9 KiB # enough", "max_line", 9_216),
        ("SERVER_HOST = '192.168.1.7'", "bind", "192.168.1.7"),
        ("SERVER_PORT = 5050", "port", "5050"),
        ("SERVER_PORT=5050\r", "port", "5050"),
        ("DISCONNECT_MESSAGE = '!DISCONNECT'", "disconnect_message", "!DISCONNECT"),
        (r'DISCONNECT_MESSAGE = "say \"bye\" # now" # a word', "disconnect_message", 'say "bye" # now'),
        ("DISCONNECT_MESSAGE = bye#now", "disconnect_message", "bye#now"),
        ("CHAT_DATA=#nothing here", "data", "./chat-data"),
        (r'CHAT_DATA="C:\Users\new\t"', "data", r"C:\Users\new\t"),
        (r'CHAT_DATA="C:\\new"', "data", r"C:\new"),
        ("CHAT_DATA=${OTHER}/chat", "data", "1/chat"),
        ('CHAT_DATA="${OTHER}/chat"', "data", "1/chat"),
        (r'CHAT_DATA="\${OTHER}/chat"', "data", "${OTHER}/chat"),
        ("CHAT_DATA='${OTHER}'", "data", "${OTHER}"),
    ],
)
def test_a_line_of_dotenv_sets_it(line, name, value):
    settings, warnings, _ = loaded(dotenv=f"# theirs\nsome words\nOTHER=1\n{line}\n")
    assert getattr(settings, name) == value
    assert warnings == ()


@pytest.mark.parametrize(
    "line", ["ENCODING_FORMAT = 'utf-8'", "ENCODING_FORMAT=UTF8", "SERVER_CHAT_ROOM_ID = 0"]
)
def test_an_older_setting_that_is_so_anyway_passes_in_silence(line):
    assert loaded(dotenv=line) == Loaded(Settings(), ())


@pytest.mark.parametrize(
    ("key", "value", "because"),
    [
        ("HEADER_LENGTH", "1024", "not used here, because a message ends with its line"),
        ("MONGODB_CONNECT", "'mongodb://root:secret@host'", "not used here, because everything is stored"),
        ("SERVER_CHAT_ROOM_ID", "7", "the lobby's number is always 0"),
    ],
)
@pytest.mark.parametrize("source", ["toml", "dotenv"])
def test_an_older_setting_without_use_here_is_a_warning(source, key, value, because):
    settings, (line,), _ = loaded(**{source: f"{key} = {value}"})
    assert settings == Settings()
    assert key in line
    assert because in line
    assert "secret" not in line


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ({"toml": "prot = 1"}, ["chat.toml: prot", "did you mean port?"]),
        ({"toml": "CHAT_MAX_LINES = 1"}, ["chat.toml: CHAT_MAX_LINES", "did you mean max_line?"]),
        ({"toml": "zebra = 1"}, ["chat.toml: zebra is not a setting"]),
        ({"toml": '"a\\nb" = 1'}, ["is not a setting"]),
        ({"toml": "[server]\nport = 1"}, ["chat.toml: server is not a setting"]),
        ({"toml": "[port]\na = 1"}, ["chat.toml: port:", "is not a valid value"]),
        ({"toml": "port = " + "9" * 5_000}, ["chat.toml: is not valid TOML"]),
        ({"toml": "port = 1" + "0" * 4_000}, ["chat.toml: port:", "'10000"]),
        ({"toml": "port 1"}, ["chat.toml: is not valid TOML", "line 1"]),
        ({"toml": "port = 70000"}, ["chat.toml: port:", "'70000'", "65535"]),
        ({"toml": "port = 1\nTCP_PORT = 2"}, ["chat.toml: TCP_PORT", "keep one"]),
        ({"dotenv": "TCP_PORT=1\nSERVER_PORT=2"}, [".env: SERVER_PORT", "keep one"]),
        ({"dotenv": "SERVER_PORT = <server_port>"}, [".env: SERVER_PORT", "a port number"]),
        ({"dotenv": "x=1\nSERVER_HOST = '1.2.3.4"}, [".env: line 2", "SERVER_HOST", "quotes"]),
        ({"dotenv": "CHAT_DATA=${HOME}/chat"}, [".env: line 1: CHAT_DATA: ${HOME} is not set"]),
        (
            {"dotenv": "DISCONNECT_MESSAGE=a\x85b"},
            [".env: DISCONNECT_MESSAGE: 'a\\x85b'", "one line of text"],
        ),
        ({"dotenv": "ENCODING_FORMAT = 'latin-1'"}, [".env: ENCODING_FORMAT", "UTF-8"]),
        ({"dotenv": "ENCODING_FORMAT = 'elvish'"}, [".env: ENCODING_FORMAT", "UTF-8"]),
        ({"environ": {"CHAT_OUTBOX": "8M"}}, ["CHAT_OUTBOX:", "KiB"]),
        ({"options": {"outbox": "8M"}}, ["--outbox:", "KiB"]),
        ({"options": {"port": "none", "http-port": "none"}}, ["no door is open"]),
        ({"options": {"pipe-port": "5555"}}, ["port and pipe_port are both 5555"]),
        ({"options": {"history-page": "501"}}, ["history_page", "history_max"]),
        ({"options": {"outbox": "1GiB"}}, ["outbox", "outbox_total"]),
    ],
)
def test_a_mistake_is_one_line_that_says_where(sources, said):
    line = refusal(**sources)
    assert line.isprintable()
    assert len(line) < 200
    for part in said:
        assert part in line


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ({"environ": {"CHAT_PROT": "1"}}, "CHAT_PROT is not a setting; did you mean CHAT_PORT?"),
        ({"dotenv": "CHAT_PROT=1"}, ".env: CHAT_PROT is not a setting; did you mean CHAT_PORT?"),
        ({"dotenv": "PORT=1"}, ".env: PORT is not read; did you mean CHAT_PORT?"),
        (
            {"dotenv": "CHAT_PORT: 21310"},
            ".env: line 1: CHAT_PORT is not read, because there is no = after it",
        ),
    ],
)
def test_a_variable_that_sets_nothing_is_mentioned(sources, said):
    assert loaded(**sources) == Loaded(Settings(), (said,))


def test_what_kubernetes_sets_for_a_service_called_chat_is_one_line():
    host = "tcp://10.96.0.12:5555"
    names = {"CHAT_PORT": host, "CHAT_PORT_5555_TCP": host, "CHAT_PORT_5555_TCP_PROTO": "tcp"}
    names |= {"CHAT_SERVICE_HOST": "10.96.0.12", "CHAT_SERVICE_PORT": "5555", "CHAT_SERVICE_PORT_LINES": "1"}
    names |= {"CHAT_PORT_5555_TCP_ADDR": "10.96.0.12", "CHAT_WEB_SERVICE_HOST": "10.96.0.13"}
    settings, (line,), _ = loaded(environ=names)
    assert settings == Settings()
    assert line.startswith(f"CHAT_PORT ({host}) is not read, because Kubernetes sets it")
    assert "service called chat:" in line


@pytest.mark.parametrize("quote", ["'", '"'])
def test_quotes_that_a_container_got_around_a_value_are_taken_off(quote):
    settings, (line,), _ = loaded(environ={"CHAT_DATA": f"{quote}/srv/q{quote}"})
    assert settings.data == "/srv/q"
    assert line == "CHAT_DATA: the quotes around its value are not part of it"


def test_dotenv_takes_from_the_environment():
    assert (
        loaded(dotenv="CHAT_DATA=${HOME}/chat", environ={"HOME": "/home/x"}).settings.data == "/home/x/chat"
    )


def test_a_folder_called_dotenv_is_a_virtual_environment(tmp_path):
    (tmp_path / ".env").mkdir()
    assert find({}, {}, tmp_path).settings == Settings()


def test_several_doors_may_ask_for_any_free_port():
    assert loaded({"port": "0", "pipe-port": "0"}).settings.pipe_port == "0"


@pytest.mark.parametrize("way", ["option", "environment", ".env"])
def test_the_file_is_found_and_dotenv_is_read_in_the_folder(tmp_path, way):
    (tmp_path / "c.toml").write_text("max_line = 9000\nmax_json = 9001\n")
    (tmp_path / ".env").write_text("CHAT_MAX_JSON=9002\n" + ("CHAT_CONFIG=c.toml" if way == ".env" else ""))
    options = {"config": "c.toml"} if way == "option" else {}
    environ = {"CHAT_CONFIG": "c.toml"} if way == "environment" else {}
    settings = find(options, environ, tmp_path).settings
    assert (settings.max_line, settings.max_json) == (9_000, 9_002)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "no.toml: cannot be read: No such file"), (b"\xff\xfe", "no.toml: is not UTF-8")],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path, content, said):
    if content is not None:
        (tmp_path / "no.toml").write_bytes(content)
    with pytest.raises(StartError, match=said):
        find({"config": "no.toml"}, {}, tmp_path)
