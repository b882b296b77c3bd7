"""Push messages are encrypted for one browser and signed by the server, as the RFCs say."""

import json
import struct

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from chatservice.errors import CalloutFailed
from chatservice.net.push.encryption import (
    CURVE,
    BadKeys,
    BrowserKeys,
    _derive,
    as_bytes,
    as_text,
    encrypt,
    raw,
)
from chatservice.net.push.sender import is_known
from chatservice.net.push.vapid import KEY, Vapid, key_in

# RFC 8291, appendix A.
TEXT = b"When I grow up, I want to be a watermelon"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6"
    "PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
CONTACT = "mailto:a@b.example".strip
NOW = 1_795_000_000.0


def private(text):
    return ec.derive_private_key(int.from_bytes(as_bytes(text, 32), "big"), CURVE)


def test_the_example_of_the_rfc_comes_out_byte_for_byte():
    body = encrypt(TEXT, BrowserKeys(P256DH, AUTH), private(SENDER), as_bytes(SALT, 16))
    assert as_text(body) == BODY


def test_what_a_browser_decrypts_is_what_was_sent():
    own, auth = ec.generate_private_key(CURVE), bytes(range(16))
    point = raw(own.public_key())
    body = encrypt("grüße".encode(), BrowserKeys(as_text(point), as_text(auth) + "=="))
    salt, (size, length) = body[:16], struct.unpack("!IB", body[16:21])
    theirs, sealed = body[21 : 21 + length], body[21 + length :]
    assert (size, length) == (4096, 65)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    secret = _derive(shared, auth, b"WebPush: info\0" + point + theirs, 32)
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    assert AESGCM(key).decrypt(nonce, sealed, None) == "grüße".encode() + b"\2"


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", AUTH),
        (P256DH, ""),
        (P256DH[:-2], AUTH),
        (P256DH, AUTH + "AAAA"),
        ("A" * 87, AUTH),
        (P256DH.replace("B", "ä", 1), AUTH),
        (P256DH[:-1] + "!", AUTH),
        (as_text(b"\4" + b"\1" * 64), AUTH),
    ],
)
def test_keys_that_are_none_are_refused(p256dh, auth):
    with pytest.raises(BadKeys):
        BrowserKeys(p256dh, auth)


def test_the_servers_key_is_made_once_and_nobody_else_can_read_it(tmp_path):
    first, again = (Vapid(key_in(tmp_path), CONTACT) for _ in range(2))
    assert first.public == again.public
    assert (tmp_path / KEY).stat().st_mode & 0o777 == 0o600
    (tmp_path / KEY).write_text("no key")
    with pytest.raises(CalloutFailed):
        key_in(tmp_path)


def test_a_push_service_can_check_who_sends(tmp_path):
    key = key_in(tmp_path)
    vapid = Vapid(key, CONTACT)
    header = vapid.authorization("https://push.example:444/a/b?c", NOW)
    assert header == vapid.authorization("https://push.example:444/d", NOW + 60)
    kind, token, shown = header.replace(",", "").split()
    assert (kind, shown) == ("vapid", f"k={vapid.public}")
    head, claims, signature = token.removeprefix("t=").split(".")
    padded = [as_bytes(part, len(part) * 3 // 4) for part in (head, claims)]
    assert json.loads(padded[0]) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(padded[1]) == {
        "aud": "https://push.example:444",
        "exp": int(NOW) + 12 * 3600,
        "sub": "mailto:a@b.example",
    }
    pair = as_bytes(signature, 64)
    signed = encode_dss_signature(int.from_bytes(pair[:32], "big"), int.from_bytes(pair[32:], "big"))
    key.public_key().verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.public_key().verify(signed, b"something else", ec.ECDSA(SHA256()))
    assert vapid.authorization("https://push.example:444/d", NOW + 7 * 3600) != header
    assert vapid.authorization("https://other.example/d", NOW) != header


def test_tokens_of_so_many_push_services_are_kept(tmp_path):
    vapid = Vapid(key_in(tmp_path), CONTACT)
    for number in range(201):
        vapid.authorization(f"https://push{number}.example/", NOW)
    assert len(vapid._tokens) == 1


def test_push_services_are_known_by_their_names():
    services = "fcm.googleapis.com, *.push.apple.com"
    assert is_known("fcm.googleapis.com", services)
    assert is_known("web.push.apple.com", services)
    for host in (
        "push.apple.com.evil.example",
        "evilpush.apple.com.",
        "apple.com",
        "xfcm.googleapis.com",
        "",
    ):
        assert not is_known(host, services)
