"""The page while it is closed: it is installed, opens without the server, and notifies."""

import json
import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chatservice.net.push.encryption import CURVE, as_text, raw
from tests.live.page import Pages, shows
from tests.live.server import DEADLINE, Server, json_client
from tests.live.test_outgoing import ANSWERS, Receiver
from tests.live.test_push import decrypted

# The small one of Debian allows no notifications.
PROGRAM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium with notifications here")

SECRET = "correct horse battery"
# No browser of a test has a push service; what it would answer is this.
SUBSCRIBES = """(() => {
  const unsubscribe = async () => { localStorage.removeItem("given"); return true; };
  const subscription = { options: {}, endpoint: %s, unsubscribe,
    toJSON: () => ({ endpoint: %s, keys: { p256dh: %s, auth: %s } }) };
  PushManager.prototype.subscribe = async () => { localStorage.setItem("given", "1"); return subscription; };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem("given") ? subscription : null);
})()"""


@pytest.fixture
def browser():
    with Pages(PROGRAM) as pages:
        yield pages
        assert pages.faults == []


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setitem(ANSWERS, "/alive", (201, "text/plain", b""))
    service = Receiver()
    yield service
    service.shutdown()
    service.server_close()


def entered(browser, address):
    """Alice registers in the page."""
    page = browser.open(address, permissions=["notifications"])
    page.get_by_role("button", name="New account").click()
    page.get_by_label("Name", exact=True).fill("alice")
    page.get_by_label("Password", exact=True).fill(SECRET)
    page.keyboard.press("Enter")
    page.locator("#composer").wait_for()
    return page


def subscribes(service, own):
    facts = (
        service.url("/alive"),
        service.url("/alive"),
        as_text(raw(own.public_key())),
        as_text(bytes(range(16))),
    )
    return SUBSCRIBES % tuple(map(json.dumps, facts))


def test_a_closed_page_notifies_and_opens_what_was_said_without_the_server_too(browser, service, tmp_path):
    own = ec.generate_private_key(CURVE)
    options = ["--outgoing-inner", "127.0.0.1", "--push-services", "127.0.0.1", "--push-delay", "0.01"]
    with Server(tmp_path / "data", *options, doors=("port", "http-port")) as server:
        address = f"http://127.0.0.1:{server.ports['http-port']}/"
        page = entered(browser, address)
        context = page.context
        context.add_init_script(subscribes(service, own))
        page.reload()
        page.locator("#composer").wait_for()
        page.evaluate("navigator.serviceWorker.ready.then(() => 0)")

        page.get_by_role("button", name="Settings").click()
        switch = page.get_by_label("Notify me while this page is closed, too")
        switch.click()
        switch.and_(page.locator(":enabled:checked")).wait_for()  # the server has it
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
        page.reload()
        page.get_by_role("button", name="Settings").click()
        switch.and_(page.locator(":checked")).wait_for()
        page.keyboard.press("Escape")
        with json_client(server.port, "bob") as bob:
            page.goto("about:blank")
            bob.event("went", who=["alice"])
            bob.asks(cmd="msg", to="alice", text="wake up")
            headers, body = service.got.get(timeout=DEADLINE)
        message = decrypted(body, own).decode()
        assert headers["Urgency"] == "high"

        shown = delivered(context, page, address, message)
        assert (shown["title"], shown["body"]) == ("bob", "wake up")
        assert shown["data"].startswith("/r/%21")
        with json_client(server.port, "alice", password=SECRET) as other:
            other.asks(cmd="push_off", id=1)
            other.event("push_gone")
        page.goto(address)
        page.get_by_role("button", name="Settings").click()
        switch.and_(page.locator(":not(:checked)")).wait_for()
        page.goto(address.rstrip("/") + shown["data"])
        shows(page, "wake up")
    # The server has gone: the page still opens.
    page.goto(address)
    page.get_by_role("button", name="Settings").wait_for()


def delivered(context, page, address, message):
    """The notification that the service worker shows for a message, while no page is open."""
    devtools = context.new_cdp_session(page)
    found = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    worker = context.service_workers[0]
    while not found:
        worker.evaluate("0")  # hears what the browser has to say
    push = {"origin": address, "registrationId": found[-1]["registrationId"], "data": message}
    devtools.send("ServiceWorker.deliverPushMessage", push)
    return worker.evaluate(
        """async () => {
          for (;;) {
            const [shown] = await registration.getNotifications();
            if (shown) return { title: shown.title, body: shown.body, data: shown.data };
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
        }"""
    )
