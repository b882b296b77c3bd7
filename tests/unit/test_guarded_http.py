"""Where requests to strangers' addresses may go, whatever their names resolve to."""

import pytest
from twisted.internet.defer import Deferred
from twisted.internet.testing import MemoryReactorClock, StringTransport

from chatservice.net.page_reader import HOPS, TIMEOUT, HttpPages
from chatservice.settings.schema import Settings

PUBLIC, OTHER = "93.184.216.34", "151.101.1.1"


class Names:
    """A resolver: each name has its answers, one after another."""

    def __init__(self, **answers):
        self.answers = {name.replace("_", "."): list(each) for name, each in answers.items()}

    async def __call__(self, host):
        return self.answers[host].pop(0)


class Browsing:
    def __init__(self, names, **settings):
        self.reactor = MemoryReactorClock()
        self.pages = HttpPages(Settings(**settings), self.reactor, resolve=names)
        self.previews = []
        self.transports = []

    def read(self, url):
        Deferred.fromCoroutine(self.pages.read(url)).addCallback(self.previews.append)
        return self

    @property
    def reached(self):
        return [(host, port) for host, port, *_ in self.reactor.tcpClients]

    def answers(self, *lines, body=b""):
        """The server that was connected to last answers; returns what it was asked."""
        factory = self.reactor.tcpClients[-1][2]
        protocol, transport = factory.buildProtocol(None), StringTransport()
        protocol.makeConnection(transport)
        self.transports.append(transport)
        asked = transport.value()
        protocol.dataReceived("\r\n".join(("HTTP/1.1 " + lines[0], *lines[1:], "", "")).encode() + body)
        return asked


PAGE = b"<title>A page</title>"
HTML = ("200 OK", "Content-Type: text/html", f"Content-Length: {len(PAGE)}")


def test_the_address_that_was_judged_is_the_one_that_is_connected_to():
    """A name whose second answer is another (rebinding) is asked once only."""
    browsing = Browsing(Names(evil_example=[[PUBLIC], ["127.0.0.1"]])).read("http://evil.example/x?y=1")
    asked = browsing.answers(*HTML, body=PAGE)
    assert browsing.reached == [(PUBLIC, 80)]
    assert asked.startswith(b"GET /x?y=1 HTTP/1.1\r\n")
    assert b"Host: evil.example\r\n" in asked
    assert [preview.title for preview in browsing.previews] == ["A page"]


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["10.1.2.3", "::1"], ["169.254.169.254"], ["::ffff:192.168.0.1"], []]
)
def test_a_name_of_inner_addresses_leads_nowhere(addresses):
    browsing = Browsing(Names(evil_example=[addresses])).read("http://evil.example/")
    assert (browsing.reached, browsing.previews) == ([], [None])


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://user@x.example/", "http://x:0/"]
)
def test_addresses_and_names_with_passwords_are_refused_as_they_stand(url):
    browsing = Browsing(Names()).read(url)
    assert (browsing.reached, browsing.previews) == ([], [None])


@pytest.mark.parametrize(
    "location",
    ["http://inner.example/", "http://127.0.0.1:6379/", "file:///etc/passwd", "http://[::1", "gopher://x/"],
)
def test_a_redirect_is_judged_like_a_first_request(location):
    browsing = Browsing(Names(a_example=[[PUBLIC]], inner_example=[["192.168.1.1"]])).read(
        "http://a.example/"
    )
    browsing.answers("302 Found", f"Location: {location}", "Content-Length: 0")
    assert (browsing.reached, browsing.previews) == ([(PUBLIC, 80)], [None])


def test_a_redirect_to_a_public_page_is_followed():
    browsing = Browsing(Names(a_example=[[PUBLIC]], b_example=[[OTHER]])).read("http://a.example/")
    browsing.answers("301 Moved", "Location: http://b.example:8080/new", "Content-Length: 0")
    browsing.answers(*HTML, body=PAGE)
    assert browsing.reached == [(PUBLIC, 80), (OTHER, 8080)]
    assert [preview.url for preview in browsing.previews] == ["http://a.example/"]


def test_redirects_in_a_circle_end():
    browsing = Browsing(Names(a_example=[[PUBLIC]] * 10)).read("http://a.example/")
    while not browsing.previews:
        browsing.answers("302 Found", "Location: /again", "Content-Length: 0")
    assert (len(browsing.reached), browsing.previews) == (HOPS, [None])


def test_only_the_beginning_of_an_endless_page_is_read_and_the_connection_ends():
    browsing = Browsing(Names(a_example=[[PUBLIC]]), preview_size=1000).read("http://a.example/")
    browsing.answers("200 OK", "Content-Type: text/html", body=PAGE + b" " * 2000 + b"<title>late</title>")
    assert [preview.title for preview in browsing.previews] == ["A page"]
    assert browsing.transports[0].disconnecting


@pytest.mark.parametrize(
    "fields",
    [
        ("Content-Type: image/svg+xml",),
        ("Content-Type: application/octet-stream",),
        ("Content-Type: text/html", "Content-Encoding: gzip"),
        (),
    ],
)
def test_what_is_no_plain_page_is_not_shown(fields):
    browsing = Browsing(Names(a_example=[[PUBLIC]])).read("http://a.example/")
    browsing.answers("200 OK", *fields, f"Content-Length: {len(PAGE)}", body=PAGE)
    assert browsing.previews == [None]


def test_what_is_no_page_is_not_even_read():
    browsing = Browsing(Names(a_example=[[PUBLIC]])).read("http://a.example/")
    browsing.answers("200 OK", "Content-Type: video/mp4", "Content-Length: 10000000000", body=b"x")
    assert browsing.previews == [None]
    assert browsing.transports[0].disconnecting


def test_a_page_that_drips_is_given_up_and_its_connection_ends():
    browsing = Browsing(Names(a_example=[[PUBLIC]])).read("http://a.example/")
    browsing.answers("200 OK", "Content-Type: text/html", "Content-Length: 1000", body=b"<title>")
    browsing.reactor.advance(TIMEOUT)
    assert browsing.previews == [None]
    assert browsing.transports[0].disconnecting


def test_a_server_that_never_answers_is_given_up():
    browsing = Browsing(Names(a_example=[[PUBLIC]])).read("http://a.example/")
    browsing.reactor.advance(TIMEOUT)
    assert browsing.previews == [None]


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "204 No Content"])
def test_what_fails_has_no_preview(status):
    browsing = Browsing(Names(a_example=[[PUBLIC]])).read("http://a.example/")
    browsing.answers(status, "Content-Type: text/html", f"Content-Length: {len(PAGE)}", body=PAGE)
    assert browsing.previews == [None]
