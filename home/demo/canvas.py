"""What the demonstration's pictures are drawn on."""

import random

from PIL import Image, ImageDraw

from home.demo.colours import Colour, Palette

Point = tuple[float, float]

#: Everything is drawn this much larger and then reduced: Pillow's own lines have hard edges.
OVERSAMPLING = 3


class Canvas:
    """A sheet to draw on in the measures of the finished picture."""

    def __init__(self, size: tuple[int, int], palette: Palette, chance: random.Random) -> None:
        self.width, self.height = size
        self.palette = palette
        self.chance = chance
        self._image = Image.new("RGB", (size[0] * OVERSAMPLING, size[1] * OVERSAMPLING), palette.ground)
        self._draw = ImageDraw.Draw(self._image)
        #: Length of which all others are multiples, so that a small picture is the large one made small.
        self.unit = min(size[0] / 1600, size[1] / 1000)

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A full circle."""
        s = OVERSAMPLING
        self._draw.ellipse(((x - radius) * s, (y - radius) * s, (x + radius) * s, (y + radius) * s), fill=colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        """A circle with the ground inside, so that lines end at its edge."""
        self.dot(x, y, radius, colour)
        self.dot(x, y, radius - width, self.palette.ground)

    def line(self, points: list[Point], width: float, colour: Colour) -> None:
        """A line through the points."""
        s = OVERSAMPLING
        self._draw.line([(x * s, y * s) for x, y in points], fill=colour, width=max(1, round(width * s)), joint="curve")

    def area(self, points: list[Point], colour: Colour) -> None:
        """A filled outline."""
        s = OVERSAMPLING
        self._draw.polygon([(x * s, y * s) for x, y in points], fill=colour)

    def finished(self) -> Image.Image:
        """The picture at its own size."""
        return self._image.reduce(OVERSAMPLING)
