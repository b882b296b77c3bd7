"""Settings read again: what can change does, what cannot is told, and which is which is true."""

import ast
from pathlib import Path

import msgspec
import pytest

from chatservice.errors import StartError
from chatservice.settings.reload import READ_ONCE, apply
from chatservice.settings.schema import Rate, Settings
from chatservice.settings.sources import FIELDS
from docs.house import parsed

PACKAGE = Path(__file__).parents[2] / "chatservice"

# Made for each connection or each request, so the next one gets what is set now.
MADE_OFTEN = {"CommandQueue", "Connection", "Channel", "Request", "WebSocket", "Call", "Body"}
# Functions that run once, when the server starts.
ONCE = {"__init__", "makeService", "join", "open_doors", "build", "prepare", "of"}
# Read at start and again later on; what is left of the first reading is said here.
ALSO_LATER = {
    "disk_floor": "asked for when it is looked at",
    "guest_grace": "at start for tokens that expired meanwhile, later for each that comes",
    "max_json": "a WebSocket message sixteen times as long as at start ends the connection",
    "tls_handshake_time": "read with each connection",
}


def test_what_changes_is_there_for_everyone_who_has_the_settings():
    settings = Settings()
    held = settings
    new = Settings(max_line=16 * 1024, message_rate=Rate(20, 0.1), max_clients=None, guests=False)
    changed, kept = apply(settings, new)
    assert (held.max_line, held.message_rate, held.max_clients, held.guests) == (
        16 * 1024,
        Rate(20, 0.1),
        None,
        False,
    )
    assert "max_line is now 16KiB, was 8KiB" in changed
    assert "max_clients is now none, was 10000" in changed
    assert kept == []


def test_what_cannot_change_is_told_and_stays():
    settings = Settings()
    changed, kept = apply(settings, Settings(port="6000", max_topic=99))
    assert (settings.port, settings.max_topic) == ("5555", 99)
    assert kept == ["port is still 5555: restart the server for 6000"]
    assert len(changed) == 1


def test_a_secret_is_in_no_line():
    changed, _ = apply(Settings(metrics_token="s3cr3t"), Settings(metrics_token="0th3r"))
    assert changed == ["metrics_token is now another one, was another one"]


def test_settings_that_do_not_agree_change_nothing():
    settings = Settings()
    with pytest.raises(StartError, match="outbox"):
        apply(settings, Settings(outbox=300 * 1024 * 1024, outbox_total=400 * 1024 * 1024, max_topic=99))
    assert msgspec.structs.asdict(settings) == msgspec.structs.asdict(Settings())


def test_every_name_is_that_of_a_setting():
    assert FIELDS.keys() >= READ_ONCE


def read_once() -> set[str]:
    """The settings that some function reads which runs only at start."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        if "settings" not in path.read_text("utf-8"):
            continue
        tree = parsed(path)
        often = [
            node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name in MADE_OFTEN
        ]
        skipped = {id(node) for made in often for node in ast.walk(made)}
        for function in ast.walk(tree):
            if (
                isinstance(function, ast.FunctionDef)
                and function.name in ONCE
                and id(function) not in skipped
            ):
                found |= {node.attr for node in ast.walk(function) if is_setting(node)}
    return found


def is_setting(node: ast.AST) -> bool:
    """``settings.NAME``, ``self._settings.NAME`` and the like."""
    if not isinstance(node, ast.Attribute) or node.attr not in FIELDS:
        return False
    holder = node.value
    name = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
    return name.lstrip("_") == "settings"


def test_no_setting_that_is_read_only_at_start_is_said_to_change():
    assert read_once() - READ_ONCE - ALSO_LATER.keys() == set()
