"""Which segment of a translation stands for which of its original, and which text of it that follows.

Pure functions over texts and provenance; the database is `languages.translations.tracking`'s.

A `Provenance` says: where the target had this text (a digest), it followed the source that had that text. Entries are
made when a translator writes a segment, and carried over when somebody edits the page freely: a better wording of a
sentence still follows what the sentence before followed. They are kept by path, since paragraphs come and go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from languages.segments.extraction import Texts, digest, is_same
from languages.segments.provenance import Digests, Origin, Provenance, ProvenanceLog
from languages.text.words import normalise


class State(TextChoices):
    """What a translator has to know of a segment."""

    CURRENT = "current", _("translated")
    LEFT = "left", _("as in the original")
    MACHINE = "machine", _("by a machine, not reviewed")
    OUTDATED = "behind", _("the original changed")
    NEW = "new", _("new in the original")
    UNTRANSLATED = "untranslated", _("not translated")
    GONE = "gone", _("no longer in the original")
    OWN = "own", _("only here")


# What makes a translation be outdated, and what bars it from being published.
OUTDATED = {State.OUTDATED, State.NEW, State.GONE}


@dataclass(frozen=True)
class SegmentPair:
    """One segment of the original (`path`, `index` among its strings) and the one of the target that stands for it.

    `at` is where that is: (path, index) in the target. `before` is the source text that it follows, where another.
    A pair without `path` is text of the target that stands for nothing in the original now.
    """

    state: State
    path: str = ""
    index: int = 0
    source: str = ""
    at: tuple[str, int] | None = None
    before: str = ""

    @property
    def id(self) -> str:
        path, index = (self.path, self.index) if self.path else (self.at or ("", 0))
        return f"{path}#{index}" if self.path else f"{path}#{index}!"


def baseline(source: Texts, target: Texts) -> ProvenanceLog:
    """A page that comes beside an original, however it was made, follows what the original says at that moment."""
    provenance = ProvenanceLog()
    for path, strings in source.items():
        own = target.get(path, [])
        for index, text in enumerate(strings):
            if len(own) == len(strings):
                origin = Origin.COPY if own[index] == text else Origin.PERSON
                provenance.add(path, Provenance(text, digest(own[index]), origin))
            else:
                provenance.add(path, Provenance(text, None))
    for path, own in target.items():
        if len(own) != len(source.get(path, [])):
            for text in own:
                provenance.add(path, Provenance("", digest(text)))
    return provenance


def align(source: Texts, target: Digests, provenance: ProvenanceLog, untranslatable: Any = None) -> list[SegmentPair]:
    """The segments of the original in their order, then what the target alone has.

    `untranslatable(path, text)` says whether a segment is the same in every language, and needs no translator.
    """
    pairs: list[SegmentPair] = []
    free: dict[str, list[int]] = {path: list(range(len(strings))) for path, strings in target.items()}
    waiting: list[int] = []
    for path, strings in source.items():
        for index, (text, at) in enumerate(zip(strings, _pair(path, strings, target, provenance), strict=True)):
            if at is None:
                waiting.append(len(pairs))
                pairs.append(SegmentPair(State.NEW, path, index, text))
            else:
                free[path].remove(at)
                pairs.append(_judge(path, index, text, (path, at), target[path][at], provenance, untranslatable))
    moved = _moved(target, free, provenance)
    for number in waiting:
        pair = pairs[number]
        if provenance.is_declared_present(pair.path, pair.source):
            there = _only(pair.path, source, target, free)
            if there:
                free[pair.path].remove(there[1])
            pairs[number] = SegmentPair(State.CURRENT, pair.path, pair.index, pair.source, there)
        elif there := next((at for at in moved.get(normalise(pair.source), ()) if at[1] in free[at[0]]), None):
            free[there[0]].remove(there[1])
            own = target[there[0]][there[1]]
            pairs[number] = _judge(pair.path, pair.index, pair.source, there, own, provenance, untranslatable)
        elif there := _only(pair.path, source, target, free):
            free[pair.path].remove(there[1])
            own = target[pair.path][there[1]]
            pairs[number] = _judge(pair.path, pair.index, pair.source, there, own, provenance, untranslatable)
    said = {digest(text): text for strings in source.values() for text in strings}
    for path, indexes in free.items():
        for index in indexes:
            own = target[path][index]
            entry = provenance.of(path, own)
            # The original's own words, copied to a place of their own.
            foreign = said.get(own, "") or (entry.source if entry and entry.origin == Origin.COPY else "")
            if foreign and untranslatable and untranslatable(path, foreign):
                pairs.append(SegmentPair(State.OWN, at=(path, index)))
            elif foreign and _is_foreign(path, own, foreign, provenance):
                pairs.append(SegmentPair(State.UNTRANSLATED, at=(path, index), before=foreign))
            elif entry is None or entry.is_addition or provenance.is_declared_present(path, entry.source):
                pairs.append(SegmentPair(State.OWN, at=(path, index)))
            else:
                pairs.append(SegmentPair(State.GONE, at=(path, index), before=entry.source))
    return pairs


def _pair(path: str, strings: Sequence[str], target: Digests, provenance: ProvenanceLog) -> list[int | None]:
    """For each string of the original the place of the target's string that stands for it.

    First those that follow this very text; between them, one after the other, those that followed another.
    """
    own = target.get(path, ())
    follows = [provenance.sources(path, text) for text in own]
    found: list[int | None] = [None] * len(strings)
    taken: set[int] = set()
    # First what a text was last said to stand for; then what else it is known to.
    for latest in (True, False):
        free: dict[str, list[int]] = {}
        for at, sources in enumerate(follows):
            if at not in taken:
                for source in dict.fromkeys(sources[:1] if latest else sources):
                    free.setdefault(source, []).append(at)
        for index, text in enumerate(strings):
            there = () if found[index] is not None else free.get(normalise(text), ())
            first = next((at for at in there if at not in taken), None)
            if first is not None:
                found[index] = first
                taken.add(first)
    left = [at for at, sources in enumerate(follows) if at not in taken and sources[:1] != [""]]
    # One that followed a text which the original still has elsewhere has its pair; all others are of texts now gone.
    for index, pair in enumerate(found):
        if pair is not None or provenance.is_declared_present(path, strings[index]):
            continue
        below = max((there for there in found[:index] if there is not None), default=-1)
        above = min((there for there in found[index + 1 :] if there is not None and there > below), default=len(own))
        choice = next((there for there in left if below < there < above), None)
        if choice is not None:
            found[index] = choice
            left.remove(choice)
    return found


def _only(path: str, source: Texts, target: Digests, free: Mapping[str, Sequence[int]]) -> tuple[str, int] | None:
    """Where the one text stands that a place holds, if it stands for nothing and the original says one there, too.

    A plain field has room for no more: a translator may have filled one that the original left empty.
    """
    is_one = len(source[path]) == len(target.get(path, ())) == len(free.get(path, ())) == 1
    return (path, 0) if is_one else None


def _is_foreign(path: str, own: str, foreign: str, provenance: ProvenanceLog) -> bool:
    """Whether a text that stands for nothing in the original, though that says it somewhere, is only its copy."""
    entry = provenance.of(path, own)
    if entry is None:
        return True
    return entry.origin not in (Origin.LEFT, Origin.SAME) and not provenance.adopted(path, own, foreign)


def _moved(
    target: Digests, free: Mapping[str, list[int]], provenance: ProvenanceLog
) -> dict[str, list[tuple[str, int]]]:
    """Where text stands that followed a segment (normalised) which the original has in another place now."""
    moved: dict[str, list[tuple[str, int]]] = {}
    for path, indexes in free.items():
        for index in indexes:
            for source in dict.fromkeys(provenance.sources(path, target[path][index])):
                if source:
                    moved.setdefault(source, []).append((path, index))
    return moved


def _judge(
    path: str, index: int, text: str, at: tuple[str, int], own: str, provenance: ProvenanceLog, untranslatable: Any
) -> SegmentPair:
    entry = provenance.of(at[0], own, text)
    same = own == digest(text)
    if same and untranslatable and untranslatable(path, text):
        return SegmentPair(State.CURRENT, path, index, text, at)
    if entry is None:
        return SegmentPair(State.UNTRANSLATED if same else State.OUTDATED, path, index, text, at)
    adopted = provenance.adopted(at[0], own, text) if same else None
    if adopted:
        # Who wrote it decides, not what it says: it was a translation before the original said the same.
        return SegmentPair(State.MACHINE if adopted == Origin.MACHINE else State.CURRENT, path, index, text, at)
    before = "" if is_same(entry.source, text) or entry.origin == Origin.DIFFERS else entry.source
    if entry.origin == Origin.COPY or (same and entry.origin not in (Origin.LEFT, Origin.SAME, Origin.DIFFERS)):
        state = State.UNTRANSLATED
    elif before or not entry.source or entry.origin == Origin.DIFFERS:
        state = State.OUTDATED
    elif entry.origin == Origin.LEFT:
        state = State.LEFT
    else:
        state = State.MACHINE if entry.origin == Origin.MACHINE else State.CURRENT
    return SegmentPair(state, path, index, text, at, before)
