"""The HTTP door: requests in, the same commands and events behind it.

``site`` holds what all connections share and checks deadlines; ``request`` reads a request as it
arrives; ``guards`` decides whom to trust; ``routes`` finds the handler; ``responses`` and
``problems`` make the answer. A caller is a session of the chat (``visitors``), so there is no
second way into a room.
"""
