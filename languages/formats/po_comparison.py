"""What a PO file would change on a page: new, the same, in conflict, or not to be placed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from languages.formats.po import Incoming, Unit
from languages.segments.extraction import exact_digest, is_same


@dataclass(frozen=True)
class Pair:
    """A segment of the file beside that of the page (none, where the page has no such place)."""

    incoming: Incoming
    unit: Unit | None = None
    reason: str = ""


@dataclass(frozen=True)
class Comparison:
    """What a file would bring. Only `fresh` is safe to apply without asking."""

    fresh: list[Pair] = field(default_factory=list)  # to be applied
    same: list[Pair] = field(default_factory=list)  # brings nothing: as it is here, or as it went out
    conflicts: list[Pair] = field(default_factory=list)  # changed here since the file went out, and by the file
    outdated: list[Pair] = field(default_factory=list)  # translates a text that the original no longer has
    unknown: list[Pair] = field(default_factory=list)  # of no place on the page
    untranslated: list[Pair] = field(default_factory=list)  # empty, or marked as uncertain by a tool
    broken: list[Pair] = field(default_factory=list)  # cannot be taken, for a reason


def compare(incoming: Iterable[Incoming], units: Iterable[Unit]) -> Comparison:
    """What each segment of a file would do to the page as it is now."""
    by_path = {unit.path: unit for unit in units}
    result = Comparison()
    for one in incoming:
        unit = by_path.get(one.path)
        kind, reason = _kind(one, unit)
        getattr(result, kind).append(Pair(one, unit, reason))
    return result


def _kind(incoming: Incoming, unit: Unit | None) -> tuple[str, str]:
    if unit is None:
        return "unknown", ""
    if not incoming.is_translated:
        return "untranslated", ""
    here = unit.translation
    # The same words for a text that has changed since: somebody says that they still hold.
    is_confirmed = incoming.target == here and bool(unit.previous)
    if not is_confirmed and (incoming.target == here or incoming.digest == exact_digest(incoming.target)):
        return "same", ""
    if incoming.problem:
        return "broken", incoming.problem
    if not is_same(incoming.source, unit.source):
        return "outdated", ""
    if is_confirmed or incoming.digest == exact_digest(here) or not here and not incoming.digest:
        return "fresh", ""
    return "conflicts", ""
