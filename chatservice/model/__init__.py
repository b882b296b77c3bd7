"""What the chat talks about: frozen structs, no I/O."""
