"""What an idle server loads: OpenSSL only for TLS, autobahn with the first WebSocket."""

from pathlib import Path
from urllib.request import urlopen

from tests.live.server import Server
from tests.live.sockets import Socket


def libraries(server) -> str:
    """The files that its process has mapped."""
    return Path(f"/proc/{server.process.pid}/maps").read_text()


def test_a_server_without_tls_holds_no_openssl_and_loads_websockets_when_one_comes(tmp_path):
    with Server(tmp_path / "data", doors=("port", "http-port")) as server:
        loaded = libraries(server)
        assert "cryptography" not in loaded
        assert "nvx" not in loaded, "autobahn's"
        http = server.ports["http-port"]
        with urlopen(f"http://127.0.0.1:{http}/metrics") as answer:
            assert b"chat_people" in answer.read()
        with Socket(http, "/ws") as socket:
            socket.asks(cmd="login", name="alice")
            assert socket.event("welcome")["name"] == "alice"
        assert "nvx" in libraries(server)
