"""What is known of a translation's text: which source text it follows, and how it came about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from languages.segments.extraction import Texts, digest, is_same
from languages.text.words import normalise

# Entries that a path keeps for each string beyond those in use: of earlier drafts, to which somebody may go back.
KEPT = 12
# From how many words on a part of a segment, put elsewhere, is taken for that: fewer may be a name.
MANY_WORDS = 3

Digests = Mapping[str, Sequence[str]]


class Origin(TextChoices):
    """How a target's text came about."""

    PERSON = "person", _("by a person")
    MACHINE = "machine", _("by a machine")
    COPY = "copy", _("not translated")
    LEFT = "left", _("left as in the original")
    SAME = "same", _("the same in both languages")
    DIFFERS = "differs", _("says something else")


class Provenance(NamedTuple):
    """Which source text a target text follows. `target` None: the source's text is somewhere in the page, by
    declaration of a person who edits it freely.
    `source` "": the target's text is an addition of its own. SAME and DIFFERS come from a change of the original
    (`languages.translations.source_language`): the text of another version took the place of the one that the target
    followed. DIFFERS is said, too, of an alternative text whose picture was replaced.
    """

    source: str
    target: str | None
    origin: str = Origin.PERSON

    @property
    def is_addition(self) -> bool:
        """Whether a text stands for nothing in the original, and about nothing that has changed there."""
        return not self.source and self.origin != Origin.DIFFERS


def origin_of(origin: str, target: str | None, source: str) -> Origin:
    """How a target came about that follows `source` now: a person's words that are the same in both are meant so."""
    is_same = target == digest(source)
    if origin == Origin.PERSON and is_same:
        return Origin.SAME
    return Origin.PERSON if origin == Origin.SAME and not is_same else Origin(origin)


@dataclass
class ProvenanceLog:
    """What is known of each path of a target, oldest first."""

    by_path: dict[str, list[Provenance]] = field(default_factory=dict)
    _by_target: dict[str, dict[str | None, list[Provenance]]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, stored: Mapping[str, Sequence[Sequence[Any]]]) -> "ProvenanceLog":
        return cls({path: [Provenance(*entry) for entry in entries] for path, entries in stored.items()})

    def dump(self) -> dict[str, list[list[Any]]]:
        return {path: [list(entry) for entry in entries] for path, entries in self.by_path.items()}

    def known(self, path: str, target: str | None) -> list[Provenance]:
        """All that is known of a text at a path, the latest first."""
        if path not in self._by_target:
            index: dict[str | None, list[Provenance]] = {}
            for entry in reversed(self.by_path.get(path, ())):
                index.setdefault(entry.target, []).append(entry)
            self._by_target[path] = index
        return self._by_target[path].get(target, [])

    def of(self, path: str, target: str, source: str | None = None) -> Provenance | None:
        """The latest that is known of a text at a path; first of all whether it stands for `source`.

        One text may stand for several: the same words translate different ones.
        """
        found = self.known(path, target)
        latest = found[0] if found else None
        return next((entry for entry in found if source is not None and is_same(entry.source, source)), latest)

    def adopted(self, path: str, target: str, source: str) -> Origin | None:
        """Who wrote words that the original says only now: somebody, as a translation of what it said before.

        None where they are the original's own, or nobody knows.
        """
        latest = self.of(path, target)
        is_adopted = (
            latest
            and not is_same(latest.source, source)
            and latest.origin in (Origin.PERSON, Origin.SAME, Origin.MACHINE)
        )
        return Origin(latest.origin) if latest and is_adopted else None

    def sources(self, path: str, target: str) -> list[str]:
        """All that a text stands for, the latest first, normalised."""
        return list(dict.fromkeys(normalise(entry.source) for entry in self.known(path, target)))

    def add(self, path: str, entry: Provenance) -> None:
        known = self.by_path.setdefault(path, [])
        if entry in known:
            known.remove(entry)
        known.append(entry)
        self._by_target.pop(path, None)

    def differs(self, path: str, target: str, source: str) -> None:
        """A text says something else than its original: what it is about has become another thing."""
        self.by_path[path] = [entry for entry in self.by_path.get(path, ()) if entry != Provenance("", None)]
        self._by_target.pop(path, None)
        self.add(path, Provenance(source, target, Origin.DIFFERS))

    def is_declared_present(self, path: str, source: str) -> bool:
        return any(is_same(entry.source, source) for entry in self.known(path, None))

    def carry_over(
        self,
        before: Digests,
        after: Digests,
        *,
        removed: bool = True,
        words: Mapping[str, str] | None = None,
        original: Texts | None = None,
    ) -> None:
        """Somebody edited the page freely: new text follows what the text in its place followed.

        What they removed they removed on purpose (unless they went back to an earlier draft, which did not have it
        yet), and what they added is theirs. What they put elsewhere takes along what is known of it, and a part of a
        segment that nobody has translated is still not translated; `words` gives the new texts by their digests. So is
        what they copied from the `original`, as it is at that moment.
        """
        edit = _Edit(self, before, words or {}, original or {})
        gone: list[tuple[str, Provenance]] = []
        for path in {**before, **after}:
            old, new = list(before.get(path, ())), list(after.get(path, ()))
            if old == new:
                continue
            for tag, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
                if tag != "equal":
                    gone += [(path, entry) for entry in edit.replace(path, old[start:end], new[new_start:new_end])]
        if removed:
            said = {source for path, texts in after.items() for text in texts for source in self.sources(path, text)}
            for path, entry in gone:
                if normalise(entry.source) not in said:
                    self.add(path, Provenance(entry.source, None))

    def prune(self, *in_use: Digests) -> None:
        """Keep what is said of texts in use, and the latest of the rest."""
        for path, entries in list(self.by_path.items()):
            used = {text for digests in in_use for text in digests.get(path, ())}
            spare = [entry for entry in entries if entry.target is not None and entry.target not in used]
            drop = set(spare[: max(0, len(spare) - KEPT * max(1, len(used)))])
            if drop:
                self.by_path[path] = [entry for entry in entries if entry not in drop]
                self._by_target.pop(path, None)

    def rebase(self, old: Texts, new: Texts) -> None:
        """Only corrections were made in the original: what followed its old text follows the new one.

        What only moved is found again where it is; what went leaves the translation as it is.
        """
        as_written = {normalise(text): text for strings in new.values() for text in strings}
        old, new = ({path: [normalise(text) for text in texts] for path, texts in one.items()} for one in (old, new))
        was = {text for strings in old.values() for text in strings}
        now = {text for strings in new.values() for text in strings}
        corrected: dict[str, str] = {}
        for path in {**old, **new}:
            for before, after in replaced(old.get(path, []), new.get(path, [])):
                is_new, is_gone = bool(after) and after not in was, bool(before) and before not in now
                if is_new and is_gone:
                    corrected.setdefault(before, after)
                if is_new and (not is_gone or corrected[before] != after):
                    self._follow_too(path, before, as_written[after])
                elif is_gone and not is_new:
                    self.add(path, Provenance(before, None))
        self._by_target.clear()
        for path, entries in self.by_path.items():
            self.by_path[path] = [
                _following(entry, as_written[corrected[source]])
                if (source := normalise(entry.source)) in corrected
                else entry
                for entry in entries
            ]

    def _follow_too(self, path: str, before: str, after: str) -> None:
        """The original has `before` and, new, `after`: each target text that follows `before` follows `after`, too."""
        entries = [entry for entry in self.by_path.get(path, ()) if before and is_same(entry.source, before)]
        for entry in entries or [Provenance(after, None)]:
            self.add(path, _following(entry, after))


