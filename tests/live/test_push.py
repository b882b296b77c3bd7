"""Web Push on a real server, to a push service that decrypts what a browser would."""

import json
import struct

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chatservice.net.push.encryption import CURVE, _derive, as_text, raw
from tests.live.server import DEADLINE, Server, json_client
from tests.live.test_outgoing import ANSWERS, Receiver

SECRET = "correct horse battery"
AUTH = bytes(range(16))


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setitem(ANSWERS, "/alive", (201, "text/plain", b""))
    monkeypatch.setitem(ANSWERS, "/over", (410, "text/plain", b""))
    service = Receiver()
    yield service
    service.shutdown()
    service.server_close()


def decrypted(body, own):
    salt, (_, length) = body[:16], struct.unpack("!IB", body[16:21])
    theirs, sealed = body[21 : 21 + length], body[21 + length :]
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    secret = _derive(shared, AUTH, b"WebPush: info\0" + raw(own.public_key()) + theirs, 32)
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\2")


def test_a_closed_browser_gets_what_only_it_can_read_and_one_that_is_over_is_forgotten(service, tmp_path):
    own = ec.generate_private_key(CURVE)
    keys = {"p256dh": as_text(raw(own.public_key())), "auth": as_text(AUTH)}
    inner = ["--outgoing-inner", "127.0.0.1", "--push-services", "127.0.0.1", "--push-delay", "0.01"]
    with Server(tmp_path / "data", *inner) as server:
        alice = json_client(server.port, "alice")
        alice.asks(cmd="register", password=SECRET)
        alice.event("registered")
        alice.asks(cmd="push", endpoint="https://169.254.169.254/latest", **keys)
        assert alice.event("error")["code"] == "bad_url"
        alice.asks(cmd="push", endpoint=service.url("/alive"), p256dh="x", auth="y")
        assert alice.event("error")["code"] == "bad_push_keys"
        for path in ("/over", "/alive"):
            alice.asks(cmd="push", endpoint=service.url(path), **keys)
            alice.event("push")
        alice.asks(cmd="push_list")
        listed = alice.event("push_list")
        assert len(listed["devices"]) == 2
        alice.close()
        bob = json_client(server.port, "bob")
        bob.asks(cmd="msg", to="alice", text="wake up")
        got = [service.got.get(timeout=DEADLINE) for _ in range(2)]
        headers, body = got[1]
        notification = json.loads(decrypted(body, own))["notification"]
        assert (notification["title"], notification["body"]) == ("bob", "wake up")
        assert headers["Authorization"].endswith(f"k={listed['key']}")
        assert {name: headers[name] for name in ("Content-Encoding", "TTL", "Urgency")} == {
            "Content-Encoding": "aes128gcm",
            "TTL": "86400",
            "Urgency": "high",
        }
        assert b"wake up" not in body
        back = json_client(server.port, "alice", password=SECRET)
        back.asks(cmd="push_list")
        assert [row["id"] for row in back.event("push_list")["devices"]] == [2]
        assert (tmp_path / "data" / "push-key.pem").stat().st_mode & 0o777 == 0o600
