"""The patterns of the demonstration's pictures, each drawn from a seed."""

import math
import random
from collections.abc import Callable

from home.demo.canvas import Canvas, Point


def _points(canvas: Canvas) -> None:
    """A field of points that swell where much is counted, around a few places."""
    chance, unit, palette = canvas.chance, canvas.unit, canvas.palette
    places = [
        (
            canvas.width * chance.uniform(0.12, 0.88),
            canvas.height * chance.uniform(0.15, 0.85),
            unit * chance.uniform(80, 190),
            chance.uniform(0.45, 1),
        )
        for _place in range(chance.randint(5, 7))
    ]
    tilt = chance.uniform(-0.6, 0.6)
    step = 47 * unit
    rows = int(canvas.height / (step * 0.866)) + 3
    for row in range(-1, rows):
        for column in range(-1, int(canvas.width / step) + 3):
            x = (column + 0.5 * (row % 2)) * step
            y = row * step * 0.866
            value = sum(
                weight * math.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * reach**2)) for px, py, reach, weight in places
            )
            value += 0.09 * (1 + math.sin(x / (260 * unit) + tilt * y / (140 * unit)))
            # Levels off softly, so that no place becomes a plain surface.
            value = 1 - math.exp(-1.25 * value)
            canvas.dot(x, y, unit * (2.6 + 19 * value), palette.tint(0.3 + 1.0 * value))
    px, py, _reach, _weight = max(places, key=lambda place: place[3])
    column = round(px / step)
    row = round(py / (step * 0.866))
    x, y = (column + 0.5 * (row % 2)) * step, row * step * 0.866
    canvas.dot(x, y, 30 * unit, palette.ground)
    canvas.ring(x, y, 25 * unit, 4.5 * unit, palette.tint(2))
    canvas.dot(x, y, 12 * unit, palette.tint(2))


def _meridians(canvas: Canvas) -> None:
    """A globe without land or borders, cut by the edge of the sheet, with a few places and the ways between them."""
    chance, unit, palette = canvas.chance, canvas.unit, canvas.palette
    radius = unit * chance.uniform(640, 760)
    cx = canvas.width * chance.choice((0.34, 0.42, 0.58, 0.66))
    cy = canvas.height * chance.uniform(0.62, 0.86)
    lean, turn, roll = chance.uniform(0.35, 0.6), chance.uniform(0, math.tau), chance.uniform(-0.35, 0.35)

    def project(longitude: float, latitude: float, height: float = 1.0) -> tuple[float, float, float]:
        x = math.cos(latitude) * math.sin(longitude + turn)
        y = math.sin(latitude)
        z = math.cos(latitude) * math.cos(longitude + turn)
        y, z = y * math.cos(lean) - z * math.sin(lean), y * math.sin(lean) + z * math.cos(lean)
        x, y = x * math.cos(roll) - y * math.sin(roll), x * math.sin(roll) + y * math.cos(roll)
        return cx + radius * height * x, cy - radius * height * y, z

    canvas.dot(cx, cy, radius, palette.tint(0.07))

    def curve(samples: list[tuple[float, float]], width: float, strength: float) -> None:
        run: list[Point] = []
        for longitude, latitude in samples:
            x, y, z = project(longitude, latitude)
            if z >= 0:
                run.append((x, y))
                continue
            if len(run) > 1:
                canvas.line(run, width, palette.tint(strength))
            run = []
        if len(run) > 1:
            canvas.line(run, width, palette.tint(strength))

    fine = [index / 120 for index in range(121)]
    # One meridian that runs down the side turned to the reader.
    prime = (round(-turn / math.tau * 24) + chance.choice((-2, -1, 1, 2))) % 24
    for index in range(24):
        longitude = index * math.tau / 24
        samples = [(longitude, math.pi * (share - 0.5) * 0.985) for share in fine]
        curve(samples, unit * (3 if index == prime else 2), 0.7 if index == prime else 0.38)
    for degrees in range(-75, 90, 15):
        samples = [(share * math.tau, math.radians(degrees)) for share in [index / 240 for index in range(241)]]
        curve(samples, unit * (3.4 if degrees == 0 else 2), 0.8 if degrees == 0 else 0.38)
    outline = [(cx + radius * math.cos(a), cy + radius * math.sin(a)) for a in [math.tau * i / 360 for i in range(361)]]
    canvas.line(outline, 2.6 * unit, palette.tint(0.75))

    places: list[tuple[float, float]] = []
    for _attempt in range(600):
        place = (chance.uniform(0, math.tau), math.asin(chance.uniform(-0.5, 0.9)))
        x, y, z = project(*place)
        inside = 70 * unit < x < canvas.width - 70 * unit and 70 * unit < y < canvas.height - 70 * unit
        apart = all(math.dist((x, y), project(*other)[:2]) > 190 * unit for other in places)
        if z > 0.25 and inside and apart:
            places.append(place)
        if len(places) == 6:
            break
    middle = (canvas.width / 2, canvas.height / 2)
    places.sort(key=lambda place: math.dist(project(*place)[:2], middle))
    anchor, others = places[0], places[1:]
    for other in others:
        steps = [index / 60 for index in range(61)]
        canvas.line([_between(project, anchor, other, share) for share in steps], 3.4 * unit, palette.tint(1.55))
    for place in others:
        x, y, _z = project(*place)
        canvas.dot(x, y, 15 * unit, palette.ground)
        canvas.dot(x, y, 11 * unit, palette.tint(1.3))
    x, y, _z = project(*anchor)
    canvas.dot(x, y, 31 * unit, palette.ground)
    canvas.ring(x, y, 25 * unit, 4.5 * unit, palette.tint(2))
    canvas.dot(x, y, 12 * unit, palette.tint(2))


