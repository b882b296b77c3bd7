"""What the chat decides. No socket, no SQL, no clock, no thread."""
