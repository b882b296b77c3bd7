"""The client's texts in other languages: what is translated, and that nothing is left out."""

import ast
import string

import pytest

from chatservice.client import words
from chatservice.client.words import _, n_
from docs import catalogues

LANGUAGES = [each for each in words.languages() if each != words.ENGLISH]


@pytest.fixture(autouse=True)
def english_again():
    yield
    words.use(words.ENGLISH)


def fields(text):
    return sorted(
        name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None
    )


def test_there_are_three():
    assert words.languages() == ["de", "en", "es"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_every_text_and_no_other(language):
    """If this fails: python docs/catalogues.py, and translate what it lists."""
    known = words.read(words.FOLDER / f"{language}.po").texts
    wanted = catalogues.all_texts()
    assert [text for text in wanted if text not in known] == []
    assert [text for text in known if text not in wanted] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_text(language):
    plurals = catalogues.all_texts()
    for text, forms in words.read(words.FOLDER / f"{language}.po").texts.items():
        allowed = [fields(text), fields(plurals.get(text) or text)]
        assert [form for form in forms if fields(form) not in allowed] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_as_the_script_writes_it(language):
    before = (words.FOLDER / f"{language}.po").read_text("utf-8")
    known = {each.text: each for each in words.entries(iter(before.splitlines()))}
    assert catalogues.written(catalogues.all_texts(), known, language) == before


def test_the_function_is_never_hidden_by_a_variable_of_its_name():
    found = {}
    for file in catalogues.CLIENT.rglob("*.py"):
        lines = catalogues.hidden(ast.parse(file.read_text("utf-8")))
        if lines:
            found[file.name] = lines
    assert found == {}


def test_one_that_is_hidden_is_found():
    source = 'f = lambda _: _("a")\ndef g(_): return _("b")\ndef h():\n    for _ in x: _("c")\n_("d")\n'
    assert catalogues.hidden(ast.parse(source)) == [1, 2, 4]


def test_texts_are_in_the_language_in_use():
    words.use("de")
    assert words.language() == "de"
    assert _("Password") == "Passwort"
    words.use("es")
    assert _("Password") == "Contraseña"


@pytest.mark.parametrize("language", ["en", "xx", "../../etc/passwd"])
def test_english_and_unknown_languages_are_english(language):
    words.use(language)
    assert (words.language(), _("Password"), _("not in any catalogue")) == (
        "en",
        "Password",
        "not in any catalogue",
    )


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "es_ES"}, "es"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANGUAGE": "fr:es:de", "LANG": "de"}, "es"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_systems(environment, language):
    assert words.of_system(environment) == language


PLURALS = r"""
msgid ""
msgstr "Plural-Forms: nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2;\n"

# A comment.
msgid "{count} \"line\""
msgid_plural "{count} \"lines\""
msgstr[0] "{count} "
"строка"
msgstr[1] "{count} строки"
msgstr[2] "{count} строк"

msgid "not yet"
msgstr ""
"""


def test_plural_forms_follow_the_rule_of_the_catalogue():
    read = words.Catalogue(words.entries(iter(PLURALS.splitlines())))
    forms = [read.get_plural('{count} "line"', '{count} "lines"', count) for count in (1, 3, 5, 21)]
    assert forms == ["{count} строка", "{count} строки", "{count} строк", "{count} строка"]
    assert read.get("not yet") == "not yet"


def test_numbers_are_filled_in():
    assert [n_("{count} line", "{count} lines", count) for count in (1, 2_000)] == ["1 line", "2,000 lines"]
