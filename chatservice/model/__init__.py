"""The data of the chat: frozen structs, no I/O."""
