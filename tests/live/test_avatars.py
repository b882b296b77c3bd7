"""A picture on a real server: made small in a process of its own."""

import io

import requests
from PIL import Image

from tests.live.server import Server, json_client
from tests.unit.test_picture_worker import bomb, picture


def test_a_picture_is_made_small_and_what_is_none_is_refused_while_the_server_lives_on(tmp_path):
    with Server(tmp_path / "data", "--registration", "open", doors=("port", "http-port")) as server:
        alice = json_client(server.port, "alice")
        alice.asks(cmd="register", password="correct horse")
        alice.event("registered")
        alice.asks(cmd="token", label="curl")
        shown = {"Authorization": f"Bearer {alice.event('token')['token']}"}
        site = f"http://127.0.0.1:{server.ports['http-port']}"
        own, at = f"{site}/api/v1/me/avatar", f"{site}/avatar/alice"

        def put(data, kind):
            return requests.put(own, data, headers={**shown, "Content-Type": kind}, timeout=30)

        assert put(picture("JPEG", (2_000, 1_000)), "image/jpeg").status_code == 204
        answer = requests.get(at, headers=shown, timeout=30)
        with Image.open(io.BytesIO(answer.content)) as made:
            assert (made.format, made.size) == ("PNG", (128, 128))
        for data, kind, reason in (
            (b"no picture", "image/png", "no picture"),
            (picture("GIF"), "image/png", "not of the type"),
            (bomb(30_000, 30_000), "image/png", "million pixels"),
        ):
            refused = put(data, kind)
            assert (refused.status_code, reason in refused.text) == (400, True), refused.text
        assert requests.get(at, headers=shown, timeout=30).content == answer.content
