"""The page's session, by its own tests in Node."""

from tests.page.node import needs_node, run_tests

pytestmark = needs_node


def test_the_session_of_the_page_keeps_its_promises(tmp_path):
    passed, report = run_tests("net.test", tmp_path)
    assert passed, report
