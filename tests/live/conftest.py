"""What live tests share."""

import pytest


@pytest.fixture
def browser():
    """Nothing goes wrong in its windows: nothing that the policy forbids, no error of a script."""
    from tests.live.page import Pages  # noqa: PLC0415 (skips where there is no Playwright)

    with Pages() as pages:
        yield pages
        assert pages.faults == []
