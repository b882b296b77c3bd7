"""The other end of the wire: a library for windows and bots.

`link` keeps one connection, whatever happens to it; `state` folds events into what is
shown; `tk` shows it. Only the dialers and `tk` know Twisted or asyncio.
"""
