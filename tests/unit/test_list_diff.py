"""From one list of items to another."""

from collections import namedtuple

from hypothesis import given
from hypothesis import strategies as st

from chatservice.client.model.list_diff import patch

Item = namedtuple("Item", "id look")


def after(old, steps):
    done = list(old)
    for step in steps:
        done[step.at : step.at + step.gone] = step.new
    return done


LISTS = st.lists(st.builds(Item, st.integers(0, 30), st.integers(0, 2)), unique_by=lambda item: item.id)


@given(LISTS, LISTS)
def test_the_steps_lead_there(old, new):
    assert after(old, patch(old, new)) == new


def test_a_stretch_that_moves_on_costs_what_moves():
    old = [Item(n, 0) for n in range(300)]
    new = [Item(n, 0) for n in range(10, 310)]
    assert [(s.at, s.gone, len(s.new)) for s in patch(old, new)] == [(0, 10, 0), (290, 0, 10)]


def test_a_changed_item_is_put_in_anew():
    old = [Item(n, 0) for n in range(5)]
    new = [Item(n, n == 2) for n in range(5)]
    assert patch(old, new) == [(2, 1, [Item(2, True)])]
