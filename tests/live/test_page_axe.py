"""The page for people with assistive technology: axe finds nothing on any of its screens, in any theme."""

import json
import re
from pathlib import Path

import pytest

from tests.live.chatctl import chatctl
from tests.live.page import needs_browser, say, shows
from tests.live.server import Server, json_client

AXE = Path(__file__).parents[2] / "clients" / "web" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    needs_browser,
    pytest.mark.skipif(not AXE.is_file(), reason="no axe here (npm ci in clients/web)"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ("light", "dark", "contrast")


class Checked:
    """A page, and what axe finds on it: `looks` at what is shown now, in every theme."""

    def __init__(self, page):
        self.page = page
        page.emulate_media(reduced_motion="reduce")
        self.page.evaluate(AXE.read_text("utf-8"))
        self.found = []

    def looks(self, screen, themes=THEMES, floats=False):
        """`floats`: something lies over the page, outside its landmarks, as menus do."""
        for theme in themes:
            self.page.evaluate(f"document.documentElement.dataset.theme = {json.dumps(theme)}")
            told = self.page.evaluate(
                "([rules, region]) => axe.run({ runOnly: { type: 'tag', values: rules }, "
                "rules: { region: { enabled: region } } }).then(({ violations }) => "
                "violations.map((each) => [each.id, ...each.nodes.slice(0, 3).map((node) => "
                "`${node.target} ${(node.any[0] ?? node.all[0] ?? node.none[0] ?? {}).message ?? ''}`)]))",
                [RULES, not floats],
            )
            self.found += [f"{screen}, {theme}: {' | '.join(each)}" for each in told]


def chief_enters(browser, server, data):
    password = chatctl(data, "admin", "chief").out.split()[-1]
    page = browser.open(
        f"http://127.0.0.1:{server.ports['http-port']}/", viewport={"width": 1200, "height": 800}
    )
    checked = Checked(page)
    checked.looks("login")
    page.get_by_role("button", name="With an account").click()
    checked.looks("login with an account", THEMES[:1])
    page.get_by_label("Name", exact=True).fill("chief")
    page.get_by_label("Password", exact=True).fill(password)
    page.keyboard.press("Enter")
    page.locator("#composer").wait_for()
    return page, checked


def looks_at_a_document(page, checked):
    form = page.locator(".code-new")
    form.get_by_label("Title").fill("tea")
    form.get_by_role("button", name="Create").click()
    page.locator(".cm-content").wait_for()
    page.keyboard.insert_text("def tea(cups=1):  # how many\n    return 'tea' * cups\n")
    page.locator(".code-saved", has_text=re.compile("^Saved$")).wait_for()
    checked.looks("a code document")
    page.get_by_role("button", name="Invite", exact=True).click()
    page.get_by_role("button", name="Create link").click()
    page.get_by_label("The link, shown once").wait_for()
    checked.looks("who may do what in it", THEMES[:1])
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="History", exact=True).click()
    page.locator("input[type=range]").fill("0")
    page.locator(".code-compared ins").wait_for()
    checked.looks("its versions", THEMES[:2])
    page.get_by_role("button", name="All documents").click()
    page.get_by_role("heading", name="Code documents").wait_for()


SHEETS = (
    "Set topic",
    "Add people",
    "Ask a poll",
    "Say later",
    "New room",
    "New group",
    "Set away",
    "Set status",
    "Account",
)


def looks_at_sheets(page, checked):
    """Each by the palette; then the profile in the pane."""
    for name in (*SHEETS, "Your profile"):
        page.keyboard.press("Control+k")
        page.get_by_role("combobox").first.fill(name)
        page.get_by_role("option", name=name).first.wait_for()
        page.keyboard.press("Enter")
        page.get_by_role("dialog" if name in SHEETS else "complementary").and_(
            page.locator(":not(.palette)")
        ).wait_for()
        checked.looks(name, THEMES if name in ("Ask a poll", "Account", "Your profile") else THEMES[1:2])
        page.keyboard.press("Escape")


def looks_at_what_a_line_opens(page, checked, line):
    for name, title in (("Report", "Report this line?"), ("Remind me", "Remind me")):
        line.hover()
        line.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name=name).click()
        page.get_by_role("dialog", name=title).wait_for()
        checked.looks(title, THEMES[1:2])
        page.keyboard.press("Escape")
        page.get_by_role("dialog", name=title).wait_for(state="detached")
    line.hover()
    line.get_by_role("toolbar").get_by_role("button", name="React").click()
    page.get_by_role("dialog", name="Emoji").get_by_role("button").first.wait_for()
    checked.looks("emoji", floats=True)
    page.keyboard.press("Escape")
    page.locator(".head").get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Invitation link").click()
    page.get_by_role("button", name="Make link").click()
    page.get_by_label("The link, shown only now").wait_for()
    checked.looks("an invitation link", THEMES[1:2])
    page.keyboard.press("Escape")


def test_axe_finds_nothing_on_any_screen(browser, tmp_path):
    data = tmp_path / "data"
    with Server(data, doors=("port", "http-port")) as server, json_client(server.port, "bob") as bob:
        page, checked = chief_enters(browser, server, data)
        checked.looks("an empty room")
        for text in ("**bold** and `code`", "```python\nprint(1)\n```", "see https://example.org @chief"):
            bob.asks(cmd="say", room="lobby", text=text)
        bob.asks(cmd="poll", room="lobby", question="Tea?", choices=["yes", "no"])
        bob.asks(cmd="react", room="lobby", seq=1, emoji="+1")
        bob.asks(cmd="msg", to="chief", text="psst")
        say(page, "my own line")
        shows(page, "my own line").hover()
        checked.looks("a conversation")
        looks_at_what_a_line_opens(page, checked, shows(page, "bold and code"))
        for pane in ("Search", "Pinned", "Files", "People"):
            button = page.get_by_role(
                "button", name=re.compile(f"^{pane}|people here$" if pane == "People" else f"^{pane}")
            )
            button.first.click()
            checked.looks(f"the pane {pane}", THEMES[:2])
            page.keyboard.press("Escape")
        page.keyboard.press("Control+k")
        page.get_by_role("combobox").first.wait_for()
        checked.looks("the palette", THEMES[:2])
        page.keyboard.press("Escape")
        looks_at_sheets(page, checked)
        page.get_by_role("button", name="Settings").click()
        page.get_by_role("dialog").wait_for()
        checked.looks("settings")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Code", exact=True).click()
        page.get_by_role("heading", name="Code documents").wait_for()
        checked.looks("code documents", THEMES[:2])
        looks_at_a_document(page, checked)
        page.locator(".me .who").click()
        page.get_by_role("menuitem", name="Administration").wait_for()
        checked.looks("a menu", THEMES[:2], floats=True)
        page.get_by_role("menuitem", name="Administration").click()
        parts = page.get_by_role("navigation", name="Parts").get_by_role("button")
        parts.first.wait_for()
        for number, name in enumerate(parts.all_inner_texts()):
            parts.nth(number).click()
            page.locator(".admin-part").get_by_text("Loading").wait_for(state="detached")
            checked.looks(f"administration, {name}", THEMES if name in ("People", "Figures") else THEMES[:1])
        page.set_viewport_size({"width": 360, "height": 740})
        checked.looks("administration on a phone", THEMES[:1])
        assert not checked.found, "\n".join(checked.found)
