"""Settings: their types and defaults, their sources, and which can change while the server runs."""
