"""The texts of the page: the same keys and places in every language, and no text outside the catalogues."""

import re
from pathlib import Path

import pytest

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
