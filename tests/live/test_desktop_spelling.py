"""What is misspelt in the line of a real window, with the dictionaries of the system."""

import pytest

from tests.live.desktop import Display, Window
from tests.live.server import Server
from tests.live.test_desktop import LEFT

try:
    from enchant import dict_exists
except ImportError:
    pytest.skip("enchant is not here", allow_module_level=True)

pytestmark = pytest.mark.skipif(not dict_exists("en_US"), reason="its English is not here")


def test_a_misspelt_word_is_marked_mended_and_learnt(tmp_path):
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "desktop.json").write_text('{"spelling": "en_US"}')
    with Display() as display, Server(tmp_path / "data") as server, Window(display, folder, LEFT) as alice:
        alice.logs_in("alice", server.port)
        alice.click("composer")
        alice.types(":tada: ")
        alice.until("🎉 ".__eq__, "composer")
        alice.types("Helo alice, run `git rebse` in the wrold of florbs ")
        alice.until(["Helo", "wrold", "florbs"].__eq__, "misspelt")
        display.picture("spelling")
        alice.click("line_word", "wrold", button=3)
        alice.click("choice", "world")
        alice.until(["Helo", "florbs"].__eq__, "misspelt")
        assert alice.ask("composer") == "🎉 Helo alice, run `git rebse` in the world of florbs "
        alice.click("line_word", "florbs", button=3)
        alice.click("choice", "Add to the dictionary")
        alice.until(["Helo"].__eq__, "misspelt")
        alice.click("composer")
        alice.types("", "End", "ctrl+z", "End")
        alice.until(["Helo", "wrold"].__eq__, "misspelt")

        # Another language, and none at all.
        alice.types("", "ctrl+comma")
        alice.click("control", "spelling")
        alice.types("", "ctrl+Home", "Down", "Return")
        alice.types("", "Escape")
        alice.until([].__eq__, "misspelt")
