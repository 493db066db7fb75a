"""The colours of the demonstration's pictures: the site's hues, mixed as the eye sees them (Oklab)."""

from dataclasses import dataclass

Colour = tuple[int, int, int]

#: As in base/static/base/css/tokens.css: seven hues of equal lightness, and the ink of the text.
HUES: dict[str, str] = {
    "clay": "#a94524",
    "ochre": "#886108",
    "moss": "#4c7731",
    "teal": "#137875",
    "sea": "#1870a1",
    "iris": "#6756b9",
    "plum": "#a23e7c",
    "ink": "#10222c",
}
INK = "#10222c"
#: A paper between the site's white and its wash, so that a picture has an edge on either.
PAPER = "#f6f5f1"


def _rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _oklab(colour: Colour) -> tuple[float, float, float]:
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour))
    lo = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    me = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    sh = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * lo + 0.7936177850 * me - 0.0040720468 * sh,
        1.9779984951 * lo - 2.4285922050 * me + 0.4505937099 * sh,
        0.0259040371 * lo + 0.7827717662 * me - 0.8086757660 * sh,
    )


def _from_oklab(lightness: float, a: float, b: float) -> Colour:
    lo = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    me = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    sh = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3

    def channel(linear: float) -> int:
        linear = min(1.0, max(0.0, linear))
        return round(255 * (12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055))

    return (
        channel(4.0767416621 * lo - 3.3077115913 * me + 0.2309699292 * sh),
        channel(-1.2684380046 * lo + 2.6097574011 * me - 0.3413193965 * sh),
        channel(-0.0041960863 * lo - 0.7034186147 * me + 1.7076147010 * sh),
    )


def _mix(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two, nearer the second the larger the share, by even steps for the eye (OKLab).

    Tints between paper and a colour go grey to the eye; a little more chroma half-way keeps them in the
    region's colour.
    """
    share = min(1.0, max(0.0, share))
    lightness, a, b = (x * (1 - share) + y * share for x, y in zip(_oklab(first), _oklab(second), strict=True))
    lift = 1 + 0.9 * (1 - share) * share**0.5
    return _from_oklab(lightness, a * lift, b * lift)


@dataclass(frozen=True)
class Palette:
    """A region's colour, its depths and its tints on paper."""

    ground: Colour
    hue: Colour
    deep: Colour

    @classmethod
    def of(cls, hue: str) -> "Palette":
        """The palette around one of the site's hues."""
        colour = _rgb(HUES[hue])
        return cls(ground=_mix(_rgb(PAPER), colour, 0.035), hue=colour, deep=_mix(colour, _rgb(INK), 0.5))

    def tint(self, strength: float) -> Colour:
        """From paper (0) over the hue (1) to its depth (2)."""
        if strength <= 1:
            return _mix(self.ground, self.hue, strength)
        return _mix(self.hue, self.deep, strength - 1)
