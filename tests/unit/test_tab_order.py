"""Tabs have the order that the user gives them."""

import pytest

from chatservice.client.model.tab_order import moved, place_at

SPANS = [("a", 0, 100), ("b", 100, 300), ("c", 300, 400)]


ORDERS = [("a", 1, "bac"), ("c", 0, "cab"), ("b", 9, "acb"), ("b", -1, "bac"), ("b", 1, "abc")]


@pytest.mark.parametrize(("key", "place", "order"), ORDERS)
def test_a_tab_takes_its_place_among_the_others(key, place, order):
    assert "".join(moved("abc", key, place)) == order


@pytest.mark.parametrize(("x", "place"), [(-50, 0), (199, 0), (201, 1), (349, 1), (351, 2), (900, 2)])
def test_a_dragged_tab_goes_behind_those_whose_middle_it_has_passed(x, place):
    assert place_at(SPANS, "a", x) == place
