"""The client side: a library for windows and bots.

`link` keeps one connection alive; `model` folds events into what a window shows; `tk` draws
it. Only the dialers and `tk` know Twisted or asyncio.
"""
