"""Files with curl against a real server: whole, in parts, broken off, killed, on a full disk."""

import os
import re
import socket
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.live.server import DEADLINE, Server, text_client

DOORS = ("port", "http-port")
BIG = os.urandom(1_000_000) * 60


def curl(*words, given=None):
    done = subprocess.run(
        ["curl", "-sS", "--max-time", "60", *words], input=given, capture_output=True, check=False
    )
    return done.stdout


class Folder:
    """A server with an HTTP door, and what lies in its folder of files."""

    def __init__(self, tmp_path, *options):
        self.data = tmp_path / "data"
        self.options = options
        self.start()

    def start(self):
        self.server = Server(self.data, *self.options, doors=DOORS)
        self.at = f"http://127.0.0.1:{self.server.ports['http-port']}"

    def again(self):
        """A restart, after a kill."""
        self.server.kill()
        self.start()

    @property
    def blobs(self):
        return [path.name for path in (self.data / "files").glob("??/*")]

    @property
    def parts(self):
        return list((self.data / "files").glob("incoming/*"))

    def peak(self):
        """The most memory it ever had, in bytes."""
        status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024


@pytest.fixture
def folder(tmp_path):
    folder = Folder(tmp_path, "--max-file-size", "200MB")
    with folder.server:
        yield folder


@pytest.fixture
def big(tmp_path):
    path = tmp_path / "big.iso"
    path.write_bytes(BIG)
    return path


def link_in(said):
    return re.search(rb"http://\S+", said)[0].decode()


def path_of(link):
    return link[link.index("/download/") :]


def test_a_file_goes_up_and_down_by_every_way(folder, big):
    with text_client(folder.server.port, "bob") as bob:
        put = link_in(curl("-T", big, f"{folder.at}/r/lobby/"))
        assert bob.until("shared big.iso (60.0 MB)").endswith(put)
    assert curl(put) == BIG
    formed = curl("-F", "sender=alice", "-F", f"file=@{big}", f"{folder.at}/upload").decode()
    link = folder.at + re.search(r'"download_url":"([^"]+)"', formed)[1]
    assert curl("-r", "1000-2000000", link) == BIG[1000:2_000_001]
    assert curl("-r", "0-9,50-59", link).count(b"Content-Range: bytes") == 2
    assert len(folder.blobs) == 1, "the same bytes are kept once"
    assert folder.parts == []
    assert b"Content-Length: 60000000" in curl("-I", link)
    chunked = link_in(curl("-T", "-", f"{folder.at}/r/lobby/small", given=b"from a pipe"))
    assert curl(chunked) == b"from a pipe"


def test_a_file_goes_up_and_down_over_tls(tmp_path, big):
    """As curl does it, which offers HTTP/2 as well."""
    with Server(tmp_path / "data", "--max-file-size", "200MB", doors=(*DOORS, "https-port")) as server:
        at = f"https://127.0.0.1:{server.ports['https-port']}"
        link = re.search(rb"https://\S+", curl("-k", "-T", big, f"{at}/r/lobby/"))[0].decode()
        assert curl("-k", link) == BIG
        assert curl("-k", "-r", "1000-2000000", link) == BIG[1000:2_000_001]
        assert curl("-k", "-o", os.devnull, "-w", "%{http_version}", link) == b"1.1"


def test_large_files_cost_no_memory(folder, big):
    curl("-T", big, f"{folder.at}/r/lobby/warm")
    before = folder.peak()
    for name in ("a", "b"):
        link = link_in(curl("-T", big, f"{folder.at}/r/lobby/{name}"))
        curl("-F", "sender=alice", "-F", f"file=@{big}", f"{folder.at}/upload")
        assert curl(link) == BIG
    assert folder.peak() - before < 30_000_000


def test_a_download_that_was_broken_off_is_gone_on_with(folder, big, tmp_path):
    link = link_in(curl("-T", big, f"{folder.at}/r/lobby/"))
    target = tmp_path / "down"
    target.write_bytes(BIG[:12_345_678])
    curl("-C", "-", "-o", target, link)
    assert target.read_bytes() == BIG


