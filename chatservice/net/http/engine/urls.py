"""All routes of the HTTP door."""

from chatservice.net.http.api import addresses, avatars, openapi, reference, uploads
from chatservice.net.http.curl import (
    classes,
    documents,
    downloads,
    filehost,
    files,
    forms,
    invitation,
    lines,
    rooms,
    usage,
    welcome,
)
from chatservice.net.http.curl.hooks import posted, posted_in_shape
from chatservice.net.http.engine.health import figures, healthz, livez
from chatservice.net.http.engine.routes import Route
from chatservice.net.http.engine.upgrade import websocket
from chatservice.net.http.legacy import rest
from chatservice.net.http.page import page

ROUTES: list[Route] = [
    *welcome.ROUTES,
    *page.ROUTES,
    *rest.ROUTES,
    *rooms.ROUTES,
    *forms.ROUTES,
    *lines.ROUTES,
    *classes.ROUTES,
    *documents.ROUTES,
    *invitation.ROUTES,
    *usage.ROUTES,
    *files.ROUTES,
    *downloads.ROUTES,
    *filehost.ROUTES,
    *uploads.ROUTES,
    *avatars.ROUTES,
    *addresses.ROUTES,
    *openapi.ROUTES,
    *reference.ROUTES,
    Route("GET", "/ws", websocket),
    Route("POST", "/hooks/{token}", posted, any_host=True),
    Route("POST", "/hooks/{token}/{shape}", posted_in_shape, any_host=True),
    Route("GET", "/healthz", healthz, any_host=True, health=True),
    Route("GET", "/readyz", healthz, any_host=True, health=True),
    Route("GET", "/livez", livez, any_host=True, health=True),
    Route("GET", "/metrics", figures, health=True),
]
