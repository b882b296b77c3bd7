"""Settings: their types and defaults, where they come from, what can change while the server runs."""
