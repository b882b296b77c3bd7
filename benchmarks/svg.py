"""Line charts as SVG: a title, two axes, a line and a name for each series. No library."""

import math
from collections.abc import Mapping, Sequence
from html import escape

Points = Sequence[tuple[float, float]]

WIDTH, HEIGHT = 760, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 190, 56, 48
INK, FAINT, GRID = "#1f2933", "#616e7c", "#e4e7eb"
FONT = "font-family='system-ui, sans-serif'"
COLOURS = ("#0b7285", "#e8590c", "#5f3dc4", "#2b8a3e", "#c2255c", "#868e96")


def ticks(top: float, about: int = 5) -> list[float]:
    """Round numbers from 0 to at least `top`."""
    if top <= 0:
        return [0.0, 1.0]
    raw = top / about
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw)
    return [step * i for i in range(math.ceil(top / step - 1e-9) + 1)]


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:g}"


def apart(heights: Sequence[float], distance: float) -> list[float]:
    """The same heights, moved so that no two are closer than `distance`."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    placed = [0.0] * len(heights)
    below = -math.inf
    for i in order:
        below = max(heights[i], below + distance)
        placed[i] = below
    over = max(placed, default=0.0) - (HEIGHT - BOTTOM)
    return [y - max(0.0, over) for y in placed]


def chart(title: str, x_name: str, y_name: str, series: Mapping[str, Points]) -> str:
    """A picture of `series`, x on a logarithmic axis with a mark at each value that occurs."""
    drawn = {name: points for name, points in series.items() if points}
    xs = sorted({x for points in drawn.values() for x, _ in points})
    heights = ticks(max((y for points in drawn.values() for _, y in points), default=1.0))
    low, high = math.log(xs[0]), math.log(xs[-1])

    def across(x: float) -> float:
        return LEFT + (math.log(x) - low) / ((high - low) or 1) * (WIDTH - LEFT - RIGHT)

    def up(y: float) -> float:
        return HEIGHT - BOTTOM - y / heights[-1] * (HEIGHT - TOP - BOTTOM)

    out = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' role='img'>",
        f"<title>{escape(title)}</title>",
        f"<rect width='{WIDTH}' height='{HEIGHT}' fill='#ffffff'/>",
        f"<text x='16' y='26' {FONT} font-size='16' font-weight='600' fill='{INK}'>{escape(title)}</text>",
        f"<text x='16' y='45' {FONT} font-size='12' fill='{FAINT}'>{escape(y_name)}</text>",
    ]
    for y in heights:
        out += [
            f"<line x1='{LEFT}' x2='{WIDTH - RIGHT}' y1='{up(y):.1f}' y2='{up(y):.1f}' stroke='{GRID}'/>",
            f"<text x='{LEFT - 8}' y='{up(y) + 4:.1f}' {FONT} font-size='12' fill='{FAINT}' "
            f"text-anchor='end'>{number(y)}</text>",
        ]
    out += [
        f"<text x='{across(x):.1f}' y='{HEIGHT - BOTTOM + 18}' {FONT} font-size='12' fill='{FAINT}' "
        f"text-anchor='middle'>{number(x)}</text>"
        for x in xs
    ]
    middle = (LEFT + WIDTH - RIGHT) / 2
    out.append(
        f"<text x='{middle:.0f}' y='{HEIGHT - 10}' {FONT} font-size='12' fill='{FAINT}' "
        f"text-anchor='middle'>{escape(x_name)}</text>"
    )
    names = apart([up(points[-1][1]) for points in drawn.values()], 16)
    for (name, points), at, colour in zip(drawn.items(), names, COLOURS * 3, strict=False):
        path = " L".join(f"{across(x):.1f} {up(y):.1f}" for x, y in points)
        end = across(points[-1][0])
        out.append(f"<path d='M{path}' fill='none' stroke='{colour}' stroke-width='2'/>")
        out += [f"<circle cx='{across(x):.1f}' cy='{up(y):.1f}' r='3' fill='{colour}'/>" for x, y in points]
        out.append(
            f"<text x='{end + 10:.1f}' y='{at + 4:.1f}' {FONT} font-size='12' fill='{colour}'>"
            f"{escape(name)} {number(round(points[-1][1], 2))}</text>"
        )
    return "\n".join([*out, "</svg>", ""])
