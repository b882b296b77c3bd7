"""The page: the client in a browser, as files that `make web` builds."""
