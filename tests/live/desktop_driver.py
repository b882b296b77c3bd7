"""The desktop client as it is, in a process of its own, that also says what its widgets show.

Questions come as lines of JSON on stdin, ``["page"]`` or ``["at", "send"]``; each is
answered by a line on stdout. Nothing is changed through here: hands are xdotool's.
"""

import json
import os
import sys
import time
from pathlib import Path

STARTED = time.time()
DAY = 86_400.0  # seconds

from twisted.internet import reactor, stdio  # noqa: E402
from twisted.protocols.basic import LineReceiver  # noqa: E402

from chatservice.client import words  # noqa: E402
from chatservice.client.model.preferences import Preferences, path  # noqa: E402
from chatservice.client.open_windows import OpenWindows, windows_folder  # noqa: E402
from chatservice.client.tk import entrance, forms  # noqa: E402
from chatservice.client.tk.__main__ import tell_errors  # noqa: E402
from chatservice.client.tk.app import App  # noqa: E402
from chatservice.client.tk.chooser import Chooser  # noqa: E402
from chatservice.client.tk.profile_card import ProfileCard  # noqa: E402
from chatservice.client.tk.window_door import open_door  # noqa: E402


def _pairs(ranges):
    return list(zip(ranges[::2], ranges[1::2], strict=True))


