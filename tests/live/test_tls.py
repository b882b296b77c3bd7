"""TLS on real sockets: who joins, what they are shown, and a certificate that is renewed."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from service_identity import VerificationError
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, connectProtocol, wrapClientTLS
from twisted.internet.protocol import Protocol
from twisted.internet.ssl import Certificate as Trusted
from twisted.internet.ssl import optionsForClientTLS
from twisted.trial.unittest import TestCase

from chatservice.errors import StartError
from chatservice.net.self_signed import CERT, KEY
from chatservice.net.tls import Certificate
from chatservice.settings.schema import Settings
from tests.live.certificates import Authority, client_pair, fingerprint, put, whoever
from tests.live.server import DEADLINE, ROOT, Client, Server, text_client

DOORS = ("port", "tls-port")
SECRET = "correct-horse"


@pytest.fixture(scope="module")
def authority():
    return Authority()


def shown_to(port: int) -> str:
    """The fingerprint of what a new connection is shown."""
    with Client(port, tls=whoever()) as client:
        return fingerprint(client.socket.getpeercert(binary_form=True))


def test_a_person_with_openssl_talks_with_one_who_has_netcat(tmp_path):
    with Server(tmp_path / "data", doors=DOORS) as server:
        said = server.says("fingerprint")
        command = next(line for line in said.splitlines() if "openssl s_client" in line).partition("TLS: ")[2]
        alice = subprocess.Popen(
            command.split(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        bob = text_client(server.port, "bob")
        alice.stdin.write(b"alice\n")
        alice.stdin.flush()
        bob.until("alice came into lobby")
        bob.sends("morning\n")
        seen = b""
        while b"bob: morning" not in seen:
            seen = alice.stdout.readline()
            assert seen
        alice.stdin.write("grüß dich\n/quit\n".encode())
        alice.stdin.flush()
        assert bob.until("alice: ").endswith("grüß dich")
        assert alice.stdout.read().endswith(b"* Goodbye.\n")
        assert alice.wait(DEADLINE) == 0
        bob.close()


def test_who_speaks_plainly_at_a_door_of_tls_is_told_so(tmp_path):
    with Server(tmp_path / "data", doors=DOORS) as server, Client(server.ports["tls-port"]) as client:
        client.sends("alice\n")
        assert client.line() == "! This door speaks TLS: openssl s_client -quiet -connect HOST:PORT\r"
        assert client.rest() == []
        server.stop()
        assert "Traceback" not in server.said()


@pytest.mark.parametrize("version", ["-tls1_1", "-tls1"])
def test_what_is_older_than_tls_1_2_is_refused(tmp_path, version):
    with Server(tmp_path / "data", doors=DOORS) as server:
        at = f"127.0.0.1:{server.ports['tls-port']}"
        command = ["openssl", "s_client", "-quiet", version, "-cipher", "DEFAULT:@SECLEVEL=0", "-connect", at]
        ended = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, capture_output=True, timeout=DEADLINE
        )
        assert ended.returncode != 0
        assert b"protocol version" in ended.stderr
        for good in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = whoever()
            context.minimum_version = context.maximum_version = good
            with Client(server.ports["tls-port"], tls=context) as client:
                client.until("Type your name")
        server.stop()
        assert "Traceback" not in server.said()


def test_the_self_signed_pair_is_made_once_for_us_alone_and_its_fingerprint_told(tmp_path):
    seen = []
    for _ in range(2):
        with Server(tmp_path / "data", doors=DOORS) as server:
            seen.append(shown_to(server.ports["tls-port"]))
            assert f"SHA-256 fingerprint: {seen[-1]}" in server.says("fingerprint")
            server.stop()
    assert seen[0] == seen[1]
    assert server.said().count("A self-signed certificate was made") == 1
    for name in (CERT, KEY):
        assert (tmp_path / "data" / name).stat().st_mode & 0o777 == 0o600


def test_a_renewed_certificate_is_shown_to_the_next_and_the_others_live_on(tmp_path, authority):
    pairs = [authority.pair() for _ in range(2)]
    prints = [
        x509.load_pem_x509_certificate(cert).fingerprint(SHA256()).hex(":").upper() for cert, _ in pairs
    ]
    with Server(tmp_path / "data", *put(tmp_path, *pairs[0]), doors=DOORS) as server:
        port = server.ports["tls-port"]
        alice = Client(port, b"alice\n", tls=whoever())
        alice.until("You are in lobby")
        assert shown_to(port) == prints[0]

        put(tmp_path, *pairs[1])
        assert shown_to(port) == prints[1]

        # A broken one is told once, and does nothing.
        put(tmp_path, pairs[0][0], pairs[1][1])
        assert [shown_to(port) for _ in range(3)] == [prints[1]] * 3
        (tmp_path / "key.pem").unlink()
        assert [shown_to(port) for _ in range(3)] == [prints[1]] * 3
        assert server.said().count("The certificate before stays in use.") == 2

        bob = text_client(server.port, "bob")
        bob.sends("still there?\n")
        assert alice.until("bob: ").endswith("still there?")
        alice.sends("yes\n")
        bob.until("alice: yes")
        alice.close()
        bob.close()
        server.stop()
        assert "Traceback" not in server.said()


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_a_client_certificate_is_a_login_without_a_password(tmp_path, version):
    file, mine = client_pair(tmp_path)
    with Server(tmp_path / "data", doors=DOORS) as server:
        bob = text_client(server.port, "bob")
        bob.sends(f"/register {SECRET}\n/cert add {mine} laptop\n")
        bob.until("logs in to your account")
        at = f"127.0.0.1:{server.ports['tls-port']}"
        command = ["openssl", "s_client", "-quiet", version, "-cert", file, "-key", file, "-connect", at]
        typed = b"bob\n/cert\n/quit\n"
        again = subprocess.run(command, check=True, input=typed, capture_output=True, timeout=DEADLINE)
        shown = again.stdout.decode()
        assert "Welcome, bob" in shown
        assert f"{mine} laptop (this connection's), added " in shown
        with Client(server.ports["tls-port"], b"bob\n", tls=whoever()) as other:
            other.until("bob is registered")
        bob.close()
        server.stop()
        assert "Traceback" not in server.said()


def test_a_program_that_trusts_on_first_use_notices_another_certificate(tmp_path, authority):
    """It keeps what it was shown first; that is what the printed fingerprint is for."""
    with Server(tmp_path / "data", *put(tmp_path, *authority.pair()), doors=DOORS) as server:
        trusted = shown_to(server.ports["tls-port"])
        assert trusted in server.says("fingerprint")
        assert shown_to(server.ports["tls-port"]) == trusted
        put(tmp_path, *authority.pair())
        assert shown_to(server.ports["tls-port"]) != trusted


def test_a_reader_over_tls_who_never_reads_is_closed_and_the_others_get_every_line(tmp_path):
    lines = [f"{number} {'x' * 4000}" for number in range(1200)]
    with Server(tmp_path / "data", "--outbox", "128KiB", "--message-rate", "none", doors=DOORS) as server:
        silent = Client(server.ports["tls-port"], b"silent\n", tls=whoever(), holds=4096)
        silent.until("You are in lobby")
        reader = Client(server.ports["tls-port"], b"reader\n", tls=whoever())
        reader.until("You are in lobby")
        writer = text_client(server.port, "writer")
        for line in lines:
            writer.sends(line + "\n")
            assert reader.until("[lobby] writer: ") == f"[lobby] writer: {line}"
        assert "* silent left lobby." in reader.lines
        silent.until("You were reading too slowly")
        for client in (silent, reader, writer):
            client.close()


class Reading(Protocol):
    """Fires `greeted` with the first bytes, or with why there are none."""

    def __init__(self):
        self.greeted = Deferred()
        self.gone = Deferred()

    def dataReceived(self, data):
        if not self.greeted.called:
            self.greeted.callback(data)

    def connectionLost(self, reason):
        if not self.greeted.called:
            self.greeted.errback(reason)
        self.gone.callback(None)


class Verifying(TestCase):
    """A Twisted client that checks the chain and, by service-identity, the name."""

    def setUp(self):
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        self.authority = Authority()
        options = put(folder, *self.authority.pair())
        self.server = Server(folder / "data", *options, doors=DOORS)
        self.addCleanup(self.server.__exit__)

    async def greeting(self, host: bytes, trusted: bytes) -> bytes:
        options = optionsForClientTLS(host.decode(), trustRoot=Trusted.loadPEM(trusted))
        plain = HostnameEndpoint(reactor, b"127.0.0.1", self.server.ports["tls-port"])
        protocol = await connectProtocol(wrapClientTLS(options, plain), Reading())
        try:
            return await protocol.greeted
        finally:
            protocol.transport.loseConnection()
            await protocol.gone

    async def test_the_right_name_of_a_trusted_authority_is_greeted(self):
        assert b"chatservice" in await self.greeting(b"localhost", self.authority.pem)

    async def test_a_wrong_name_is_not_talked_to(self):
        with pytest.raises(VerificationError):
            await self.greeting(b"elsewhere.example", self.authority.pem)

    async def test_an_unknown_authority_is_not_talked_to(self):
        with pytest.raises(Exception, match="certificate verify failed"):
            await self.greeting(b"localhost", Authority().pem)


def started(folder, *options) -> subprocess.CompletedProcess:
    command = [
        sys.executable,
        "-m",
        "chatservice",
        "--data",
        str(folder / "data"),
        "--port",
        "0",
        "--http-port",
        "none",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*command, *options],
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("missing", "--cert {cert}: cannot be read: No such file or directory."),
        ("folder", "--cert {cert}: cannot be read: Is a directory."),
        ("no pem", "--cert {cert}: is not a certificate in PEM."),
        ("no key", "--key {key}: cannot be read: No such file or directory."),
        ("no key pem", "--key {key}: is not a private key in PEM, without a password."),
        ("locked", "--key {key}: is not a private key in PEM, without a password."),
        ("another's", "--key {key}: does not belong to the certificate {cert}."),
    ],
)
def test_a_certificate_that_cannot_be_used_is_one_line_and_status_1(tmp_path, authority, what, line):
    cert, key = authority.pair(password=b"secret" if what == "locked" else b"")
    options = put(tmp_path, cert, authority.pair()[1] if what == "another's" else key)
    paths = {"cert": options[1], "key": options[3]}
    if what in ("missing", "folder"):
        (tmp_path / "cert.pem").unlink()
    if what == "folder":
        (tmp_path / "cert.pem").mkdir()
    if what == "no pem":
        (tmp_path / "cert.pem").write_text("-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n")
    if what == "no key":
        (tmp_path / "key.pem").unlink()
    if what == "no key pem":
        (tmp_path / "key.pem").write_bytes(cert)
    line = line.format(**paths)
    with pytest.raises(StartError, match=f"^{re.escape(line)}$"):
        Certificate.of(Settings(data=str(tmp_path), **paths))
    if what == "missing":
        ended = started(tmp_path, "--tls-port", "0", *options)
        assert (ended.returncode, ended.stderr) == (1, f"chat: {line}\n")


def test_a_certificate_that_has_expired_is_served_and_told(tmp_path, authority):
    with Server(tmp_path / "data", *put(tmp_path, *authority.pair(days=-2)), doors=DOORS) as server:
        shown_to(server.ports["tls-port"])
        assert f"{tmp_path / 'cert.pem'} expired on 2" in server.says("clients refuse it")


def test_a_key_alone_is_a_mistake(tmp_path):
    ended = started(tmp_path, "--tls-port", "0", "--key", "key.pem")
    told = "chat: key is set without cert: give its certificate too\n"
    assert (ended.returncode, ended.stderr) == (1, told)


def test_certificate_and_key_may_be_in_one_file(tmp_path, authority):
    (tmp_path / "both.pem").write_bytes(b"".join(authority.pair()))
    with Server(tmp_path / "data", "--cert", str(tmp_path / "both.pem"), doors=DOORS) as server:
        assert shown_to(server.ports["tls-port"]) in server.says("fingerprint")


def test_the_end_of_the_certificate_and_the_last_backup_are_metrics(tmp_path, authority):
    pair = put(tmp_path, *authority.pair(days=5))
    before = time.time()
    with Server(
        tmp_path / "data", *pair, "--backup-every", "1d", doors=("port", "http-port", "https-port")
    ) as server:
        command = ["curl", "-sk", f"https://127.0.0.1:{server.ports['https-port']}/metrics"]
        page = subprocess.run(command, capture_output=True, check=True, timeout=DEADLINE).stdout.decode()
    expires = float(re.search(r"(?m)^chat_certificate_expires_seconds (.*)", page)[1])
    assert before + 5 * 86_400 - 60 < expires < time.time() + 5 * 86_400
    assert "\nchat_backup_made_seconds 0.0\n" in page


def test_a_suite_without_authenticated_encryption_is_refused(tmp_path):
    with Server(tmp_path / "data", doors=DOORS) as server:
        for suite, taken in (("ECDHE-ECDSA-AES128-SHA", False), ("ECDHE-ECDSA-AES128-GCM-SHA256", True)):
            context = whoever()
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(f"{suite}:@SECLEVEL=0")
            try:
                with Client(server.ports["tls-port"], tls=context) as client:
                    client.until("Type your name")
            except ssl.SSLError:
                assert not taken
            else:
                assert taken


def test_plain_http_at_a_door_of_tls_gets_an_answer_of_http_and_https_may_be_made_to_stay(tmp_path):
    doors = ("port", "http-port", "https-port")
    with Server(tmp_path / "data", "--http-hsts", "180d", doors=doors) as server:
        secure, plain = server.ports["https-port"], server.ports["http-port"]

        def curl(url):
            ran = subprocess.run(["curl", "-ski", url], capture_output=True, check=True, timeout=DEADLINE)
            return ran.stdout.decode()

        answer = curl(f"http://127.0.0.1:{secure}/")
        assert answer.startswith("HTTP/1.1 400 ")
        assert answer.endswith("This door speaks TLS: https://, not http://\n")
        for path in ("/", "/nowhere"):
            assert "Strict-Transport-Security: max-age=15552000" in curl(f"https://127.0.0.1:{secure}{path}")
        assert "Strict" not in curl(f"http://127.0.0.1:{plain}/")


def test_what_a_pipe_says_through_openssl_is_said_although_it_ends_at_once(tmp_path):
    with Server(tmp_path / "data", doors=DOORS) as server, text_client(server.port, "bob") as bob:
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{server.ports['tls-port']}"]
        subprocess.run(
            command, input=b"ci\nthe build is done\n", capture_output=True, check=True, timeout=DEADLINE
        )
        bob.until("[lobby] ci: the build is done")
        bob.until("ci left")


def test_a_request_is_answered_to_a_client_that_has_ended_its_side(tmp_path):
    with Server(tmp_path / "data", doors=("port", "http-port", "https-port")) as server:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = whoever().wrap_bio(incoming, outgoing)
        with socket.create_connection(("127.0.0.1", server.ports["https-port"]), DEADLINE) as plain:

            def done(step):
                while True:
                    try:
                        result = step()
                    except ssl.SSLWantReadError:
                        plain.sendall(outgoing.read())
                        incoming.write(plain.recv(65536))
                    else:
                        plain.sendall(outgoing.read())
                        return result

            done(tls.do_handshake)
            tls.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            with pytest.raises(ssl.SSLWantReadError):
                tls.unwrap()  # leaves our end of TLS behind the request, in one piece with it
            done(lambda: None)
            assert done(lambda: tls.read(100)).startswith(b"HTTP/1.1 200 OK")
