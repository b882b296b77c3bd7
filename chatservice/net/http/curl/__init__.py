"""The addresses that people use with curl: rooms as text, files, streams, webhooks."""