class Answers(LineReceiver):
    delimiter = b"\n"

    def __init__(self, app):
        self.app = app

    def lineReceived(self, line):
        question, *words = json.loads(line)
        try:
            answer = getattr(self, f"ask_{question}")(*words)
        except Exception as error:  # the test shows it
            answer = {"failed": repr(error)}
        self.sendLine(json.dumps(answer).encode())

    def connectionLost(self, reason):
        if reactor.running:
            reactor.stop()

    def ask_settles(self):
        """Until what hands have done is handled, with what that showed: the first request brings all that
        the display has sent, the next one waits until it has done what was asked of it then."""
        for _ in range(3):
            self.app.root.winfo_pointerxy()
            self.app.root.update()

    def ask_rests(self, question, *words):
        """The answer, if it is the same once all is laid out: a window may have only just come."""
        ask = getattr(self, f"ask_{question}")
        place = ask(*words)
        self.ask_settles()
        if ask(*words) != place:
            raise LookupError(f"{words or question} moves")
        return place

    # What is on the screen.

    def ask_page(self):
        main = self.app.main
        page = main.tabs.pages.get(main.tabs.current) if main else None
        return page.text.get("1.0", "end-1c") if page else ""

    def ask_visible(self):
        """The part of the page that can be seen."""
        text = self.app.main.tabs.pages[self.app.main.tabs.current].text
        return text.get("@0,0", f"@{text.winfo_width()},{text.winfo_height()}")

    def ask_tabs(self):
        return [tab.words for tab in self.app.main.tabs.strip.tabs] if self.app.main else []

    def ask_places(self):
        """Each row, and its pill; a draft is marked."""
        entries = self.app.main.sidebar.rows.entries
        return [[e.item.text, "✎" * e.item.draft + e.item.unread] for e in entries if e.item]

    def ask_members(self):
        return [entry.item.text for entry in self.app.main.right.members.entries]

    def ask_chosen_place(self):
        rows = self.app.main.sidebar.rows
        return next((e.item.text for e in rows.entries if e.item and e.item.id == rows._chosen), "")

    def ask_keys_at(self):
        """Tk's own name of what has the focus."""
        return str(self.app.root.tk.call("focus"))

    def ask_button_with_keys(self):
        """The name of the composer's button that has the focus."""
        composer, focus = self.app.main.composer, self.app.root.focus_get()
        return next((name for name in ("file", "emoji", "button") if getattr(composer, name) is focus), "")

    def ask_control_with_keys(self):
        """The name of the control of the page on top that has the focus."""
        controls, focus = self.app.look.sheets[-1].controls, self.app.root.focus_get()
        return next((name for name, each in controls.items() if each is focus), "")

    def ask_hits(self):
        return self.app.main.right.hits.texts()

    def ask_title(self):
        return self.app.root.title()

    def ask_state(self):
        return self.app.root.state()

    def ask_address(self):
        """What the fields of the first screen hold."""
        screen = self.app.entrance.screen
        return [screen.name.get(), screen.address.get(), screen.room]

    def ask_status(self):
        return self.app.main.sidebar.standing.words if self.app.main else "login"

    def ask_unsent(self):
        """How many lines are not acknowledged."""
        return self.app.desk.writing.unsent

    def ask_topic(self):
        """What of the topic is to be read in the head."""
        canvas = self.app.main.header.topic
        items = canvas.find_all() if canvas.winfo_viewable() else ()
        return "".join(canvas.itemcget(item, "text") for item in items)

    def find_header_topic(self):
        return self.app.main.header.topic

    def ask_header_tip(self):
        return self.app.main.header.topic.tip.shown

    def ask_banner(self):
        main = self.app.main
        return main.banner.words.cget("text") if main and main.banner.winfo_ismapped() else ""

    def ask_login(self):
        return self.app.entrance.screen.message.cget("text") if self.app.entrance.screen else None

    def ask_fingerprint(self):
        return self.app.entrance.screen.mono.cget("text").replace("\n", "")

    def ask_notice(self):
        return self.app.main.composer.notice.cget("text")

    def ask_composer(self):
        return self.app.main.composer.value

    def ask_misspelt(self):
        text = self.app.main.composer.text
        return [text.get(*pair) for pair in _pairs(text.tag_ranges("misspelt"))]

    def ask_line_word(self, words):
        """Where they are in the line being written."""
        text = self.app.main.composer.text
        self._look_for_sheets(text)
        index = text.search(words, "1.0")
        if not index:
            raise LookupError(words)
        x, y, width, height = text.bbox(index)
        return [text.winfo_rootx() + x + width // 2, text.winfo_rooty() + y + height // 2]

    def ask_target(self):
        """What the composer says that its text is for."""
        composer = self.app.main.composer
        return composer.target.cget("text") if composer.about.winfo_ismapped() else ""

    def ask_typing(self):
        return self.app.main.typing.cget("text")

    def ask_tip(self):
        tip = self.app.main.tabs.pages[self.app.main.tabs.current].pointer._tip
        return tip.cget("text") if tip.winfo_ismapped() else ""

    def _card(self):
        return [child for child in self.app.root.winfo_children() if isinstance(child, ProfileCard)][-1]

    def ask_card(self):
        """What the card of a person shows."""
        return self._card().facts

    def find_card_button(self, words):
        return self._card().buttons[words]

    def find_card_close(self):
        return self._card().close

    def ask_hit(self):
        """The line that was jumped to."""
        reading = self.app.desk.readings.get(self.app.main.tabs.current)
        return reading.hit if reading else 0

    def ask_sheet_text(self):
        """What is to be read in the sheet on top."""
        return self.app.look.sheets[-1].text.get("1.0", "end-1c")

    def ask_listed(self, name):
        """The first words of each row of a list of the page on top."""
        rows = self.app.look.sheets[-1].controls[name].winfo_children()
        return [row.winfo_children()[0].cget("text") for row in rows]

    def ask_forms(self):
        return [sheet.heading for sheet in self.app.look.sheets]

    def ask_sheet_top(self):
        self.app.root.update_idletasks()
        return self.app.look.sheets[-1].winfo_y()

    def ask_beyond(self):
        """What of the sheet on top does not fit between the sides of the window."""
        root, found, widgets = self.app.root, [], [self.app.look.sheets[-1]]
        left, right = root.winfo_rootx(), root.winfo_rootx() + root.winfo_width()
        while widgets:
            widget = widgets.pop()
            widgets += widget.winfo_children()
            x = widget.winfo_rootx()
            if widget.winfo_ismapped() and (x < left or x + widget.winfo_width() > right):
                found.append(str(widget))
        return found

    def ask_in_sight(self):
        """Whether the control with the focus is one of the page of the account, and can be clicked."""
        focus, sheet = self.app.root.focus_get(), self.app.look.sheets[-1]
        name = next((name for name, each in sheet.controls.items() if each is focus), "")
        x, y = self.ask_at("control", name)
        return name == "leave" and self.app.root.winfo_containing(x, y) is focus

    def ask_keyboard(self):
        """The heading of the sheet, or the title of the window, that is typed into."""
        focus, sheets = self.app.root.focus_get(), self.app.look.sheets
        if sheets and focus is not None and sheets[-1].has(focus):
            return sheets[-1].heading
        return focus.winfo_toplevel().title() if focus is not None else ""

    # Where something is: [x, y] on the screen.

    def ask_at(self, name, *more):
        widget = getattr(self, f"find_{name}")(*more)
        if not widget.winfo_viewable():
            raise LookupError(f"{name} is not on the screen")
        self._look_for_sheets(widget)
        return [
            widget.winfo_rootx() + widget.winfo_width() // 2,
            widget.winfo_rooty() + widget.winfo_height() // 2,
        ]

    def _look_for_sheets(self, widget):
        """What is under a sheet cannot be clicked."""
        sheets = self.app.look.sheets
        if sheets and not sheets[-1].has(widget):
            raise LookupError(f"under the sheet {sheets[-1].heading}")

    def find_name(self):
        return self.app.entrance.screen.entries["Name"]

    def find_password(self):
        return self.app.entrance.screen.entries["Password"]

    def find_server(self):
        return self.app.entrance.screen.entries["Server"]

    def find_login(self):
        return self.app.entrance.screen.button

    def find_yes(self):
        return self.app.entrance.screen.yes

    def find_tls(self):
        return self.app.entrance.screen.secure

    def find_composer(self):
        return self.app.main.composer.text

    def find_send(self):
        return self.app.main.composer.button

    def ask_pictures(self):
        """How many images stand in the page."""
        main = self.app.main
        return len(main.tabs.pages[main.tabs.current].text.dump("1.0", "end", image=True))

    def ask_transfers(self):
        return [[each.name, each.words] for each in self.app.desk.files.transfers]

    def ask_chooser_wrong(self):
        return self._chooser().wrong.cget("text")

    def ask_chooser_preview(self):
        return self._chooser().preview.photo is not None

    def ask_drop(self, names):
        """As tkdnd says what was dropped."""
        self.app._dropped(names)

    def _chooser(self):
        return [each for each in self.app.root.winfo_children() if isinstance(each, Chooser)][-1]

    def find_chooser_entry(self):
        return self._chooser().entry

    def find_file(self):
        return self.app.main.composer.file

    def find_search(self):
        return self.app.main.right.search

    def find_menu(self):
        return self.app.main.sidebar.menu

    def find_header(self, name):
        return self.app.main.header.buttons[name]

    def ask_add(self, section):
        """Where the + beside a heading is."""
        rows = self.app.main.sidebar.rows
        self._look_for_sheets(rows)
        number = next(n for n, entry in enumerate(rows.entries) if entry.title and entry.section == section)
        x, y = rows.winfo_width() - self.app.look.px(24), number * rows.row - rows._top + rows.row // 2
        return [rows.winfo_rootx() + x, rows.winfo_rooty() + y]

    def find_banner_button(self):
        return self.app.main.banner.button

    # A code document.

    def _editor(self):
        main = self.app.main
        return main.tabs.editors[main.tabs.editor]

    def ask_code(self):
        text = self._editor().text
        return text.get("1.0", "end-1c")

    def ask_code_saved(self):
        return self._editor().head.saved.cget("text")

    def ask_code_people(self):
        return [label.cget("text") for label in self._editor().head.people.winfo_children()]

    def ask_code_flags(self):
        """The names of others' cursors that are on the screen."""
        return [flag.cget("text") for bar, flag in self._editor()._flags.values() if bar.winfo_ismapped()]

    def ask_code_notice(self):
        notice = self._editor().notice
        return notice.cget("text") if notice.winfo_ismapped() else ""

    def ask_output(self):
        return self._editor().output.text.get("1.0", "end-1c")

    def ask_colours(self):
        text = self._editor().text
        return sorted(tag for tag in text.tag_names() if tag.startswith("code-") and text.tag_ranges(tag))

    def ask_choice(self, words):
        """Where the entry of a menu is that begins with them."""
        menu = self.app._popup
        if not menu.winfo_viewable():
            raise LookupError("no menu")
        for number in range(menu.index("end") + 1):
            if menu.type(number) != "separator" and menu.entrycget(number, "label").startswith(words):
                return [menu.winfo_rootx() + 40, menu.winfo_rooty() + menu.yposition(number) + 8]
        raise LookupError(words)

    def find_head(self, name):
        """A button of the head, or of the bar of the history."""
        editor = self._editor()
        return getattr(editor.head, name, None) or getattr(editor.history, name)

    def find_output_button(self, name):
        return getattr(self._editor().output, name)

    def ask_history(self):
        """What the bar says, and the pieces that are shown with their tags."""
        history = self._editor().history
        tagged = {
            tag: [history.text.get(*pair) for pair in _pairs(history.text.tag_ranges(tag))]
            for tag in ("gone", "new")
        }
        return [history.words.cget("text"), history.text.get("1.0", "end-1c"), tagged]

    def find_tick(self, name):
        """A person in the list of those to invite."""
        ticks = [each for each in self._editor().share.list.winfo_children() if each.cget("text") == name]
        return ticks[0]

    def find_share(self, name):
        return getattr(self._editor().share, name)

    def ask_share_roles(self):
        """Each line: who, and the role."""
        rows = self._editor().share.roles.winfo_children()
        cells = [row.winfo_children() for row in rows if row.winfo_children()]
        return [
            [who.cget("text"), role.get() if hasattr(role, "get") else role.cget("text")]
            for who, role in cells
        ]

    def ask_share_token(self):
        return self._editor().share.token.get()

    def find_code_text(self):
        return self._editor().text

    def find_find_words(self):
        return self._editor().find.words

    def find_find_other(self):
        return self._editor().find.other

    def find_replace_all(self):
        return self._editor().find.all

    def find_run(self):
        return self._editor().head.run

    def find_stop(self):
        return self._editor().head.stop

    def find_input(self):
        return self._editor().output.entry

    def find_newest(self):
        return self.app.main.tabs.pages[self.app.main.tabs.current].newest

    def find_back(self):
        return self.app.main.tabs.pages[self.app.main.tabs.current].back

    def _form(self):
        return [child for child in self.app.root.winfo_children() if isinstance(child, forms.Form)][-1]

    def find_field(self, number):
        return self._form().entries[number]

    def find_answer(self, words):
        """A button of a question."""
        windows = self.app.root.winfo_children()
        return [each for each in windows if isinstance(each, forms.Choice)][-1].buttons[words]

    def find_control(self, name):
        """Of the page of settings, or of the account."""
        return self.app.look.sheets[-1].controls[name]

    def ask_page_says(self):
        return self.app.look.sheets[-1].said.cget("text")

    def find_done(self):
        return self._form().button

    def ask_row(self, kind, text):
        """Where a row of a list is."""
        right = self.app.main.right
        self._look_for_sheets(right)
        if kind == "hit":
            x, y = right.hits.place_of(text)
            return [right.hits.text.winfo_rootx() + x, right.hits.text.winfo_rooty() + y]
        rows = self.app.main.sidebar.rows if kind == "place" else right.members
        for number, entry in enumerate(rows.entries):
            if entry.item and entry.item.text == text:
                y = number * rows.row - rows._top + rows.row // 2
                if not 0 <= y < rows.winfo_height():
                    break
                return [rows.winfo_rootx() + self.app.look.px(60), rows.winfo_rooty() + y]
        raise LookupError(text)

    def ask_word(self, words):
        """Where words of the page are."""
        text = self.app.main.tabs.pages[self.app.main.tabs.current].text
        self._look_for_sheets(text)
        index = text.search(words, "end", stopindex="1.0", backwards=True)
        if not index:
            raise LookupError(words)
        x, y, width, height = text.bbox(index)
        return [text.winfo_rootx() + x + width // 2, text.winfo_rooty() + y + height // 2]

    def ask_tab(self, text):
        strip = self.app.main.tabs.strip
        self._look_for_sheets(strip)
        for tab, start, _ in strip.places():
            if tab.name == text:
                return [strip.winfo_rootx() + start + 20, strip.winfo_rooty() + 14]
        raise LookupError(text)

    def ask_move(self, geometry):
        """There is no window manager to move it."""
        self.app.root.geometry(geometry)
        self.ask_settles()

    def ask_close(self):
        """Nor to close it."""
        root = self.app.root
        root.tk.eval(root.tk.call("wm", "protocol", ".", "WM_DELETE_WINDOW"))

    def ask_looks(self, theme, scale):
        self.app.set_theme(theme)
        self.app.look.scale = scale
        self.app.rescale(1)
        self.app.rescale(-1)

    def ask_draw(self):
        """As after any event."""
        self.app._draw()

    def ask_took(self):
        return {"first_window": self.app.mapped - STARTED}


def main():
    tell_errors()
    entrance.LOOK_AROUND_AFTER = DAY  # servers of this network would move the fields under the mouse
    words.use(os.environ.get("CHAT_LANGUAGE", words.ENGLISH))
    folder, geometry, *theme = sys.argv[1:]
    app = App(reactor, Preferences(Path(folder) / "desktop.json"), *theme)
    app.mapped = 0.0

    def mapped(_):
        app.mapped = app.mapped or time.time()

    app.root.bind("<Map>", mapped, add=True)
    app.root.geometry(geometry)
    start = OpenWindows(windows_folder(os.environ, path())).start(None)
    if start.listening is not None:
        open_door(reactor, start.listening, app.entrance.take)
    stdio.StandardIO(Answers(app), reactor=reactor)
    reactor.run()


if __name__ == "__main__":
    main()