def _following(entry: Provenance, source: str) -> Provenance:
    return Provenance(source, entry.target, origin_of(entry.origin, entry.target, source))


class _Edit:
    """A free edit of a page that said `before`."""

    def __init__(self, provenance: ProvenanceLog, before: Digests, words: Mapping[str, str], original: Texts):
        self.provenance = provenance
        self.words = words
        self.original = {digest(text): text for strings in original.values() for text in strings}
        self.elsewhere: dict[str, Provenance] = {}
        self.copies: list[str] = []
        for path, texts in before.items():
            for text in texts:
                entry = provenance.of(path, text)
                if entry and entry.source:
                    self.elsewhere.setdefault(text, entry)
                    if entry.origin == Origin.COPY:
                        self.copies.append(entry.source)

    def replace(self, path: str, old: Sequence[str], new: Sequence[str]) -> list[Provenance]:
        """Returns what was said and is not replaced by anything new."""
        unknown = [text for text in new if self.provenance.of(path, text) is None]
        followed = [entry for text in old if (entry := self.provenance.of(path, text)) and entry.source]
        waiting = list(followed)
        for text in unknown:
            moved = self.elsewhere.get(text)
            if moved:
                self.provenance.add(path, moved)
                continue
            entry = waiting.pop(0) if waiting else Provenance("", text)
            copied = self._copied(text, followed)
            origin = Origin.DIFFERS if entry.origin == Origin.DIFFERS else Origin.PERSON
            self.provenance.add(path, Provenance(copied or entry.source, text, Origin.COPY if copied else origin))
        return waiting

    def _copied(self, text: str, followed: Sequence[Provenance]) -> str:
        """The segment that a text says in the original's language: that itself, a part of it, or one within it."""
        if text in self.original:
            return self.original[text]
        said = self.words.get(text, "")
        here = [entry.source for entry in followed if entry.origin == Origin.COPY]
        for source in here:
            if said and (said in source or source in said):
                return source
        if len(said.split()) >= MANY_WORDS:
            return next((source for source in self.copies if said in source), "")
        return ""


def replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of what stood somewhere and what stands there now; one of them is empty where there is no other."""
    for tag, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            before, after = old[start:end], new[new_start:new_end]
            for index in range(max(len(before), len(after))):
                yield (
                    before[index] if index < len(before) else "",
                    after[index] if index < len(after) else "",
                )
