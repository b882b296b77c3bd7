"""The pages say what the program does: their generated parts are made from it, and are up to date."""

import importlib.util
import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from chatservice.errors import Fault
from chatservice.errors.base import OperatorFault
from chatservice.model.commands import AnyCommand, OperatorCommand
from chatservice.model.events import Answer, Logged, Passing
from chatservice.model.upkeep import UpkeepEvent
from chatservice.settings.schema import Settings

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("make_pages", ROOT / "docs" / "make_pages.py")
pages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pages)

types_spec = importlib.util.spec_from_file_location("web_types", ROOT / "docs" / "web_types.py")
web_types = importlib.util.module_from_spec(types_spec)
types_spec.loader.exec_module(web_types)

EVENTS = {kind for base in (Logged, Passing, Answer) for kind in pages.families(base)}


def test_the_pages_are_up_to_date():
    assert pages.stale() == [], "run make pages"


def test_what_help_shows_of_a_command_is_whole_sentences():
    kinds = {*get_args(AnyCommand), *pages.families(OperatorCommand)}
    firsts = {kind.__name__: (kind.__doc__ or "").partition("\n")[0] for kind in kinds}
    assert [name for name, first in firsts.items() if not first.endswith((".", "!"))] == []


def test_the_types_of_the_page_in_the_browser_are_up_to_date():
    assert web_types.stale() == [], "run make pages"


def test_a_field_that_is_left_out_at_its_default_is_optional_in_typescript():
    types = web_types.text()
    message = types[types.index("interface Message {") :].partition("}")[0]
    assert '  event: "message";\n' in message
    assert "  reactions?: Array<ReactionCount>;\n" in message
    assert "  text: string;\n" in message


def test_a_page_that_is_behind_is_noticed():
    page = "a\n<!-- begin faults -->\nold\n<!-- end faults -->\nb\n"
    assert pages.filled(page) != page
    assert pages.filled(pages.filled(page)) == pages.filled(page)
    assert pages.filled(page).startswith("a\n")
    assert pages.filled(page).endswith("\nb\n")


def test_every_example_of_a_command_is_one_that_the_server_takes():
    lines = re.findall(r"```json\n(.*)\n```", pages.commands_part())
    asked = {type(msgspec.json.decode(line, type=AnyCommand)) for line in lines}
    assert asked == set(get_args(AnyCommand))


def test_every_event_is_on_the_page_and_says_what_it_is():
    part = pages.events_part()
    for kind in EVENTS:
        assert f"#### `{pages.tag(kind)}`\n\n{pages.doc(kind)}\n" in part
        assert pages.doc(kind), f"{kind.__name__} needs a docstring"


@pytest.mark.parametrize("kind", list(pages.families(Fault)))
def test_every_fault_has_a_meaning(kind):
    assert pages.doc(kind), f"{kind.__name__} needs a docstring"
    assert (f"| `{kind.code}` |" in pages.faults_part()) is not issubclass(kind, OperatorFault)


def test_what_only_the_operator_asks_is_on_the_operators_page_alone():
    part, public = pages.operator_part(), pages.commands_part() + pages.events_part()
    for kind in (*OperatorCommand.__subclasses__(), *UpkeepEvent.__subclasses__()):
        assert f"| `{pages.tag(kind)}` |" in part
        assert pages.doc(kind), f"{kind.__name__} needs a docstring"
        assert f"### `{pages.tag(kind)}`" not in public


def test_no_two_faults_share_a_code():
    codes = [kind.code for kind in pages.families(Fault)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("name", Settings.__struct_fields__)
def test_every_setting_is_on_the_operators_page(name):
    assert f"| `{name}` |" in (ROOT / "docs" / "operator.md").read_text("utf-8")


@pytest.mark.parametrize(
    "page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda p: p.name
)
def test_every_link_between_pages_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target
