"""The texts of the page: the same keys and places in every language, and no text outside the catalogues."""

import re
from pathlib import Path

import pytest

from chatservice.client.link.refusals import REFUSALS
from chatservice.errors.base import OperatorFault
from chatservice.wire.fault_text import SENTENCES

SOURCES = Path(__file__).parents[2] / "clients" / "web" / "src"
CATALOGUES = [SOURCES / "text", SOURCES / "admin" / "text", SOURCES / "code" / "text"]
LANGUAGES = ("en", "de", "es")
TEXT = r'"(?:[^"\\]|\\.)*"'
ENTRY = re.compile(
    rf'^\s*"?([\w.]+)"?:\s*(?:\n\s*)?({TEXT}|\{{[^{{}}]*(?:{TEXT}[^{{}}]*)+\}}),?$', re.MULTILINE
)
# What is the same in every language: names, and what is typed.
SAME = re.compile(r"chatservice|Ctrl[- ]\w+|(?:[^\w]|\b\w\b)*")
IN_TAG = re.compile(r">([^<>{}=;()]*[^\W\d_]{2}[^<>{}=;()]*)</")
IN_ATTRIBUTE = re.compile(r'\b(?:aria-label|title|placeholder|alt|label)="([^"]*[^\W\d_]{2}[^"]*)"')
EXAMPLES = {"22:00-07:00"}


def catalogue(folder, language):
    """{key: its texts, one for each plural form}"""
    found = ENTRY.findall((folder / f"{language}.ts").read_text("utf-8"))
    return {key: dict(forms(value)) for key, value in found}


def forms(value):
    if value.startswith('"'):
        return [("", value[1:-1])]
    return [(name, text[1:-1]) for name, text in re.findall(rf"(\w+):\s*({TEXT})", value)]


def places(text):
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("folder", CATALOGUES, ids=lambda folder: folder.parent.name)
def test_each_language_has_every_text_with_the_same_places_and_plural_forms(folder):
    english = catalogue(folder, "en")
    assert len(english) > 80
    for language in LANGUAGES[1:]:
        other = catalogue(folder, language)
        assert set(other) == set(english)
        for key, texts in english.items():
            assert ("other" in other[key]) == ("other" in texts), key
            whole = set().union(*map(places, texts.values()))
            assert set().union(*map(places, other[key].values())) == whole, (language, key)
            assert all(text.strip() for text in other[key].values()), key


def sources():
    return sorted(path for path in SOURCES.rglob("*.tsx"))


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_no_part_of_the_page_has_a_text_of_its_own(path):
    text = re.sub(r"^\s*(//|\*|/\*).*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
    bare = [*IN_TAG.findall(text), *IN_ATTRIBUTE.findall(text)]
    assert [each for each in bare if each not in EXAMPLES and not SAME.fullmatch(each.strip())] == []


def test_a_text_of_its_own_is_found():
    assert IN_TAG.findall("<b>Hello there</b>") == ["Hello there"]
    assert IN_ATTRIBUTE.findall('<img alt="A cat" />') == ["A cat"]
    assert IN_TAG.findall("<b>{t('x')}</b>") == []


# Their sentences say what only the server knows: a reason, a limit, what was meant.
IN_THE_SERVERS_WORDS = {
    *("bad_json", "unknown_command", "bad_command", "line_too_long", "text_too_long", "not_supported"),
    *("too_many_lines", "not_said", "name_wanted", "bad_name", "not_allowed", "no_such_webhook", "bad_url"),
    *("no_such_outgoing", "callout_failed", "bad_signature", "no_such_certificate", "bad_certificate"),
    *("kicked", "banned", "banned_from", "silenced", "no_such_sanction", "not_there", "no_such_emoji"),
    *("bad_time", "bad_vote", "reply_unclear", "moved", "nothing_new", "too_many", "bad_upload"),
    *("wrong_offset", "key_reused", "not_stored", "code_off", "no_such_language", "no_program", "bad_change"),
    *("no_such_document_link", "document_not_open", "too_far_behind", "login_timeout"),
}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_fault_has_its_words_in_the_language_or_is_told_in_the_servers(language):
    file = SOURCES / "text" / f"refusals_{language}.ts"
    texts = dict(ENTRY.findall(file.read_text("utf-8")))
    ours = [fault for fault in SENTENCES if fault.__module__.startswith("chatservice.errors.")]  # not of HTTP
    codes = {fault.code for fault in ours if not issubclass(fault, OperatorFault)}
    assert set(texts) | IN_THE_SERVERS_WORDS == codes
    assert not set(texts) & IN_THE_SERVERS_WORDS
    assert set(texts) == set(REFUSALS), "the window words others"
    assert {code for code, text in texts.items() if places(text)} == {"slow_down"}