def _between(
    project: Callable[[float, float, float], tuple[float, float, float]], start: Point, end: Point, share: float
) -> Point:
    """A point of the great circle between two places, lifted a little off the ground in the middle."""

    def vector(place: tuple[float, float]) -> tuple[float, float, float]:
        longitude, latitude = place
        return math.cos(latitude) * math.sin(longitude), math.sin(latitude), math.cos(latitude) * math.cos(longitude)

    a, b = vector(start), vector(end)
    angle = math.acos(max(-1.0, min(1.0, sum(i * j for i, j in zip(a, b, strict=True))))) or 1e-6
    first, second = math.sin((1 - share) * angle) / math.sin(angle), math.sin(share * angle) / math.sin(angle)
    x, y, z = (first * i + second * j for i, j in zip(a, b, strict=True))
    height = 1 + 0.16 * min(angle, 1) * math.sin(math.pi * share)
    px, py, _depth = project(math.atan2(x, z), math.asin(max(-1.0, min(1.0, y))), height)
    return px, py


def _multiples(canvas: Canvas) -> None:
    """Small charts on one scale, side by side, with one told apart."""
    chance, unit, palette = canvas.chance, canvas.unit, canvas.palette
    columns, rows = 6, 4
    margin, gap = 84 * unit, 44 * unit
    width = (canvas.width - 2 * margin - (columns - 1) * gap) / columns
    height = (canvas.height - 2 * margin - (rows - 1) * gap) / rows
    chosen = (chance.randrange(1, columns - 1), chance.randrange(0, rows))
    trend = chance.uniform(0.15, 0.4)
    for column in range(columns):
        for row in range(rows):
            left, top = margin + column * (width + gap), margin + row * (height + gap)
            bottom = top + height
            values = _series(chance, trend * chance.uniform(-0.7, 1.4), 26)
            here = (column, row) == chosen
            curve = [
                (left + width * i / (len(values) - 1), bottom - height * 0.94 * value) for i, value in enumerate(values)
            ]
            canvas.area([(left, bottom), *curve, (left + width, bottom)], palette.tint(0.95 if here else 0.13))
            canvas.line(curve, (4.6 if here else 3.2) * unit, palette.tint(1.75 if here else 0.8))
            for share in (1 / 3, 2 / 3):
                x = left + width * share
                canvas.line([(x, bottom - 1), (x, bottom + 9 * unit)], 1.8 * unit, palette.tint(0.5))
            canvas.line([(left, bottom), (left + width, bottom)], 2.4 * unit, palette.tint(1.75 if here else 0.75))
            x, y = curve[-1]
            canvas.dot(x, y, (9.5 if here else 6.5) * unit, palette.tint(1.9 if here else 0.9))


def _series(chance: random.Random, trend: float, length: int) -> list[float]:
    """A smooth course between 0.08 and 0.95."""
    phase, speed, swing = chance.uniform(0, math.tau), chance.uniform(0.7, 1.7), chance.uniform(0.06, 0.17)
    small, level = chance.uniform(0, math.tau), chance.uniform(0.3, 0.6)
    values = []
    for index in range(length):
        share = index / (length - 1)
        wave = swing * math.sin(phase + speed * math.tau * share) + swing * 0.35 * math.sin(
            small + 4.1 * math.tau * share
        )
        values.append(min(0.95, max(0.08, level + trend * (share - 0.5) * 1.6 + wave)))
    return values


