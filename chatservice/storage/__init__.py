"""What the chat remembers: one schema, typed statements, drivers behind one contract."""
