"""What the server refuses, in the language of the window."""

from chatservice.client.link.refusals import REFUSALS, worded
from chatservice.errors import Fault
from chatservice.model.events import Bye, Error
from chatservice.wire.fault_text import SENTENCES


def test_in_english_it_is_the_servers_own_sentence():
    refused = Error(code="muted", text="You are muted in ops: you may read, but not speak.")
    assert worded(refused) is refused


def test_in_another_language_it_is_said_there(german):
    refused = worded(Error(code="slow_down", text="slow down", retry_after=1.2, ref=7))
    assert (refused.text, refused.ref) == ("Das war zu schnell. Versuche es in 2 s noch einmal.", 7)
    assert worded(Bye(code="server_stopping", text="x")).text == "Der Server wird beendet."


def test_what_has_no_words_there_is_said_in_the_servers(german):
    for code in ("bad_command", "of_a_newer_server"):
        assert worded(Error(code=code, text="a b {c}")).text == "a b {c}"


def test_each_is_the_code_of_a_fault():
    assert set(REFUSALS) <= {fault.code for fault in SENTENCES if issubclass(fault, Fault)}
    assert {code for code, text in REFUSALS.items() if "{" in text} == {"slow_down"}
