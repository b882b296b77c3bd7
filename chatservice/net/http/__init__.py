"""The HTTP door: requests in, the same commands and events behind it.

``site`` holds what all connections share and looks at deadlines; ``request`` reads a request
as it comes; ``guards`` says whom to trust; ``routes`` finds the handler; ``answers`` and
``problems`` say how it ends. A caller is a session of the chat (``visitors``), so there is
no second way into a room.
"""
