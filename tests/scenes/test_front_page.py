"""The page at `/`: what it tells a newcomer to type works, wherever they are."""

import shlex

import pytest

from tests.scenes.stage import Stage
from tests.scenes.web import Web

LAN = "10.0.0.9"


class Curl:
    """Does what curl would, for the words that stand in the page."""

    def __init__(self, web):
        self.web = web
        self.jar = {}

    def runs(self, words):
        assert words[0] == "curl"
        path, method, body, headers = "", "GET", b"", {}
        rest = iter(words[1:])
        for word in rest:
            if word == "-d":
                method, body = "POST", next(rest).encode()
                headers["Content_Type"] = "application/x-www-form-urlencoded"
            elif word == "-T":
                method, body, name = "PUT", b"data", next(rest)
                headers["Content_Length"] = "4"
            elif word == "-b":
                headers["Cookie"] = self.jar[next(rest)]
            elif word == "-c":
                jar = next(rest)
            elif word != "-N":
                path = word.partition("localhost:8080")[2]
        if method == "PUT":
            path += name
        answer = self.web.asks(method, path, body, **headers)
        if "set-cookie" in answer.headers:
            self.jar[jar] = answer.headers["set-cookie"].partition(";")[0]
        return answer


def commands(page):
    """What the page says to type, without what follows live."""
    lines = (line.partition("curl ") for line in page.text.splitlines() if "curl " in line)
    found = [shlex.split("curl " + rest) for _, _, rest in lines]
    return [words for words in found if "-N" not in words]


@pytest.mark.parametrize(
    ("settings", "peer"),
    [({}, "127.0.0.1"), ({"open": True}, LAN), ({}, LAN)],
    ids=["here", "open", "closed"],
)
def test_each_line_of_it_works_as_it_stands(settings, peer):
    web = Web(Stage(**settings), peer=peer)
    page = web.get("/")
    curl = Curl(web)
    answers = [curl.runs(words) for words in commands(page)]
    assert len(answers) >= 3
    assert [answer.status for answer in answers if answer.status not in (200, 201)] == []
    assert "hello" in answers[-1].text
    assert ("-c" in page.text) == (not settings and peer == LAN)


def test_where_only_accounts_come_in_it_asks_for_the_password():
    web = Web(Stage(guests=False), peer=LAN)
    web.stage.connect().asks(cmd="register", name="YOU", password="YOUR PASSWORD")
    curl = Curl(web)
    assert [curl.runs(words).status for words in commands(web.get("/"))] == [200, 201, 201, 200]


def test_it_names_the_other_ways_in():
    web = Web(Stage())
    web.site.ways = ["Join: nc 10.0.0.5 5555   or   telnet 10.0.0.5 5555", "Window: <b>"]
    page = web.get("/").text
    assert "Join: nc 10.0.0.5 5555" in page
    assert "Join:" not in web.get("/", X_Forwarded_For="1.2.3.4").text, "a proxy leads to no other door"


@pytest.mark.parametrize("host", ["thismachine", "thismachine.local", "10.0.0.5", "localhost"])
def test_this_machine_is_known_by_its_names(host):
    assert Web(Stage()).get("/", Host=f"{host}:8080").status == 200


@pytest.mark.parametrize("host", ["other.local", "thismachine.local.example", "local"])
def test_other_names_are_not_this_machine(host):
    assert Web(Stage()).get("/", Host=f"{host}:8080").status == 421
