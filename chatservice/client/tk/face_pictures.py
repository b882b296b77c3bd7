"""Faces: a person's own picture as a disc, or else their initials on their colour."""

import contextlib
import tkinter as tk
from collections.abc import Callable
from typing import Any

from twisted.internet.threads import deferToThread

from chatservice.client.model.controller import Controller
from chatservice.client.model.faces import Faces
from chatservice.client.model.person_card import initials
from chatservice.client.model.pictures import round_faces
from chatservice.client.model.render import hue_of
from chatservice.client.tk import shapes
from chatservice.client.tk.theme import Theme

SIZES = (18, 22, 30, 36)  # of a tab, a row, the user, a line, at 100 %

Discs = dict[int, tk.PhotoImage]  # by their width in pixels


class FacePictures:
    """Pictures for all that is drawn: `changed` is called when one has come."""

    def __init__(self, look: Theme, desk: Controller, changed: Callable[[], object]) -> None:
        self._look, self._desk, self._changed = look, desk, changed
        self.faces = Faces(self._fetch, desk.session.now, self._came)
        look.face_of = self.faces.of

    def renew(self, name: str) -> None:
        """Draw that person's picture, which is another one now."""
        self.faces.forget(name)
        self._came(name)

    def _fetch(self, name: str) -> Any:
        future = self._desk.people.picture(name)
        if future is not None:
            future.addCallback(self._discs)
        return future

    def _discs(self, data: bytes | None) -> Any:
        if data is None:
            return None
        sizes = [self._look.px(size) for size in SIZES]
        future: Any = deferToThread(round_faces, data, sizes)
        future.addCallback(self._photos)
        return future

    def _photos(self, made: dict[int, bytes]) -> Discs | None:
        with contextlib.suppress(tk.TclError):  # the window is gone
            return {size: shapes.photo(self._look.root, png) for size, png in made.items()} or None
        return None

    def _came(self, _name: str) -> None:
        for canvas in self._look.drawn:
            canvas.draw_soon()
        self._changed()


def draw_face(canvas: tk.Canvas, look: Theme, name: str, x: int, y: int, size: int, font: str) -> None:
    """Draw the face of that person around a point, `size` wide at 100 %."""
    discs: Discs | None = look.face_of(name)
    own = discs.get(look.px(size)) if discs is not None else None
    canvas.create_image(x, y, image=own or look.avatar(hue_of(name), size))
    if own is None:
        canvas.create_text(x, y, text=initials(name), font=look.fonts[font], fill=look.palette.page)
