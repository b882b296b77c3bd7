"""The rows that the page holds while one reads, and how it shows names and addresses."""

from tests.page.node import needs_node, run_tests


@needs_node
def test_reading(tmp_path):
    passed, told = run_tests("reading.test", tmp_path)
    assert passed, told
