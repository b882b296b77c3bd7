"""The doctor, and what is written out for people."""

import os
import resource
import sqlite3
import time

import pytest

from chatservice.settings.schema import Settings
from chatservice.storage.opening import prepare
from tests.live.chatctl import chatctl, rows
from tests.live.fence import why_not
from tests.live.server import Server, json_client


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    prepare(Settings(data=str(folder))).release()
    return folder


def levels(data, *words):
    """What is not fine, as (check, level)."""
    ran = chatctl(data, "--json", *words, "doctor")
    rows = [row for row in ran.rows if row["check"] != "code"]  # which is switched off here
    found = [(row["check"], row["level"]) for row in rows if row["level"] != "fine"]
    assert ran.status == (3 if any(level == "mend" for _, level in found) else 0)
    return found


def test_a_healthy_server_has_nothing_to_mend(data):
    chatctl(data, "admin", "root")
    with Server(data, "--max-clients", "100"):
        assert levels(data) == []
    assert levels(data) == [("server", "know")]


def test_what_the_running_server_was_told_by_option_is_known_to_chatctl(data):
    with Server(data, "--max-clients", "100", "--bind", "127.0.0.2", "--registration", "open"):
        found = {row["name"]: row for row in rows(data, "settings")}
        (without_admin,) = [
            row for row in rows(data, "doctor") if row["check"] == "settings" and row["level"] == "know"
        ]
    assert found["max_clients"] == {
        "is": "setting",
        "name": "max_clients",
        "value": "100",
        "default": "10000",
        "origin": "option",
        "waiting": "",
    }
    assert found["code"]["origin"] == "environment"
    assert "password_min" not in found
    assert "chatctl admin NAME" in without_admin["text"]


def test_what_is_wrong_with_the_folder_is_found(data):
    data.chmod(0o755)
    (data / "chat.db").chmod(0o644)
    (data / "chat.db.incoming-00000000").touch(0o600)
    (data / "chat.db.rescued-20260101-000000").touch(0o600)
    found = levels(data)
    assert found.count(("folder", "mend")) == 2
    assert found.count(("folder", "know")) == 2


def test_a_damaged_database_is_found(data):
    with (data / "chat.db").open("r+b") as file:
        file.seek(3 * 4096)
        file.write(os.urandom(4096))
    assert ("database", "mend") in levels(data)


def test_lines_from_the_future_are_found(data):
    with sqlite3.connect(data / "chat.db") as database:
        database.execute(
            "INSERT INTO events (room_id, seq, ts, kind, actor_id, body) VALUES (1, 1, ?, 'message', 1, 'x')",
            (time.time() + 3600,),
        )
    assert ("clock", "mend") in levels(data)


def test_too_few_files_and_odd_settings_are_found(data):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    with Server(data, "--max-clients", str(most + 1)):
        assert levels(data) == [("settings", "know"), ("limits", "know")]  # there is no admin
    (data.parent / ".env").write_text("CHAT_FROB=1\n")
    assert ("settings", "know") in levels(data)


def test_a_certificate_that_ends_is_found(data, tmp_path):
    (data / "tls-cert.pem").write_text("nonsense")
    (data / "tls-cert.pem").chmod(0o600)
    assert ("certificate", "mend") in levels(data)


def test_a_room_is_exported_for_people_by_date_and_into_a_file(data, tmp_path):
    with Server(data) as server, json_client(server.port, "alice", room="ops") as alice:
        alice.asks(cmd="say", text="<b>hello</b>\x1b[31m")
        alice.event("ack")
        said = chatctl(data, "export", "ops").out
        assert said.endswith(" alice: <b>hello</b>␛[31m\n")
        target = tmp_path / "ops.html"
        ran = chatctl(data, "export", "1", "--format", "html", "--to", str(target))
        assert ran.out == f"ops is in {target}.\n"
        assert "&lt;b&gt;hello" in target.read_text()
        assert chatctl(data, "export", "ops", "--to", str(target)).status == 1
        assert chatctl(data, "export", "ops", "--since", "2100-01-01").out == ""
        assert chatctl(data, "export", "ops", "--until", "2000-01-01").out == ""
        assert chatctl(data, "export", "ops", "--since", "2000-01-01").out == said
        for words in (["nix"], ["ops", "--since", "soon"], ["ops", "--to", "/nix/x"]):
            ran = chatctl(data, "export", *words)
            assert (ran.status, ran.error.count("\n")) == (1, 1), words
        assert not list(tmp_path.glob(".*.part"))


def test_completion_needs_no_server(tmp_path):
    assert "complete -F _chatctl chatctl" in chatctl(tmp_path / "nowhere", "completion").out
    assert rows


def code(data):
    return [row["text"] for row in chatctl(data, "--json", "doctor").rows if row["check"] == "code"]


@pytest.mark.skipif(bool(why_not()), reason="no sandbox here")
def test_what_fences_programs_in_and_which_languages_there_are_is_said(data):
    with Server(data, code=True) as server:
        fence, languages, *_ = code(data)
        assert "bubblewrap" in fence
        assert "seccomp" in fence
        assert "Python 3." in languages
        assert "Code: Python 3." in server.says("fenced in by bubblewrap")


def test_why_no_programs_are_run_is_said_with_what_allows_it(data):
    with Server(data) as server:
        why = "no programs can be run here: it is switched off. Switch it on: code = yes"
        assert code(data) == [why]
        server.says(f"Code: {why}")


@pytest.mark.skipif(os.geteuid() != 0 or bool(why_not()), reason="it is about root, where there is a sandbox")
def test_root_runs_no_programs_as_itself(data):
    with Server(data, "--code-uid", "none", code=True):
        (why,) = code(data)
        assert "the server is root" in why
        assert "--code-uid 65530" in why


def test_a_language_that_does_not_exist_is_one_line_at_start(data):
    with pytest.raises(
        AssertionError, match="code_languages: cobol is no language; those there are: python,"
    ):
        Server(data, "--code-languages", "python,cobol")
