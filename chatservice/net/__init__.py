"""Thin Twisted shells around wire: sockets, outboxes, timers."""
