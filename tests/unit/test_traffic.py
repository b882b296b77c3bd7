"""Who came and left in one line."""

from chatservice.client.model.traffic import Traffic


def words(*moves):
    traffic = Traffic()
    for move in moves:
        traffic = traffic.then(*move)
    return traffic.words


def test_those_who_come_and_leave_stand_in_one_line():
    assert words((["bob"], [], 0)) == "bob came in"
    assert words((["bob"], [], 0), (["carol"], [], 0)) == "bob and carol came in"
    assert words((["a", "b", "c"], [], 0)) == "a, b and c came in"
    assert words((["a", "b", "c", "d"], [], 12)) == "a, b, c and 13 more came in"
    assert words((["bob"], [], 0), ([], ["carol"], 0)) == "bob came in; carol left"


def test_of_each_person_the_last_move_counts():
    assert words((["bob"], [], 0), ([], ["Bob"], 0)) == "Bob left"
    assert words(*[([], ["bob"], 0), (["bob"], [], 0)] * 5) == "bob came in"


def test_people_without_a_name_are_counted():
    assert words(([], [], 3)) == "3 people came in"
    assert words(([], [], 3), ([], ["bob"], -1)) == "2 people came in; bob left"
    assert words(([], [], -2)) == "2 people left"


def test_names_are_harmless_and_only_so_many_are_told_apart(monkeypatch):
    assert words((["a\x1b[31m"], [], 0)) == "a\N{SYMBOL FOR ESCAPE}[31m came in"
    monkeypatch.setattr("chatservice.client.model.traffic.PEOPLE_MAX", 2)
    assert words((["a", "b", "c"], [], 0)) == "a and b came in"
