"""chatctl beside a running server, and in place of one that is stopped."""

import contextlib
import json
import os
import socket
import stat
import subprocess
import sys
import threading

import pytest

from chatservice.admin import cli
from chatservice.settings.schema import Settings
from chatservice.storage.offline import lock_places
from chatservice.storage.opening import prepare
from tests.live.chatctl import chatctl, rows
from tests.live.server import DEADLINE, ROOT, Server, json_client, text_client


@pytest.fixture
def data(tmp_path):
    """A data folder as a server leaves it."""
    folder = tmp_path / "data"
    prepare(Settings(data=str(folder))).release()
    return folder


@pytest.fixture(params=["running", "stopped"])
def either(request, data):
    """The data folder, with a server on it and without one."""
    if request.param == "stopped":
        yield data
    else:
        with Server(data):
            yield data


def names(data):
    return {room["name"]: room["number"] for room in rows(data, "rooms", "list")}


def test_rooms_are_made_listed_and_deleted(either):
    assert rows(either, "rooms", "create", "ops")[0]["number"] == 1
    assert rows(either, "create_chatroom", "dev")[0]["number"] == 2
    assert rows(either, "open_chatroom", "2")[0]["name"] == "dev"
    assert names(either) == {"lobby": 0, "ops": 1, "dev": 2}
    assert chatctl(either, "delete_chatroom", "1").out == "ops is deleted.\n"
    assert chatctl(either, "rooms", "delete", "dev").status == 0
    assert names(either) == {"lobby": 0}
    assert rows(either, "stats")[0]["rooms"] == 1


IMPOSSIBLE = [
    (["rooms", "delete", "nix"], "There is no room or group nix."),
    (["rooms", "delete", "lobby"], "Deleting the lobby is not supported"),
    (["rooms", "create", "lobby"], "There is a room lobby already."),
    (["rooms", "create", "a b"], "may not contain spaces"),
    (["rooms", "create", "\x1b[31m"], "may not"),
]


def test_what_cannot_be_done_is_one_line_and_status_1(data):
    def refused(words, said):
        ran = chatctl(data, *words)
        assert (ran.status, ran.out) == (1, "")
        assert said in ran.error
        assert ran.error.startswith("chatctl: ")
        assert ran.error.count("\n") == 1
        assert "\x1b" not in ran.error

    with Server(data):
        for words, said in IMPOSSIBLE:
            refused(words, said)
    refused(*IMPOSSIBLE[0])


def test_whoever_is_connected_is_listed_and_told(data):
    with Server(data) as server, text_client(server.port, "alice") as alice, json_client(server.port, "bob"):
        listed = {row["name"]: row["dialect"] for row in rows(data, "sessions")}
        assert listed == {"alice": "text", "bob": "json"}
        assert chatctl(data, "announce", "back", "at", "noon").out == "Told 2 people.\n"
        alice.until("* Announcement: back at noon")
        status = rows(data, "status")[0]
        assert (status["running"], status["people"]) == (True, 2)
        assert status["pid"] == server.process.pid


def test_people_in_a_deleted_room_are_told_and_are_in_the_lobby(data):
    with Server(data) as server, text_client(server.port, "alice") as alice:
        alice.sends("/join ops\n")
        alice.until("* You are in ops")
        assert chatctl(data, "rooms", "delete", "ops").status == 0
        alice.until("* The room ops was deleted. You are in lobby.")


def test_nothing_is_announced_when_nobody_hears_it(data):
    ran = chatctl(data, "announce", "hello")
    assert (ran.status, ran.error) == (1, "chatctl: No server is running, so nobody would hear it.\n")
    assert rows(data, "status")[0]["running"] is False


def test_a_mistyped_folder_is_not_made(tmp_path):
    ran = chatctl(tmp_path / "nowhere", "status")
    assert ran.status == 1
    assert "There is no database" in ran.error
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_a_silent_server_holds_is_not_touched(data):
    locks = lock_places(data, data / "chat.db")
    try:
        ran = chatctl(data, "rooms", "create", "ops")
    finally:
        locks.release()
    assert ran.status == 1
    assert "another server is running on it" in ran.error
    assert names(data) == {"lobby": 0}


def test_a_server_does_not_start_while_chatctl_is_at_work(data):
    locks = lock_places(data, data / "chat.db")  # as chatctl holds it
    try:
        with pytest.raises(AssertionError, match="another server is running"):
            Server(data)
    finally:
        locks.release()


def test_the_socket_is_for_its_owner_alone_and_goes_with_the_server(data):
    with Server(data) as server:
        assert stat.S_IMODE((data / "admin.sock").stat().st_mode) == 0o600
        server.stop()
    assert not (data / "admin.sock").exists()


def test_a_socket_left_by_a_crash_is_in_nobodys_way(data):
    with Server(data) as server:
        server.kill()
    assert (data / "admin.sock").exists()
    assert names(data) == {"lobby": 0}
    with Server(data):
        assert rows(data, "status")[0]["running"] is True


