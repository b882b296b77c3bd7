"""What several units need."""

import pytest

from chatservice.client import words


@pytest.fixture
def german():
    before = words.language()
    words.use("de")
    yield
    words.use(before)
