"""The code documents of a room on the page, as a person uses them."""

import re

from tests.live.page import DEADLINE, Pages

# For the page: its policy does not allow Playwright's own way to wait for a function.
TEXT = """async ([text, within]) => {
  const read = (line) => {
    const copy = line.cloneNode(true);
    copy.querySelectorAll('.cm-caret').forEach((caret) => caret.remove());
    return copy.textContent;
  };
  const lines = () => document.querySelector('.code-text').shadowRoot.querySelectorAll('.cm-line');
  const now = () => [...lines()].map(read).join('\\n');
  for (const until = performance.now() + within; now() !== text && performance.now() < until; )
    await new Promise((resolve) => setTimeout(resolve, 20));
  return now();
}"""
WRITTEN_DOWN = """async ([wanted, within]) => {
  for (const until = performance.now() + within; performance.now() < until; ) {
    if (Boolean(localStorage.getItem('code-unsaved')) === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(wanted ? 'nothing is written down' : 'something is still written down');
}"""


class Documents:
    """One person's page, at the documents of `room`."""

    def __init__(self, pages: Pages, url: str, name: str, room: str = "lobby", **options):
        self.page = pages.open(f"{url}/r/{room}/code/", **options)
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.keyboard.press("Enter")
        self.page.locator(".code-list").wait_for()

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()

    def menu(self, label: str) -> None:
        self.page.locator(".code-menu").get_by_role("button", name="More").click()
        self.page.get_by_role("menuitem", name=label, exact=True).click()

    def create(self, title: str) -> None:
        form = self.page.locator(".code-new")
        self.page.locator(".code-list ul").wait_for(state="attached")
        if not form.count():
            self.press("New document")
        form.get_by_label("Title").fill(title)
        self.press("Create")
        self.page.locator(".cm-content").wait_for()

    def open(self, title: str) -> None:
        self.page.locator(".code-document", has_text=title).click()
        self.page.locator(".cm-content").wait_for()

    def write(self, text: str) -> None:
        """At the end, without what the editor closes and indents by itself."""
        self.page.locator(".cm-content").focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.insert_text(text)

    def has(self, text: str) -> None:
        """Waits until the document's text is as given."""
        self.page.locator(".cm-content").wait_for()
        found = self.page.evaluate(TEXT, [text, DEADLINE])
        assert found == text, found

    def has_written_down(self, unsaved: bool) -> None:
        """Waits until what is unsaved is written down, or nothing is any more."""
        self.page.evaluate(WRITTEN_DOWN, [unsaved, DEADLINE])

    def shows(self, words: str, where: str) -> None:
        self.page.locator(where, has_text=words).first.wait_for()

    def has_caret(self, name: str) -> None:
        """Waits for another person's; the name at it is hidden after a while."""
        self.page.locator(".cm-caret-name", has_text=name).first.wait_for(state="attached")

    def is_saved(self) -> None:
        self.page.locator(".code-saved", has_text=re.compile("^Saved$")).wait_for()
