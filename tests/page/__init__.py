"""The page's own code, held against that of the desktop client, which does the same in Python."""
