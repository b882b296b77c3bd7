"""The page's session and its uploads, by their own tests in Node."""

import pytest

from tests.page.node import needs_node, run_tests

pytestmark = needs_node


@pytest.mark.parametrize("part", ["net", "uploads", "runners", "worker"])
def test_the_session_of_the_page_keeps_its_promises(part, tmp_path):
    passed, report = run_tests(f"{part}.test", tmp_path)
    assert passed, report
