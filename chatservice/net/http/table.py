"""All routes of the HTTP door."""

from chatservice import __version__
from chatservice.net.http import answers
from chatservice.net.http.answers import Answer
from chatservice.net.http.call import Call
from chatservice.net.http.health import figures, healthz
from chatservice.net.http.hooks import posted
from chatservice.net.http.routes import Route
from chatservice.net.http.upgrade import websocket

WELCOME = f"""\
chatservice {__version__}
"""


async def welcome(call: Call) -> Answer:
    return answers.text(WELCOME)


ROUTES: list[Route] = [
    Route("GET", "/", welcome, linked=True),
    Route("GET", "/ws", websocket),
    Route("POST", "/hooks/{token}", posted),
    Route("GET", "/healthz", healthz),
    Route("GET", "/metrics", figures),
]
