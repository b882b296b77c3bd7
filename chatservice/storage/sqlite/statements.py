"""Turns a statement into the method of a port.

The method takes the statement's arguments after the first, and returns a Deferred of what the
statement returns or raises:

    class AccountStatements(Statements):
        tokens = read(all_tokens)
"""

import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from chatservice.storage.sqlite.transaction import Transaction

if TYPE_CHECKING:  # chatctl uses the same statements without loading Twisted
    from twisted.internet.defer import Deferred

    from chatservice.storage.sqlite.database import Database

P = ParamSpec("P")
T = TypeVar("T")

if TYPE_CHECKING:
    PortMethod = Callable[Concatenate[Any, P], Deferred[T]]


class Statements:
    """The statements of one subject, on one database."""

    def __init__(self, database: "Database") -> None:
        self.database = database


def read(statement: Callable[Concatenate[sqlite3.Connection, P], T]) -> "PortMethod[P, T]":
    """Runs in a reader's thread, on its own connection: sees what is committed."""

    @wraps(statement)
    def method(self: Statements, /, *args: P.args, **kwargs: P.kwargs) -> "Deferred[T]":
        return self.database.read(lambda connection: statement(connection, *args, **kwargs))

    return method


def write(statement: Callable[Concatenate[sqlite3.Connection, P], T]) -> "PortMethod[P, T]":
    """Runs in the writer's transaction, in the order of the queue; answered after the commit."""

    @wraps(statement)
    def method(self: Statements, /, *args: P.args, **kwargs: P.kwargs) -> "Deferred[T]":
        return self.database.change(lambda transaction: statement(transaction.connection, *args, **kwargs))

    return method


def change(statement: Callable[Concatenate[Transaction, P], T]) -> "PortMethod[P, T]":
    """Like `write`, for a statement that depends on more than the tables: heads and rights as of
    its place in the batch, settings, work to do after the commit."""

    @wraps(statement)
    def method(self: Statements, /, *args: P.args, **kwargs: P.kwargs) -> "Deferred[T]":
        return self.database.change(lambda transaction: statement(transaction, *args, **kwargs))

    return method
