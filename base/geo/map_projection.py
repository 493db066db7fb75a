"""Where a place lies on the site's map: the Equal Earth projection in the coordinates of `static/base/img/land.svg`.

Formula: B. Šavrič, T. Patterson and B. Jenny, "The Equal Earth map projection", International Journal of Geographical
Information Science 33 (2019), 454-465. It keeps areas equal, so that no continent looks larger than it is. The central
meridian is 11° E, which leaves every land mass in one piece. The map shows the land between 78° N and 56° S.
"""

import math
from collections.abc import Iterable
from typing import TypeAlias

WIDTH = 1000
HEIGHT = 508
VIEW_BOX = f"0 0 {WIDTH} {HEIGHT}"

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2
_CENTRAL_MERIDIAN = 11.0
# The land is drawn with these numbers: a change here needs a new land.svg.
_SCALE = 220.0
_LEFT = 476.0
_NORTH = 1.275786330596676  # the projected height of 78° N, the upper edge of the picture

Point: TypeAlias = tuple[float, float]


def project(latitude: float, longitude: float) -> Point:
    """The place in the map's viewBox, x to the right and y down, rounded to a tenth."""
    turned = math.radians((longitude - _CENTRAL_MERIDIAN + 540) % 360 - 180)
    theta = math.asin(_M * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    x = turned * math.cos(theta) / (_M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
    y = theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return round(_LEFT + x * _SCALE, 1), round((_NORTH - y) * _SCALE, 1)


def arc(start: Point, end: Point) -> str:
    """SVG path data for the line between two (latitude, longitude) places, bent as the great circle between them is."""
    (x1, y1), (x2, y2) = project(*start), project(*end)
    middle_x, middle_y = project(*_midpoint(start, end))
    # A quadratic curve passes through its middle when the control point lies twice as far out.
    control_x, control_y = 2 * middle_x - (x1 + x2) / 2, 2 * middle_y - (y1 + y2) / 2
    return f"M{x1:g} {y1:g}Q{control_x:.1f} {control_y:.1f} {x2:g} {y2:g}"


def frame(points: Iterable[Point], *, width: float = 400, margin: float = 30) -> str:
    """A viewBox of the map that shows one region's places (already projected), at one scale for all regions.

    It keeps to the map's edges, so that no frame shows an empty strip, and grows where a region needs more room.
    """
    xs, ys = zip(*points, strict=True)
    ratio = 1.6
    width = min(WIDTH, max(width, max(xs) - min(xs) + 2 * margin, (max(ys) - min(ys) + 2 * margin) * ratio))
    height = min(HEIGHT, width / ratio)
    left = min(max((max(xs) + min(xs) - width) / 2, 0), WIDTH - width)
    top = min(max((max(ys) + min(ys) - height) / 2, 0), HEIGHT - height)
    return f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}"


def _midpoint(start: Point, end: Point) -> Point:
    """The place half-way along the great circle, as (latitude, longitude)."""
    latitude_1, longitude_1, latitude_2, longitude_2 = map(math.radians, (*start, *end))
    turn = longitude_2 - longitude_1
    x = math.cos(latitude_2) * math.cos(turn)
    y = math.cos(latitude_2) * math.sin(turn)
    latitude = math.atan2(math.sin(latitude_1) + math.sin(latitude_2), math.hypot(math.cos(latitude_1) + x, y))
    longitude = longitude_1 + math.atan2(y, math.cos(latitude_1) + x)
    return math.degrees(latitude), (math.degrees(longitude) + 540) % 360 - 180
