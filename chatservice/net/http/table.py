"""All routes of the HTTP door."""

from chatservice import __version__
from chatservice.net.http import answers, api, older, openapi, reference, rooms
from chatservice.net.http.answers import Answer
from chatservice.net.http.call import Call
from chatservice.net.http.health import figures, healthz
from chatservice.net.http.routes import Route
from chatservice.net.http.upgrade import websocket

WELCOME = f"""\
chatservice {__version__}
"""


async def welcome(call: Call) -> Answer:
    return answers.text(WELCOME)


ROUTES: list[Route] = [
    *older.ROUTES,
    *rooms.ROUTES,
    *api.ROUTES,
    *openapi.ROUTES,
    *reference.ROUTES,
    Route("GET", "/", welcome, linked=True),
    Route("GET", "/ws", websocket),
    Route("GET", "/healthz", healthz),
    Route("GET", "/metrics", figures),
]
