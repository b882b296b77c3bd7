"""The colour of an attachment says how bad it is: a square of about that colour."""

NAMED = {"danger": "🟥", "attention": "🟥", "warning": "🟨", "good": "🟩", "accent": "🟦"}
GREY = 0x28  # a difference of channels below which there is no colour
# The hue, in sixths of a circle, up to which a square is shown.
_HUES = ((0.35, "🟥"), (0.75, "🟧"), (1.15, "🟨"), (2.9, "🟩"), (4.3, "🟦"), (5.4, "🟪"), (6.1, "🟥"))


def square(colour: object) -> str:
    """Empty for grey and for what is no colour. A number or six hexadecimal digits are red, green, blue."""
    number = colour if isinstance(colour, int) else -1
    if isinstance(colour, str):
        if colour.lower() in NAMED:
            return NAMED[colour.lower()]
        digits = colour.lstrip("#")
        number = int(digits, 16) if len(digits) == 6 and _is_hex(digits) else -1
    return _of_rgb(number >> 16, number >> 8 & 255, number & 255) if 0 <= number < 1 << 24 else ""


def _is_hex(digits: str) -> bool:
    return all(digit in "0123456789abcdefABCDEF" for digit in digits)


def _of_rgb(red: int, green: int, blue: int) -> str:
    most, least = max(red, green, blue), min(red, green, blue)
    spread = most - least
    if spread < GREY:
        return ""
    if most == red:
        hue = ((green - blue) / spread) % 6
    elif most == green:
        hue = (blue - red) / spread + 2
    else:
        hue = (red - green) / spread + 4
    return next(sign for most_hue, sign in _HUES if hue <= most_hue)
