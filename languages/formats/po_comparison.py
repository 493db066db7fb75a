"""What a PO file would change on a page: new, the same, in conflict, or not to be placed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext

from languages.formats.po import Incoming, Unit
from languages.segments.extraction import exact_digest, is_same
from languages.text.words import normalise


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
    """What each segment of a file would do to the page as it is now. Pairs bear the paths of the page."""
    result = Comparison()
    for one, unit, places in _placed(list(incoming), list(units)):
        if places:
            reason = gettext(
                "This text stands more than once on the page or in the file, and the file does not say which is meant."
            )
            getattr(result, _kind_of_any(one, places)).append(Pair(replace(one, path=""), reason=reason))
            continue
        kind, reason = _kind(one, unit)
        getattr(result, kind).append(Pair(replace(one, path=unit.path) if unit else one, unit, reason))
    return result


def _placed(incoming: list[Incoming], units: list[Unit]) -> Iterator[tuple[Incoming, Unit | None, list[Unit]]]:
    """Each segment of a file with its place on the page, or with those among which it cannot be told.

    The context names the place. Where a tool has dropped or changed it, or the page was rebuilt since, the text does,
    among the places that no other segment of the file names.
    """
    by_path = {unit.path: unit for unit in units}
    found = {
        number: unit
        for number, one in enumerate(incoming)
        if (unit := by_path.get(one.path)) and is_same(one.source, unit.source)
    }
    named = {unit.path for unit in found.values()}
    free: dict[str, list[Unit]] = {}
    for unit in units:
        if unit.path not in named:
            free.setdefault(normalise(unit.source), []).append(unit)
    lost: dict[str, list[int]] = {}
    for number, one in enumerate(incoming):
        if number not in found:
            lost.setdefault(normalise(one.source), []).append(number)
    doubtful: dict[int, list[Unit]] = {}
    for text, numbers in lost.items():
        places = free.get(text, [])
        if len(numbers) == len(places) and len({incoming[number].target for number in numbers}) == 1:
            found |= zip(numbers, places, strict=True)
        elif places:
            doubtful |= dict.fromkeys(numbers, places)
    for number, one in enumerate(incoming):
        # Where no place has its text: that has changed since, or there never was one.
        yield one, found.get(number) or by_path.get(one.path), doubtful.get(number, [])


def _kind_of_any(incoming: Incoming, places: list[Unit]) -> str:
    """What a segment is that may belong to one of several places: no trouble if it would change none of them."""
    if not incoming.is_translated:
        return "untranslated"
    return "same" if all(_kind(incoming, unit)[0] == "same" for unit in places) else "broken"


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
