"""How a statement becomes the method of a port.

The method takes what the statement takes after its first argument, and answers what it returns or
raises, as a Deferred:

    class AccountStatements(Statements):
        tokens = read(all_tokens)
"""

import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from chatservice.storage.sqlite.transaction import Transaction

if TYPE_CHECKING:  # chatctl reads by the same statements, and need not wait for Twisted
    from twisted.internet.defer import Deferred

    from chatservice.storage.sqlite.database import Database

P = ParamSpec("P")
T = TypeVar("T")

if TYPE_CHECKING:
    PortMethod = Callable[Concatenate[Any, P], Deferred[T]]


class Statements:
    """Those of one subject, on one database."""

    def __init__(self, database: "Database") -> None:
        self.database = database


def read(statement: Callable[Concatenate[sqlite3.Connection, P], T]) -> "PortMethod[P, T]":
    """In a reader's thread, on a connection of its own: as of what is committed."""

    @wraps(statement)
    def method(self: Statements, /, *args: P.args, **kwargs: P.kwargs) -> "Deferred[T]":
        return self.database.read(lambda connection: statement(connection, *args, **kwargs))

    return method


def write(statement: Callable[Concatenate[sqlite3.Connection, P], T]) -> "PortMethod[P, T]":
    """In the writer's transaction, in its place among what was queued; answered after the commit."""

    @wraps(statement)
    def method(self: Statements, /, *args: P.args, **kwargs: P.kwargs) -> "Deferred[T]":
        return self.database.change(lambda transaction: statement(transaction.connection, *args, **kwargs))

    return method


def change(statement: Callable[Concatenate[Transaction, P], T]) -> "PortMethod[P, T]":
    """As `write`, for a statement that rests on more than the tables hold: heads and rights as of
    its place in the batch, settings, what is to be done once it is committed."""

    @wraps(statement)
    def method(self: Statements, /, *args: P.args, **kwargs: P.kwargs) -> "Deferred[T]":
        return self.database.change(lambda transaction: statement(transaction, *args, **kwargs))

    return method
