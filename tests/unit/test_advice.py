"""What is said of settings that are valid, but let strangers in or listen in."""

import pytest

from chatservice.settings.advice import advice
from chatservice.settings.schema import Settings

EVERYWHERE = "0.0.0.0"  # noqa: S104
CLEAR = "passwords and messages travel unencrypted through {}, which other machines can reach"


@pytest.mark.parametrize(
    ("settings", "exposed"),
    [
        ({}, ""),
        ({"bind": EVERYWHERE}, "port, http_port"),
        ({"bind": EVERYWHERE, "http_port": None}, "port"),
        ({"bind": EVERYWHERE, "port": None, "http_port": None, "tls_port": "5556"}, ""),
        ({"bind": EVERYWHERE, "port": None, "trusted_proxies": "10.0.0.1"}, ""),
        ({"port": "tcp:5555", "http_port": None}, "port"),
        ({"port": "tcp:5555:interface=127.0.0.1", "http_port": None}, ""),
        ({"port": "tcp:5555:interface=10.0.0.1", "http_port": None}, "port"),
        ({"port": "haproxy:tcp:5555", "http_port": "unix:/run/chat.sock", "bind": EVERYWHERE}, ""),
        ({"http_port": "unix:/run/chat.sock,8080", "port": None, "bind": "::"}, "http_port"),
    ],
)
def test_doors_without_tls_that_others_can_reach_are_named(settings, exposed):
    lines = [line for line in advice(Settings(**settings, guests=False)) if "unencrypted" in line]
    assert [line.partition(":")[0] for line in lines] == ([CLEAR.format(exposed)] if exposed else [])


def test_guests_and_open_registration_are_mentioned_where_strangers_can_come():
    everyone = Settings(bind=EVERYWHERE, registration="open")
    assert [line.partition(":")[0] for line in advice(everyone)][1:] == [
        "whoever reaches the server can come in as a guest",
        "whoever reaches the server can register",
    ]
    assert advice(Settings(registration="open")) == []
