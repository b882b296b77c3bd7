"""The keys that the window shows."""

import pytest

from chatservice.client import words
from chatservice.client.tk.keys_page import pairs
from chatservice.client.tk.questions import KEYS


@pytest.mark.parametrize("language", ["", "de", "es"])
def test_each_key_stands_beside_what_it_does_in_every_language(language):
    words.use(language or words.ENGLISH)
    try:
        columns = pairs(words._(KEYS))
    finally:
        words.use(words.ENGLISH)
    assert [len(column) for column in columns] == [13, 13]
    assert columns[1][-1][0] == columns[1][-1][0].replace("  ", "")
    assert all(keys and what for column in columns for keys, what in column)
