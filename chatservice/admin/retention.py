"""How long lines are kept, as typed and as shown."""

from chatservice.admin.errors import AdminError
from chatservice.settings.sources import FIELDS
from chatservice.settings.values import read as read_value
from chatservice.settings.values import show

ALWAYS = 1e15  # seconds; beyond any clock
FIELD = FIELDS["retention"]


def read(text: str) -> float | None:
    """Returns seconds; None for the setting's value. Raises AdminError."""
    if text == "default":
        return None
    if text == "always":
        return ALWAYS
    try:
        value = read_value(FIELD, text)
    except ValueError as why:
        raise AdminError("bad_request", f"{why}; always; or default.") from None
    if not isinstance(value, float):
        return ALWAYS
    return value


def shown(keep: float | None, default: float | None) -> str:
    if keep is None:
        return f"as long as the setting says: {shown(default if default is not None else ALWAYS, None)}"
    return "always" if keep >= ALWAYS else f"for {show(FIELD, keep)}"
