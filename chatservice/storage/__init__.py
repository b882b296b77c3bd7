"""Persistence: one schema, typed statements, drivers behind one contract."""
