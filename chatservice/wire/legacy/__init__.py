"""The dialects of the older systems, byte for byte: pipe and prompt."""