def test_a_data_folder_may_have_a_long_path(tmp_path):
    data = tmp_path / ("d" * 120)
    with Server(data) as server:
        assert rows(data, "status")[0]["pid"] == server.process.pid


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_another_user_is_refused_whatever_the_modes_say(data):
    """The folder is opened to everybody, so that only what the kernel says of the peer is left."""
    with Server(data):
        data.chmod(0o777)
        (data / "admin.sock").chmod(0o666)
        ask = (
            "import os, socket; os.setuid(65534); s = socket.socket(socket.AF_UNIX);"
            f"s.connect({str(data / 'admin.sock')!r});"
            """s.sendall(b'{"cmd":"status"}\\n'); print(s.makefile().read())"""
        )
        for folder in data.parents:
            if folder.stat().st_mode & 0o001 == 0:
                folder.chmod(folder.stat().st_mode | 0o011)
        said = subprocess.run(
            [sys.executable, "-c", ask], capture_output=True, text=True, timeout=DEADLINE, check=False
        )
        assert '"code":"not_allowed"' in said.stdout, said
        assert "epoch" not in said.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_another_users_folder_is_one_line_whatever_is_asked(data, monkeypatch, capsys):
    monkeypatch.chdir("/")
    for words in (["status"], ["doctor"], ["backup", "b"], ["export", "lobby"]):
        os.seteuid(65534)
        try:
            status = cli.main(["--data", str(data), *words])
        finally:
            os.seteuid(0)
        said = capsys.readouterr()
        assert (status, said.out) == (1, "")
        assert said.err.startswith("chatctl: ")
        assert "ermission denied" in said.err
        assert said.err.count("\n") == 1


def raw(data, sent: bytes) -> list[dict]:
    """What the operator's door says to these bytes, and to the end of them."""
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(DEADLINE)
        link.connect(str(data / "admin.sock"))
        with contextlib.suppress(BrokenPipeError):
            link.sendall(sent)
            link.shutdown(socket.SHUT_WR)
        lines = b"".join(iter(lambda: link.recv(65536), b"")).splitlines()
        return [json.loads(line) for line in lines]


def codes(said: list[dict]) -> list[str]:
    return [event["code"] for event in said if event["event"] == "error"]


def test_the_socket_takes_lines_of_json_as_other_doors_do(data):
    with Server(data):
        said = raw(data, b'{"cmd":"status","ref":1}\n{"cmd":"rooms_list","ref":2}\n')
        assert [(event["event"], event.get("ref")) for event in said] == [
            ("hello", None),
            ("status", 1),
            ("all_rooms", 2),
            ("bye", None),
        ]
        assert codes(raw(data, b"x" * 100_000 + b"\n")) == ["line_too_long"]
        assert codes(raw(data, b'{"v":1,"do":{"verb":"status"}}\n')) == ["bad_command"]
        assert codes(raw(data, b'{"cmd":"frob"}\n')) == ["unknown_command"]
        for command in (b"say", b"join", b"msg", b"login", b"nick", b"bot"):
            assert codes(raw(data, b'{"cmd":"%s"}\n' % command)) == ["unknown_command"]


def test_only_so_many_ask_at_once(data):
    with Server(data) as server:
        waiting = []
        for _ in range(8):
            link = socket.socket(socket.AF_UNIX)
            link.connect(str(data / "admin.sock"))
            waiting.append(link)
        assert [event["code"] for event in raw(data, b'{"cmd":"status"}\n')] == ["busy"]
        assert chatctl(data, "status").error == (
            "chatctl: Too many such requests are waiting. Try again in a moment.\n"
        )
        for link in waiting:
            link.close()
        assert server.process.poll() is None


def test_no_other_door_understands_what_only_the_operator_asks(data):
    with Server(data) as server, json_client(server.port, "alice") as alice:
        for command in ("room_show", "users_list", "swap", "tokens_list"):
            alice.asks(cmd=command)
            assert alice.event("error")["code"] == "unknown_command"


def test_a_server_of_another_version_is_one_line(data):
    """It does not know what it is asked, or its answer is not understood."""
    for said in (
        b'{"event":"hello","server":"chatservice","version":"9.9"}\n{"event":"error","code":"unknown_command","text":"?"}\n',
        b'{"frame":"failed","v":1,"code":"bad_request","text":"?"}\n',
    ):
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(data / "admin.sock"))
            server.listen(1)
            answering = threading.Thread(target=_answer, args=(server, said))
            answering.start()
            ran = chatctl(data, "status")
            answering.join()
        (data / "admin.sock").unlink()
        assert ran.status == 1
        assert "restart the server after an upgrade" in ran.error
        assert ran.error.count("\n") == 1


def _answer(server, said):
    while True:
        link, _ = server.accept()
        with link:
            if link.recv(65536):  # nothing comes from who only looks whether somebody listens
                link.sendall(said)
                return


def test_output_into_a_closed_pipe_is_no_traceback(data):
    command = f"{sys.executable} -m chatservice.chatctl --help | true"
    said = subprocess.run(
        ["bash", "-c", command],
        env={**os.environ, "PYTHONPATH": str(ROOT), "CHAT_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert "Traceback" not in said.stderr


def test_what_is_no_text_is_one_line_and_what_cannot_be_shown_is_escaped(data):
    command = [sys.executable, "-m", "chatservice.chatctl", "--data", str(data)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "latin-1"}
    ran = [
        subprocess.run([*command, *words], env=environ, capture_output=True, check=False, timeout=DEADLINE)
        for words in (["users", "find", b"\xff"], ["rooms", "create", "ж"])
    ]
    assert [(each.returncode, each.stderr) for each in ran] == [
        (2, b"chatctl: what was typed is not UTF-8\n"),
        (0, b""),
    ]
    assert b"\\u0436" in ran[1].stdout


def test_this_machine_is_not_banned_by_mistake(either):
    for target in ("127.0.0.0/8", "::1", "::/0"):
        assert chatctl(either, "ban", target).status == 1
    assert rows(either, "bans") == []


def test_this_machine_is_banned_on_purpose(data):
    assert chatctl(data, "ban", "127.0.0.1", "--yes").status == 0
    assert [row["target"] for row in rows(data, "bans")] == ["127.0.0.1/32"]
