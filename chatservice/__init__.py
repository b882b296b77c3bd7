"""A chat server that loses nothing it acknowledged.

A room is a log: everything permanent in it is one event with a gapless number.
A client is a cursor: everyone, on whatever protocol, reads that log at some position.
A door is a codec: protocols differ only in how bytes become commands and events become bytes.

``tap`` builds and connects everything; ``net``, ``storage`` stand around ``core``, which
stands on ``model`` and ``errors``; ``wire`` translates between bytes and ``model``.
"""

__version__ = "0.1.0"
