"""What a page of another site could do with a visitor's browser: nothing, at any address there is.

Every route is tried, so that one that comes later is tried too.
"""

import re

import pytest

from chatservice.net.http.engine.urls import ROUTES
from tests.scenes.stage import Stage
from tests.scenes.web import Web

PLACES = sorted({(route.method, re.sub(r"\{[^}]*\}", "lobby", route.path)) for route in ROUTES})
# They tell nothing without a token that nobody can guess, so they go by any name of the server.
ANY_HOST = {re.sub(r"\{[^}]*\}", "lobby", route.path) for route in ROUTES if route.any_host}
LINKED = {re.sub(r"\{[^}]*\}", "lobby", route.path) for route in ROUTES if route.linked}

PAGES = {
    "another origin": {"Origin": "https://evil.example"},
    "no origin of its own": {"Origin": "null"},
    "another port of this machine": {"Origin": "http://localhost:3000"},
    "an image, a script, a form": {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
    "a neighbour": {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "no-cors"},
    "a name made to point here": {"Host": "evil.example"},
    "that name, from its own page": {"Host": "evil.example", "Origin": "http://evil.example"},
    "a name that looks like ours": {"Host": "localhost.evil.example"},
}
MARK = b"hello from elsewhere"


@pytest.fixture(scope="module")
def stage():
    stage = Stage(message_rate=None, login_rate=None, clients_per_address=None)
    stage.alice = stage.json("alice")
    stage.web = Web(stage)
    owner = stage.json("owner", "crew")
    (made,) = owner.asks(cmd="invitation", room="crew").events("invitation")
    stage.invitation = made["token"]
    return stage


@pytest.mark.parametrize(("method", "path"), PLACES)
def test_no_page_but_ours_gets_anything(stage, method, path):
    people = len(stage.chat.presence)
    body = b"" if method in ("GET", "HEAD", "OPTIONS") else MARK
    answers = {page: stage.web.connect().asks(method, path, body, **PAGES[page]) for page in PAGES}
    let_in = {page for page, answer in answers.items() if answer.status not in (403, 421)}
    assert let_in == ({page for page in PAGES if "Host" in PAGES[page]} if path in ANY_HOST else set())
    shared = {page for page, answer in answers.items() if "access-control-allow-origin" in answer.headers}
    assert shared == set()
    assert len(stage.chat.presence) == people
    assert stage.alice.messages() == []


@pytest.mark.parametrize(("method", "path"), PLACES)
def test_a_link_leads_only_to_pages_that_are_made_for_it(stage, method, path):
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    body = b"" if method in ("GET", "HEAD", "OPTIONS") else MARK  # a form that is sent is a POST
    # An invitation that leads nowhere is refused to all.
    real = path.replace("/i/lobby", f"/i/{stage.invitation}")
    answer = stage.web.connect().asks(method, real, body, **link)
    refused = answer.status in (403, 421)
    assert refused is not (method == "GET" and path in LINKED)
    assert stage.alice.messages() == []
    if not refused:
        assert answer.headers["x-frame-options"] == "DENY"