def test_an_upload_that_was_broken_off_is_gone_on_with(folder, big):
    half = cut_upload(folder)
    refused = curl("-C", "1", "-T", big, "-H", "Authorization: Basic YWxpY2U6", f"{folder.at}/r/lobby/")
    here = re.search(rb"The server has (\d+) bytes of this file", refused)[1].decode()
    assert 0 < int(here) <= half
    said = curl("-C", here, "-T", big, "-H", "Authorization: Basic YWxpY2U6", f"{folder.at}/r/lobby/")
    assert curl(link_in(said)) == BIG
    assert folder.parts == []


def cut_upload(folder):
    """Half of a file is sent, and the connection reset."""
    half = len(BIG) // 2
    with socket.create_connection(("127.0.0.1", folder.server.ports["http-port"]), DEADLINE) as connection:
        head = (
            "PUT /r/lobby/big.iso HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic YWxpY2U6\r\n"
            f"Content-Length: {len(BIG)}\r\n\r\n"
        )
        connection.sendall(head.encode() + BIG[:half])
    return half


def test_a_server_that_is_killed_in_an_upload_has_half_of_nothing(folder, big):
    kept = link_in(curl("-T", big, f"{folder.at}/r/lobby/whole.iso"))
    with socket.create_connection(("127.0.0.1", folder.server.ports["http-port"]), DEADLINE) as connection:
        head = b"PUT /r/lobby/b?name=alice HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99000000\r\n\r\n"
        connection.sendall(head + os.urandom(20_000_000))
        folder.server.kill()
    assert len(folder.parts) == 1
    folder.start()
    with folder.server:
        assert folder.parts == []
        listed = curl(f"{folder.at}/files?user=alice").decode()
        assert listed.count("file_id") == 1
        assert "whole.iso" in listed
        assert curl(folder.at + path_of(kept)) == BIG


def test_whatever_was_acknowledged_is_there_after_a_kill(folder, tmp_path):
    links = [link_in(curl("-T", "-", f"{folder.at}/r/lobby/{n}.txt", given=b"%d" % n)) for n in range(20)]
    folder.again()
    with folder.server:
        for n, link in enumerate(links):
            assert curl(folder.at + path_of(link)) == b"%d" % n


def test_bytes_that_a_crash_left_without_a_file_go_at_the_start(folder):
    """The bytes are in their place, and the server ends before the line that shares them."""
    curl("-T", "-", f"{folder.at}/r/lobby/a.txt", given=b"a")
    (blob,) = folder.blobs
    folder.server.kill()
    with sqlite3.connect(folder.data / "chat.db") as database:
        database.execute("DELETE FROM files")
        database.execute("UPDATE blobs SET refs = 0")
    database.close()
    folder.start()
    with folder.server:
        with text_client(folder.server.port, "bob") as bob:
            bob.sends("/files\n")
            bob.until("There are no files")
        while left := folder.blobs:
            assert left == [blob]


def test_a_full_disk_is_told_and_the_chat_goes_on(tmp_path, big):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(small)], check=False)
    if mounted.returncode:
        pytest.skip("file systems cannot be mounted here")
    try:
        folder = Folder(small, "--disk-reserve", "1", "--max-file-size", "200MB")
        with folder.server:
            told = curl("-w", "%{http_code}", "-T", big, f"{folder.at}/r/lobby/").decode()
            assert told.endswith("507")
            untold = curl("-w", "%{http_code}", "-T", "-", f"{folder.at}/r/lobby/x", given=BIG).decode()
            assert untold.endswith("507")
            assert (folder.blobs, folder.parts) == ([], [])
            with text_client(folder.server.port, "bob") as bob:
                bob.sends("/files\nstill here\n")
                bob.until("There are no files")
            assert curl("-T", "-", f"{folder.at}/r/lobby/y", given=b"fits").startswith(b"* Shared y")
            folder.server.stop()
    finally:
        subprocess.run(["umount", str(small)], check=True)
