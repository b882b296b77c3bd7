"""All routes of the HTTP door."""

from chatservice.net.http import api, files, files_api, older, openapi, reference, rooms, welcome
from chatservice.net.http.health import figures, healthz
from chatservice.net.http.hooks import posted
from chatservice.net.http.routes import Route
from chatservice.net.http.upgrade import websocket

ROUTES: list[Route] = [
    *welcome.ROUTES,
    *older.ROUTES,
    *rooms.ROUTES,
    *files.ROUTES,
    *files_api.ROUTES,
    *api.ROUTES,
    *openapi.ROUTES,
    *reference.ROUTES,
    Route("GET", "/ws", websocket),
    Route("POST", "/hooks/{token}", posted),
    Route("GET", "/healthz", healthz),
    Route("GET", "/metrics", figures),
]