def _network(canvas: Canvas) -> None:
    """Places that speak to each other: each with its nearest neighbours, a few over long distances, and one anchor."""
    chance, unit, palette = canvas.chance, canvas.unit, canvas.palette
    nodes: list[Point] = []
    for _attempt in range(4000):
        # A loose sheet: denser in the middle, so that the edges breathe.
        x, y = canvas.width * chance.triangular(0.05, 0.95, 0.5), canvas.height * chance.triangular(0.07, 0.93, 0.5)
        crowd = math.hypot((x / canvas.width - 0.5) * 2, (y / canvas.height - 0.5) * 2)
        if all(math.dist((x, y), node) > unit * (74 + 62 * crowd) for node in nodes):
            nodes.append((x, y))
        if len(nodes) == 62:
            break
    # Relative neighbours: joined unless a third place lies nearer to both. It leaves a web without crossings.
    links = [
        (a, b)
        for a in range(len(nodes))
        for b in range(a + 1, len(nodes))
        if not any(
            max(math.dist(nodes[a], nodes[c]), math.dist(nodes[b], nodes[c])) < math.dist(nodes[a], nodes[b]) * 0.97
            for c in range(len(nodes))
            if c not in (a, b)
        )
    ]
    degree = [sum(index in link for link in links) for index in range(len(nodes))]
    middle = (canvas.width / 2, canvas.height / 2)
    hubs: list[int] = []
    for index in sorted(range(len(nodes)), key=lambda i: (-degree[i], math.dist(nodes[i], middle))):
        if all(math.dist(nodes[index], nodes[hub]) > 260 * unit for hub in hubs):
            hubs.append(index)
        if len(hubs) == 7:
            break
    anchor = min(hubs, key=lambda index: math.dist(nodes[index], middle))
    for a, b in links:
        canvas.line([nodes[a], nodes[b]], 2.2 * unit, palette.tint(0.4))
    for hub in hubs:
        if hub != anchor:
            bend = chance.uniform(0.1, 0.22) * chance.choice((-1, 1))
            canvas.line(_arc(nodes[anchor], nodes[hub], bend), 3.6 * unit, palette.tint(1.2))
    for index, (x, y) in enumerate(nodes):
        if index not in hubs:
            radius = unit * (6 + 1.8 * degree[index])
            canvas.dot(x, y, radius + 5 * unit, palette.ground)
            canvas.dot(x, y, radius, palette.tint(0.55 + 0.08 * degree[index]))
    for hub in hubs:
        x, y = nodes[hub]
        if hub == anchor:
            canvas.dot(x, y, 41 * unit, palette.ground)
            canvas.ring(x, y, 34 * unit, 5 * unit, palette.tint(2))
            canvas.dot(x, y, 18 * unit, palette.tint(2))
        else:
            canvas.dot(x, y, 26 * unit, palette.ground)
            canvas.dot(x, y, 20 * unit, palette.tint(1.15))


def _arc(start: Point, end: Point, bend: float) -> list[Point]:
    """A gentle curve between two points; `bend` is its rise as a share of their distance."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    control = ((start[0] + end[0]) / 2 - dy * bend * 2, (start[1] + end[1]) / 2 + dx * bend * 2)
    return [
        (
            (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * control[0] + t**2 * end[0],
            (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * control[1] + t**2 * end[1],
        )
        for t in [step / 48 for step in range(49)]
    ]


def _waves(canvas: Canvas) -> None:
    """Courses over time, one behind the other, deepening towards the reader."""
    chance, unit, palette = canvas.chance, canvas.unit, canvas.palette
    count = 17
    peaks = [(chance.uniform(0.12, 0.88), chance.uniform(0.06, 0.16), chance.uniform(0.4, 1)) for _peak in range(5)]
    drift = chance.uniform(-0.012, 0.012)
    phase = chance.uniform(0, math.tau)
    for index in range(count):
        depth = index / (count - 1)
        base = canvas.height * (0.24 + 0.7 * depth)
        points: list[Point] = []
        for step in range(241):
            share = step / 240
            hill = sum(
                strength
                * math.exp(-(((share - centre - drift * index) / reach) ** 2))
                * (0.55 + 0.45 * math.sin(phase + number * 1.9 + index * 0.52))
                for number, (centre, reach, strength) in enumerate(peaks)
            )
            swell = 0.05 * math.sin(share * 9 + index * 0.7 + phase) + 0.03 * math.sin(share * 21 - index * 0.45)
            points.append((canvas.width * share, base - canvas.height * (0.17 * hill + 0.22 * swell)))
        outline = [(0.0, float(canvas.height + 10)), *points, (float(canvas.width), float(canvas.height + 10))]
        canvas.area(outline, palette.tint(0.02 + 0.93 * depth**1.6))
        canvas.line(points, 2.8 * unit, palette.tint(0.45 + 1.2 * depth))


PATTERNS: dict[str, Callable[[Canvas], None]] = {
    "points": _points,
    "meridians": _meridians,
    "multiples": _multiples,
    "network": _network,
    "waves": _waves,
}
