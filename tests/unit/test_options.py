"""The command line: an option for each setting, and one line when something is wrong."""

import os

import pytest

from chatservice.errors import StartError
from chatservice.options import Options, failing_in_one_line
from chatservice.settings.schema import KIB, Settings
from chatservice.settings.sources import FIELDS


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """No file and no variable of the machine plays a part."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("CHAT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def said(monkeypatch, capfd):
    """What was said on stderr."""
    return lambda: capfd.readouterr().err


def parse(*words: str) -> Settings:
    options = Options()
    options.parseOptions(words)
    return options.settings


def test_no_option_is_the_defaults():
    assert parse() == Settings()


@pytest.mark.parametrize("name", Settings.__struct_fields__)
def test_every_setting_is_an_option_with_a_help_text(name):
    options = Options()
    takes = "" if FIELDS[name].takes.kind == "switch" else "="
    assert name.replace("_", "-") + takes in options.longOpt
    assert options.docs[name.replace("_", "-")]


def test_options_have_hyphens_and_units():
    settings = parse("--max-line", "16KiB", "--pipe-port=6000", "--login-timeout", "none")
    assert (settings.max_line, settings.pipe_port, settings.login_timeout) == (16 * KIB, "6000", None)


def test_doors_may_be_given_several_times_and_a_switch_stands_alone():
    assert parse("--http-port", "8080", "--http-port=5003", "--open").http_port == "8080,5003"
    assert parse("--http-port", "none").http_port is None
    assert parse("--open").open is True
    assert parse().open is False


@pytest.mark.parametrize(
    "words", [["--guests", "no"], ["--guests=off"], ["--no-guests"], ["--guests", "FALSE"]]
)
def test_a_switch_is_turned_off(words):
    settings = parse(*words, "--open", "--port", "6000")
    assert (settings.guests, settings.open, settings.port) == (False, True, "6000")


def test_the_file_is_read_and_an_option_is_over_it(tmp_path, said):
    (tmp_path / "chat.toml").write_text("port = 1\nmax_line = 9000\nHEADER_LENGTH = 1024\n")
    settings = parse("--config", "chat.toml", "--port", "2")
    assert (settings.port, settings.max_line) == ("2", 9_000)
    assert said().startswith("chat: note: chat.toml: HEADER_LENGTH is not used here, because ")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--prot", "1"], "chat: option --prot not recognized; did you mean --port?\n"),
        (["--xyzzy"], "chat: option --xyzzy not recognized; see --help\n"),
        (["--port"], "chat: option --port requires argument\n"),
        (["--guests=maybe"], "chat: --guests: 'maybe' is not a valid value: write yes or no\n"),
        (["5555"], "chat: '5555' is not an option: options begin with --\n"),
        (["--max-clients", "0"], "chat: --max-clients: 0 is too small: the minimum is 1\n"),
        (["--config", "no.toml"], "chat: no.toml: cannot be read: No such file or directory\n"),
    ],
)
def test_a_mistake_is_one_line_and_status_1(words, line, said):
    with pytest.raises(SystemExit) as ended:
        parse(*words)
    assert ended.value.code == 1
    assert said() == line


def test_a_start_error_inside_ends_in_one_line(said):
    with pytest.raises(SystemExit) as ended, failing_in_one_line():
        raise StartError("port 5555 is in use:\nstop the other server, or give --port another number")
    assert ended.value.code == 1
    assert said() == "chat: port 5555 is in use: stop the other server, or give --port another number\n"
