"""The page and its files: who gets them, how they are compressed, how long they may be kept."""

import gzip
import json
import re

import pytest

from chatservice.net.http.page.files import FOLDER
from tests.scenes.stage import Stage
from tests.scenes.web import Web

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def web():
    return Web(Stage())


def addresses(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/web/[^"]+)"', page)


@pytest.mark.parametrize("path", ["/", "/r", "/r/lobby", "/r/lobby/17", "/r/secret?name=x"])
def test_a_browser_gets_the_page_where_a_terminal_gets_text(web, path):
    page = web.get(path, Accept=BROWSER)
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<div id="app">' in page.text
    assert "<html" not in web.get(path).text
    assert "<html" not in web.get(path, Accept="application/json").text


def test_whoever_only_looks_at_the_page_is_nobody_yet(web):
    web.get("/r/lobby", Accept=BROWSER)
    assert len(web.site.visitors) == 0


def test_the_page_may_load_nothing_from_elsewhere_and_nobody_may_frame_it(web):
    policy = web.get("/", Accept=BROWSER, Host="localhost:8080").headers["content-security-policy"]
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert (rules["frame-ancestors"], rules["trusted-types"]) == ("'none'", "worker")
    assert rules["connect-src"] == "'self' ws://localhost:8080"
    assert "unsafe" not in policy


def test_everything_that_the_page_names_is_there_and_may_be_kept_for_good(web):
    found = addresses(web.get("/", Accept=BROWSER).text)
    assert {"main.js", "main.css"} <= {re.split("[/?]", address)[2] for address in found}
    for address in found:
        answer = web.get(address)
        assert answer.status == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert (FOLDER / re.split("[/?]", address)[2]).read_bytes() == answer.body


def test_no_part_of_the_page_has_two_addresses():
    """It would be loaded and begun twice, and know nothing of itself."""
    found = {}
    for file in FOLDER.glob("*.js"):
        for name, version in re.findall(r'"\./([\w.-]+\.js)(\?v=\w+)?"', file.read_text("utf-8")):
            found.setdefault(name, set()).add(version)
    assert len(found) > 10
    assert {name: versions for name, versions in found.items() if len(versions) > 1 or "" in versions} == {}


@pytest.mark.parametrize("name", ["main.js", "main.js?v=", "main.css?v=0123456789ab"])
def test_another_version_is_asked_for_each_time(web, name):
    first = web.get(f"/web/{name}")
    assert first.headers["cache-control"] == "no-cache"
    again = web.get(f"/web/{name}", If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_a_script_of_another_version_is_not_there(web):
    """A page from before an upgrade would load parts of the new one beside its own."""
    assert web.get("/web/main.js?v=0123456789ab").status == 404


def test_files_are_sent_as_small_as_the_browser_takes_them(web):
    whole = web.get("/web/main.js")
    assert "content-encoding" not in whole.headers
    packed = web.get("/web/main.js", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == whole.body
    smallest = web.get("/web/main.js", Accept_Encoding="gzip, deflate, br")
    assert smallest.headers["content-encoding"] == "br"
    assert len(smallest.body) < len(packed.body)
    assert web.get("/web/main.js", Accept_Encoding="br;q=0, gzip").headers["content-encoding"] == "gzip"
    assert len({answer.headers["etag"] for answer in (whole, packed, smallest)}) == 3


@pytest.mark.parametrize(
    "name",
    ["index.html", "main.js.br", "..%2fschema.py", "%2e%2e", "nothing.js", "main.js%00.js", "a" * 5000],
)
def test_other_names_are_no_files(web, name):
    assert web.get(f"/web/{name}").status in (400, 404, 414)


def test_the_service_worker_may_serve_the_whole_page_and_is_asked_for_each_time(web):
    answer = web.get("/web/worker.js")
    assert (answer.headers["service-worker-allowed"], answer.headers["cache-control"]) == ("/", "no-cache")
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert "service-worker-allowed" not in web.get("/web/main.js").headers


def test_the_page_can_be_installed(web):
    manifest = web.get("/web/app.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"
    for icon in json.loads(manifest.body)["icons"]:
        assert web.get(icon["src"]).status == 200
