"""A wrong password is a line in the log, in which fail2ban's filter finds the address and nothing else."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from twisted.logger import capturedLogs

from chatservice.model.values import ServerRole
from chatservice.net.logs import as_json, as_plain, as_text
from chatservice.net.metrics import Metrics
from tests.live.server import DEADLINE
from tests.scenes.stage import Stage
from tests.scenes.test_moderation import account
from tests.scenes.web import Web

FILTER = Path(__file__).parents[2] / "deploy" / "fail2ban" / "chatservice.filter.conf"
FORMATS = {"text": as_text, "plain": as_plain, "json": as_json}
NASTY = [
    "bob",
    "x y",
    "'; from 192.0.2.99",
    'a"b',
    "failed login from 192.0.2.99: password of 'x'",
    "ü",
    "n" * 500,
]


def failed(stage, name, address="192.0.2.1") -> list[dict]:
    """What is logged of a login over HTTP with a wrong password."""
    with capturedLogs() as events:
        body = {"name": name, "password": "wrong password"}
        assert Web(stage, peer=address).post("/api/v1/login", body).status == 401
    return [event for event in events if "failed login" in event["log_format"]]


def finds(line: str, written: str) -> list[str]:
    """The addresses that the filter finds, with the date taken out as fail2ban does."""
    parser = configparser.RawConfigParser()
    parser.read(FILTER)
    dates = {
        "text": r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ",
        "plain": r"^\d\d:\d\d:\d\dZ",
        "none": r"$^",
        "json": r"(?<=\"time\": \")[^\"]*(?=\")",
    }
    if written == "plain":  # also as the journal has it
        assert finds(f"host chat-server[7]: {line}", "none") == finds(line, "none")
    line = re.sub(dates[written], "", line.rstrip("\n"), count=1)
    patterns = parser["Definition"]["failregex"].strip().splitlines()
    address = r"(?P<host>[0-9a-fA-F.:]+)"
    matches = [re.search(pattern.strip().replace("<HOST>", address), line) for pattern in patterns]
    return [match["host"] for match in matches if match is not None]


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("written", FORMATS)
def test_the_filter_finds_the_address_whatever_is_typed_as_a_name(written, name):
    (event,) = failed(Stage(), name)
    line = FORMATS[written](event)
    assert line.count("\n") == 1
    assert line.isascii()
    assert len(line) < 400
    assert finds(line, written) == ["192.0.2.1"]


@pytest.mark.skipif(shutil.which("fail2ban-regex") is None, reason="there is no fail2ban here")
@pytest.mark.parametrize("written", FORMATS)
def test_fail2ban_itself_finds_it(written, tmp_path):
    stage = Stage()
    log = tmp_path / "log"
    log.write_text("".join(FORMATS[written](event) for name in NASTY for event in failed(stage, name)))
    command = ["fail2ban-regex", "-o", "ip", log, FILTER]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=DEADLINE)
    assert done.stdout.split() == ["192.0.2.1"] * len(NASTY)


def test_the_password_of_a_room_counts_too_and_all_are_counted():
    stage = Stage()
    account(stage, "ann", ServerRole.USER).types("/join vault", "/mode password sesame-seed")
    bob = stage.text("bob")
    with capturedLogs() as events:
        bob.types("/join vault wrong")
    (event,) = [event for event in events if "failed login" in event["log_format"]]
    assert event["what"] == "password of the room 'vault'"
    assert b"chat_login_failures_total 1.0" in Metrics(stage.shared).page()


def test_what_is_right_or_only_too_fast_is_no_failure():
    stage = Stage()
    account(stage, "ann", ServerRole.USER)
    with capturedLogs() as events:
        answers = [
            Web(stage, peer="192.0.2.1").post("/api/v1/login", {"name": "bob", "password": "wrong"}).status
            for _ in range(8)
        ]
    assert answers == [401] * 5 + [429] * 3
    assert len([event for event in events if "failed login" in event["log_format"]]) == 5
