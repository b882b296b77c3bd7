"""SCRAM-SHA-256: the example of RFC 7677, and what a client may get wrong."""

import base64

import pytest

from chatservice.model import scram
from tests.scram_client import ScramClient

SALT = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"


@pytest.fixture(scope="module")
def verifier():
    return scram.derive("pencil", SALT, 4096)


def exchange(verifier, message="n,,n=user,r=rOprNGfwEbeRWgbNEkqO"):
    return scram.answer(scram.client_first(message), verifier, SERVER_NONCE)


def test_the_example_of_rfc_7677_is_played_byte_by_byte(verifier):
    begun = exchange(verifier)
    assert begun.server_first == (
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    )
    final = (
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    )
    assert scram.server_final(begun, final) == "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    assert ScramClient("user", "pencil").final(begun.server_first) == final


@pytest.mark.parametrize("header", ["n,,", "y,,", "n,a=user,"])
def test_a_client_may_say_how_it_binds_and_who_it_is(verifier, header):
    client = ScramClient("user", "pencil", header=header)
    begun = exchange(verifier, client.first)
    assert scram.server_final(begun, client.final(begun.server_first)) == f"v={client.signature}"


@pytest.mark.parametrize(
    "message",
    [
        "",
        "n,,n=user",
        "n,,r=abc",
        "p=tls-unique,,n=user,r=abc",
        "n,a=other,n=user,r=abc",
        "n,,m=new,n=user,r=abc",
        "n,,n=us=er,r=abc",
        "n,,n=user,r=ab\x00c",
        "n,,n=user,r=",
        f"n,,n=user,r={'a' * 129}",
        f"n,,n={'u' * 1024},r=abc",
    ],
)
def test_what_is_no_first_message_is_none(message):
    assert scram.client_first(message) is None


def test_a_name_with_a_comma_is_escaped():
    assert scram.client_first("n,,n=a=2Cb=3Dc=2C,r=x").name == "a,b=c,"


def test_a_wrong_password_another_exchange_and_any_bytes_prove_nothing(verifier):
    begun = exchange(verifier)
    good = ScramClient("user", "pencil").final(begun.server_first)
    other = scram.answer(begun.first, verifier, "another")
    assert scram.server_final(other, good) is None
    for bad in (
        ScramClient("user", "pen cil").final(begun.server_first),
        good.replace("c=biws", "c=eSws"),
        good[:-4],
        good.partition(",p=")[0],
        good.replace(",p=", ",p=!"),
        "",
        ",p=",
    ):
        assert scram.server_final(begun, bad) is None


def test_passwords_are_prepared_as_clients_prepare_them():
    assert scram.prepared("I\u00adX") == "IX"
    assert scram.prepared("\u2168\u00a0a") == "IX a"
