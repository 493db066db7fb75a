"""What is known of a translation's text: which source text it follows, and how it came about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from languages.segments.extraction import Texts

# Facts that a leaf keeps for each string beyond those in use: of earlier drafts, to which somebody may go back.
KEPT = 12
# From how many words on a part of a passage, put elsewhere, is taken for that: fewer may be a name.
MANY_WORDS = 3

Digests = Mapping[str, Sequence[str]]


class How(TextChoices):
    """How a target's text came about."""

    PERSON = "person", _("by a person")
    MACHINE = "machine", _("by a machine")
    COPY = "copy", _("not translated")
    LEFT = "left", _("left as in the original")
    SAME = "same", _("the same in both languages")
    DIFFERS = "differs", _("says something else")


class Fact(NamedTuple):
    """`target` None: the source's text is somewhere in the page, as somebody says who edits it freely.
    `source` "": the target's text is an addition of its own. SAME and DIFFERS come from a change of the original
    (`languages.translations.source_change`): the text of another version took the place of the one that the target
    followed.
    """

    source: str
    target: str | None
    how: str = How.PERSON


@dataclass
class Facts:
    """What is known of each leaf of a target, oldest first."""

    leaves: dict[str, list[Fact]] = field(default_factory=dict)
    _by_target: dict[str, dict[str | None, list[Fact]]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, stored: Mapping[str, Sequence[Sequence[Any]]]) -> "Facts":
        return cls({leaf: [Fact(*fact) for fact in facts] for leaf, facts in stored.items()})

    def dump(self) -> dict[str, list[list[Any]]]:
        return {leaf: [list(fact) for fact in facts] for leaf, facts in self.leaves.items()}

    def known(self, leaf: str, target: str | None) -> list[Fact]:
        """All that is known of a text at a leaf, the latest first."""
        if leaf not in self._by_target:
            index: dict[str | None, list[Fact]] = {}
            for fact in reversed(self.leaves.get(leaf, ())):
                index.setdefault(fact.target, []).append(fact)
            self._by_target[leaf] = index
        return self._by_target[leaf].get(target, [])

    def of(self, leaf: str, target: str, source: str | None = None) -> Fact | None:
        """The latest that is known of a text at a leaf; first of all whether it stands for `source`.

        One text may stand for several: the same words translate different ones.
        """
        found = self.known(leaf, target)
        return next((fact for fact in found if fact.source == source), found[0] if found else None)

    def sources(self, leaf: str, target: str) -> list[str]:
        """All that a text stands for, the latest first."""
        return list(dict.fromkeys(fact.source for fact in self.known(leaf, target)))

    def add(self, leaf: str, fact: Fact) -> None:
        known = self.leaves.setdefault(leaf, [])
        if fact in known:
            known.remove(fact)
        known.append(fact)
        self._by_target.pop(leaf, None)

    def is_taken_over(self, leaf: str, source: str) -> bool:
        return any(fact.source == source for fact in self.known(leaf, None))

    def carry_over(
        self, before: Digests, after: Digests, *, removed: bool = True, words: Mapping[str, str] | None = None
    ) -> None:
        """Somebody edited the page freely: new text follows what the text in its place followed.

        What they removed they removed on purpose (unless they went back to an earlier draft, which did not have it
        yet), and what they added is theirs. What they put elsewhere takes along what is known of it, and a part of a
        passage that nobody has translated is still not translated; `words` gives the new texts by their digests.
        """
        edit = _Edit(self, before, words or {})
        gone: list[tuple[str, Fact]] = []
        for leaf in {**before, **after}:
            old, new = list(before.get(leaf, ())), list(after.get(leaf, ()))
            if old == new:
                continue
            for tag, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
                if tag != "equal":
                    gone += [(leaf, fact) for fact in edit.replace(leaf, old[start:end], new[new_start:new_end])]
        if removed:
            said = {source for leaf, texts in after.items() for text in texts for source in self.sources(leaf, text)}
            for leaf, fact in gone:
                if fact.source not in said:
                    self.add(leaf, Fact(fact.source, None))

    def prune(self, *in_use: Digests) -> None:
        """Keep what is said of texts in use, and the latest of the rest."""
        for leaf, facts in list(self.leaves.items()):
            used = {text for digests in in_use for text in digests.get(leaf, ())}
            spare = [fact for fact in facts if fact.target is not None and fact.target not in used]
            drop = set(spare[: max(0, len(spare) - KEPT * max(1, len(used)))])
            if drop:
                self.leaves[leaf] = [fact for fact in facts if fact not in drop]
                self._by_target.pop(leaf, None)

    def rebase(self, old: Texts, new: Texts) -> None:
        """Only corrections were made in the original: what followed its old text follows the new one.

        What only moved is found again where it is; what went leaves the translation as it is.
        """
        was = {text for strings in old.values() for text in strings}
        now = {text for strings in new.values() for text in strings}
        corrected: dict[str, str] = {}
        for leaf in {**old, **new}:
            for before, after in replaced(old.get(leaf, []), new.get(leaf, [])):
                is_new, is_gone = bool(after) and after not in was, bool(before) and before not in now
                if is_new and is_gone:
                    corrected.setdefault(before, after)
                if is_new and (not is_gone or corrected[before] != after):
                    self._follow_too(leaf, before, after)
                elif is_gone and not is_new:
                    self.add(leaf, Fact(before, None))
        self._by_target.clear()
        for leaf, facts in self.leaves.items():
            self.leaves[leaf] = [fact._replace(source=corrected.get(fact.source, fact.source)) for fact in facts]

    def _follow_too(self, leaf: str, before: str, after: str) -> None:
        """What follows a text that is still there follows one that came beside it, too."""
        facts = [fact for fact in self.leaves.get(leaf, ()) if before and fact.source == before]
        for fact in facts or [Fact(after, None)]:
            self.add(leaf, fact._replace(source=after))


class _Edit:
    """A free edit of a page that said `before`."""

    def __init__(self, facts: Facts, before: Digests, words: Mapping[str, str]):
        self.facts = facts
        self.words = words
        self.elsewhere: dict[str, Fact] = {}
        self.copies: list[str] = []
        for leaf, texts in before.items():
            for text in texts:
                fact = facts.of(leaf, text)
                if fact and fact.source:
                    self.elsewhere.setdefault(text, fact)
                    if fact.how == How.COPY:
                        self.copies.append(fact.source)

    def replace(self, leaf: str, old: Sequence[str], new: Sequence[str]) -> list[Fact]:
        """Returns what was said and is not replaced by anything new."""
        unknown = [text for text in new if self.facts.of(leaf, text) is None]
        followed = [fact for text in old if (fact := self.facts.of(leaf, text)) and fact.source]
        waiting = list(followed)
        for text in unknown:
            moved = self.elsewhere.get(text)
            if moved:
                self.facts.add(leaf, moved)
                continue
            fact = waiting.pop(0) if waiting else Fact("", text)
            copied = self._copied(text, followed)
            how = How.DIFFERS if fact.how == How.DIFFERS else How.PERSON
            self.facts.add(leaf, Fact(copied or fact.source, text, How.COPY if copied else how))
        return waiting

    def _copied(self, text: str, followed: Sequence[Fact]) -> str:
        """The passage that a text still says in the original's language: it is a part of it, or has it as a part."""
        said = self.words.get(text, "")
        here = [fact.source for fact in followed if fact.how == How.COPY]
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
            for place in range(max(len(before), len(after))):
                yield (
                    before[place] if place < len(before) else "",
                    after[place] if place < len(after) else "",
                )
