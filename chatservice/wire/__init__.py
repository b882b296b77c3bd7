"""Bytes to commands and events to bytes. Pure: no Twisted, no I/O."""
