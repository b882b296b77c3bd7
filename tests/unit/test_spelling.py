"""Which words of a line are looked up, what is known of them, and the dictionaries of the system."""

import pytest
from twisted.internet.defer import succeed

from chatservice.client.model.spelling import TEXT_MAX, WORDS_MAX, KnownWords, TextWord, language_of, words
from chatservice.client.spell_checker import ASKED_MAX, OFF, SUGGESTIONS_MAX, SpellChecker


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Helo, wrold!", ["Helo", "wrold"]),
        ("don't (stop) *now*", ["don't", "stop", "now"]),
        ("well-known 'quoted'", ["well", "known", "quoted"]),
        ("run `helo wrold` and see", ["run", "and", "see"]),
        ("```py\nhelo wrold\n```\nafter", ["after"]),
        ("see https://helo.example/wrold there", ["see", "there"]),
        ("@alcie said :tada: and #opps", ["said", "and"]),
        ("GitHub NASA iPhone x86 v1.2 a_name", []),
        ("src/main.py half/full key=value", []),
        ("/join opps", []),
        ("/me laughhs", ["laughhs"]),
        ("//join opps", ["opps"]),
        ("🎉 helo", ["helo"]),
        ("ok to go", []),
        ("Straße naïve Häuser", ["Straße", "naïve", "Häuser"]),
        ("x" * 41, []),
        ("helo " * (TEXT_MAX // 5 + 1), []),
    ],
)
def test_words_of_a_language_are_looked_up(text, found):
    assert [word.text for word in words(text)] == found
    assert all(text[word.start : word.end] == word.text for word in words(text))


def test_the_word_that_is_being_written_is_not():
    assert [word.text for word in words("helo wrold", cursor=10)] == ["helo"]
    assert [word.text for word in words("helo wrold ", cursor=11)] == ["helo", "wrold"]
    assert [word.text for word in words("helo wrold", cursor=4)] == ["wrold"]


def test_what_was_looked_up_is_not_asked_for_again():
    known, line = KnownWords(), words("helo world helo Ann")
    assert known.unknown(line) == ["helo", "world", "Ann"]
    known.learn({"helo": False, "world": True, "Ann": False})
    assert known.unknown(line) == []
    assert known.wrong(line, lambda word: word == "Ann") == [TextWord("helo", 0, 4), TextWord("helo", 11, 15)]
    known.learn({f"word{number}": True for number in range(WORDS_MAX)})
    assert len(known) == WORDS_MAX
    assert "helo" in known.unknown(line)


@pytest.mark.parametrize(
    ("wanted", "system", "name"),
    [
        ("", "de_AT.UTF-8", "de_DE"),
        ("", "en_GB.UTF-8", "en_GB"),
        ("", "en_IE", "en_US"),
        ("", "pt_BR", "pt_PT"),
        ("", "fr_FR.UTF-8", ""),
        ("", "C.UTF-8", ""),
        ("", "", ""),
        ("de", "en_US", "de_DE"),
        ("xx", "en_US", ""),
    ],
)
def test_the_dictionary_is_that_of_the_language_or_near_it(wanted, system, name):
    assert language_of(wanted, system, ["en_US", "en_GB", "de_CH", "de_DE", "pt_PT"]) == name


class Library:
    """`enchant`, with few words."""

    def __init__(self):
        self.right = {"world"}

    def list_languages(self):
        return ["en_US", "de_DE"]

    def Dict(self, language):
        self.language = language
        return self

    def check(self, word):
        return word in self.right

    def suggest(self, word):
        return [f"{word}{number}" for number in range(50)]

    def add(self, word):
        self.right.add(word)


def checker(library):
    return SpellChecker(lambda: library, lambda function: succeed(function()))


def result(deferred):
    results = []
    deferred.addCallback(results.append)
    return results[0]


def test_the_dictionary_is_asked():
    asked = checker(Library())
    assert result(asked.check(["world"])) == {}
    assert result(asked.use("", "en_US.UTF-8")) == "en_US"
    assert asked.languages == ["de_DE", "en_US"]
    assert result(asked.check(["world", "wrold"])) == {"world": True, "wrold": False}
    assert result(asked.suggest("wrold")) == [f"wrold{number}" for number in range(SUGGESTIONS_MAX)]
    asked.add("wrold")
    assert result(asked.check(["wrold"])) == {"wrold": True}
    assert len(result(asked.check([f"word{number}" for number in range(ASKED_MAX + 1)]))) == ASKED_MAX
    assert result(asked.use(OFF, "en_US")) == ""
    assert result(asked.suggest("wrold")) == []


def test_without_the_library_there_are_no_dictionaries():
    asked = checker(None)
    assert result(asked.use("", "en_US")) == ""
    assert asked.languages == []
    assert result(asked.check(["wrold"])) == {}
