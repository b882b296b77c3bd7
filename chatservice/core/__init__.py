"""The decisions of the chat. No socket, no SQL, no clock, no thread."""
