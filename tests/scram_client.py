"""The client's side of SCRAM-SHA-256, written from RFC 5802 and apart from the server's."""

import base64
import hashlib
import hmac


def mac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()


class ScramClient:
    def __init__(self, name: str, password: str, nonce: str = "rOprNGfwEbeRWgbNEkqO", header: str = "n,,"):
        self.password, self.nonce, self.header = password, nonce, header
        self.bare = f"n={name},r={nonce}"
        self.signature = ""

    @property
    def first(self) -> str:
        return self.header + self.bare

    def final(self, server_first: str) -> str:
        fields = dict(field.split("=", 1) for field in server_first.split(","))
        assert fields["r"].startswith(self.nonce)
        assert fields["r"] != self.nonce
        salt, count = base64.b64decode(fields["s"]), int(fields["i"])
        salted = hashlib.pbkdf2_hmac("sha256", self.password.encode(), salt, count)
        without = f"c={base64.b64encode(self.header.encode()).decode()},r={fields['r']}"
        said = f"{self.bare},{server_first},{without}".encode()
        key = mac(salted, b"Client Key")
        signature = mac(hashlib.sha256(key).digest(), said)
        proof = bytes(a ^ b for a, b in zip(key, signature, strict=True))
        self.signature = base64.b64encode(mac(mac(salted, b"Server Key"), said)).decode()
        return f"{without},p={base64.b64encode(proof).decode()}"
