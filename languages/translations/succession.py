"""Carries the provenance of translations over from one original to the next. No database."""

from dataclasses import dataclass
from typing import Any

from languages.segments.alignment import SegmentPair, State, align
from languages.segments.extraction import Texts, digest, digests, flat, is_same
from languages.segments.provenance import Digests, Origin, Provenance, ProvenanceLog, origin_of
from languages.text.words import normalise

#: Names a segment: its path, and its index among the strings of that path.
SegmentKey = tuple[str, int]

FOLLOWING = {State.CURRENT, State.LEFT, State.MACHINE}
NOT_READY = {State.UNTRANSLATED, State.MACHINE}


@dataclass(frozen=True)
class Counterpart:
    """What the new original has for a segment of the old one ("" for nothing), and whether it says the same."""

    text: str
    is_current: bool


class SourceChange:
    """Carries provenance in terms of one original over to the one that comes after it. No database.

    `old` and `new` are the texts of the two, `provenance` what was known of the new one while it followed the old one,
    and `needs_none(path, text)` tells which segments need no translation, being the same in every language.
    """

    def __init__(self, old: Texts, new: Texts, provenance: ProvenanceLog, needs_none: Any):
        self.old, self.new, self.needs_none = old, new, needs_none
        self.provenance = provenance
        self.pairs = align(old, digests(new), provenance, needs_none)
        self.there: dict[SegmentKey, Counterpart] = {}
        self.gone: dict[str, str] = {}
        self.own: list[tuple[str, str]] = []
        for pair in self.pairs:
            text = new[pair.at[0]][pair.at[1]] if pair.at else ""
            if pair.path:
                is_current = pair.state in FOLLOWING or (
                    pair.state == State.UNTRANSLATED and is_same(text, pair.source)
                )
                self.there[pair.path, pair.index] = Counterpart(text, is_current)
            elif pair.state == State.GONE:
                self.gone[normalise(pair.before)] = text
            elif pair.at:
                self.own.append((pair.at[0], text))
        self.keys: dict[str, list[SegmentKey]] = {}
        for path, index, text in flat(old):
            self.keys.setdefault(normalise(text), []).append((path, index))

    def of_old(self) -> ProvenanceLog:
        """What is known of the old original, as a translation of the new one."""
        provenance = ProvenanceLog()
        for path, index, text in flat(self.old):
            there = self.there[path, index]
            if there.text and there.is_current:
                origin = Origin.SAME if is_same(there.text, text) else Origin.PERSON
                provenance.add(path, Provenance(there.text, digest(text), origin))
            elif there.is_current:
                provenance.add(path, Provenance("", digest(text)))
            else:
                provenance.add(path, Provenance(there.text or text, digest(text), Origin.DIFFERS))
        return self._with_own(provenance)

    def of_other(self, known: ProvenanceLog, *texts: Digests) -> ProvenanceLog:
        """What is known of another translation, of which `texts` are in use (public, draft)."""
        here: dict[tuple[str, str], SegmentPair] = {}
        for own in texts:
            for pair in align(self.old, own, known, self.needs_none):
                if pair.path and pair.at:
                    here.setdefault((pair.at[0], own[pair.at[0]][pair.at[1]]), pair)
        provenance = ProvenanceLog()
        for path, found in known.by_path.items():
            for entry in found:
                carried = self._carried(path, entry, here.get((path, entry.target)) if entry.target else None)
                if carried is not None:
                    provenance.add(path, carried)
        for (path, target), pair in here.items():
            there = self.there[pair.path, pair.index]
            if pair.state == State.CURRENT and known.of(path, target) is None and there.text and there.is_current:
                provenance.add(path, Provenance(there.text, target, origin_of(Origin.PERSON, target, there.text)))
        return self._with_own(provenance)

    def _with_own(self, provenance: ProvenanceLog) -> ProvenanceLog:
        """Segments that only the new original has count as present in the translation: nobody has changed anything."""
        for path, text in self.own:
            provenance.add(path, Provenance(text, None))
        return provenance

    def _carried(self, path: str, entry: Provenance, pair: SegmentPair | None) -> Provenance | None:
        if not entry.source:
            return entry
        key = (pair.path, pair.index) if pair else self._key_of(path, entry.source)
        if key is None:
            text = self.gone.get(normalise(entry.source), entry.source)
            origin = entry.origin if entry.origin == Origin.COPY else Origin.DIFFERS
            return Provenance(text, entry.target, origin) if entry.target else None
        source, there = self.old[key[0]][key[1]], self.there[key]
        is_current = there.is_current and is_same(entry.source, source) and entry.origin != Origin.DIFFERS
        if entry.target is None:
            return Provenance(there.text, None) if is_current and there.text else None
        origin = Origin(entry.origin)
        if origin in (Origin.COPY, Origin.LEFT) and entry.target == digest(source):
            # It says what the old original said, in that language: not the new one's, unless that left it, too.
            is_left = origin == Origin.LEFT and is_same(there.text, source)
            origin = Origin.LEFT if is_left else Origin.PERSON if self.needs_none(key[0], source) else Origin.COPY
        elif origin == Origin.LEFT:
            origin = Origin.PERSON
        if origin == Origin.COPY:
            return Provenance(there.text or source, entry.target, origin)
        if not is_current:
            return Provenance(there.text or source, entry.target, Origin.DIFFERS)
        if not there.text:
            return Provenance("", entry.target)
        return Provenance(there.text, entry.target, origin_of(origin, entry.target, there.text))

    def _key_of(self, path: str, text: str) -> SegmentKey | None:
        found = self.keys.get(normalise(text), [])
        return next((key for key in found if key[0] == path), found[0] if found else None)

    def foreign(self, *in_use: Digests) -> dict[str, list[str]]:
        """Digests of texts that the new original must not show as its own: the old one's, and those that it had
        before somebody translated them. What it says now and was accepted as it is may stay."""
        found: dict[str, set[str]] = {path: {digest(text) for text in texts} for path, texts in self.old.items()}
        for path, entries in self.provenance.by_path.items():
            for entry in entries:
                latest = self.provenance.of(path, entry.target) if entry.target else None
                if latest and latest.target and latest.origin in (Origin.COPY, Origin.MACHINE):
                    found.setdefault(path, set()).add(latest.target)
        for own in in_use:
            pairs = align(self.old, own, self.provenance, self.needs_none)
            pending = {pair.at for pair in pairs if pair.state in NOT_READY}
            for path, texts in own.items():
                for index, text in enumerate(texts):
                    if (path, index) not in pending:
                        found.get(path, set()).discard(text)
        return {path: sorted(texts) for path, texts in sorted(found.items()) if texts}
