"""Which passage of a translation stands for which of its original, and which text of it that follows.

Pure functions over texts and facts; the database is `languages.following`'s.

A `Fact` says: where the target had this text (a digest), it followed the source that had that text. Facts are made
when a translator writes a passage, and carried over when somebody edits the page freely: a better wording of a
sentence still follows what the sentence before followed. They are kept by leaf, since paragraphs come and go.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from languages.passages import Texts, digest

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
    (`languages.works`): the text of another version took the place of the one that the target followed.
    """

    source: str
    target: str | None
    how: str = How.PERSON


class State(TextChoices):
    """What a translator has to know of a passage."""

    CURRENT = "current", _("translated")
    LEFT = "left", _("as in the original")
    MACHINE = "machine", _("by a machine, not reviewed")
    BEHIND = "behind", _("the original changed")
    NEW = "new", _("new in the original")
    UNTRANSLATED = "untranslated", _("not translated")
    GONE = "gone", _("no longer in the original")
    OWN = "own", _("only here")


# What makes a translation be behind, and what bars it from being published.
BEHIND = {State.BEHIND, State.NEW, State.GONE}


@dataclass(frozen=True)
class Row:
    """One passage of the original (`leaf`, `place` among its strings) and the one of the target that stands for it.

    `at` is where that is: (leaf, place) in the target. `before` is the source text that it follows, where another.
    A row without `leaf` is text of the target that stands for nothing in the original now.
    """

    state: State
    leaf: str = ""
    place: int = 0
    source: str = ""
    at: tuple[str, int] | None = None
    before: str = ""

    @property
    def id(self) -> str:
        leaf, place = (self.leaf, self.place) if self.leaf else (self.at or ("", 0))
        return f"{leaf}#{place}" if self.leaf else f"{leaf}#{place}!"


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


def baseline(source: Texts, target: Texts) -> Facts:
    """A page that comes beside an original, however it was made, follows what the original says at that moment."""
    facts = Facts()
    for leaf, strings in source.items():
        own = target.get(leaf, [])
        for place, text in enumerate(strings):
            if len(own) == len(strings):
                how = How.COPY if own[place] == text else How.PERSON
                facts.add(leaf, Fact(text, digest(own[place]), how))
            else:
                facts.add(leaf, Fact(text, None))
    for leaf, own in target.items():
        if len(own) != len(source.get(leaf, [])):
            for text in own:
                facts.add(leaf, Fact("", digest(text)))
    return facts


def align(source: Texts, target: Digests, facts: Facts, untranslatable: Any = None) -> list[Row]:
    """The passages of the original in their order, then what the target alone has.

    `untranslatable(leaf, text)` says whether a passage is the same in every language, and needs no translator.
    """
    rows: list[Row] = []
    free: dict[str, list[int]] = {leaf: list(range(len(strings))) for leaf, strings in target.items()}
    waiting: list[int] = []
    for leaf, strings in source.items():
        for place, (text, at) in enumerate(zip(strings, _pair(leaf, strings, target, facts), strict=True)):
            if at is None:
                waiting.append(len(rows))
                rows.append(Row(State.NEW, leaf, place, text))
            else:
                free[leaf].remove(at)
                rows.append(_judge(leaf, place, text, (leaf, at), target[leaf][at], facts, untranslatable))
    moved = _moved(target, free, facts)
    for number in waiting:
        row = rows[number]
        if facts.is_taken_over(row.leaf, row.source):
            rows[number] = Row(State.CURRENT, row.leaf, row.place, row.source)
        elif there := next((at for at in moved.get(row.source, ()) if at[1] in free[at[0]]), None):
            free[there[0]].remove(there[1])
            own = target[there[0]][there[1]]
            rows[number] = _judge(row.leaf, row.place, row.source, there, own, facts, untranslatable)
    said = {digest(text): text for strings in source.values() for text in strings}
    for leaf, places in free.items():
        for place in places:
            own = target[leaf][place]
            fact = facts.of(leaf, own)
            # The original's own words, copied to a place of their own.
            foreign = said.get(own, "") or (fact.source if fact and fact.how == How.COPY else "")
            if foreign and untranslatable and untranslatable(leaf, foreign):
                rows.append(Row(State.OWN, at=(leaf, place)))
            elif foreign and (fact is None or fact.how not in (How.LEFT, How.SAME)):
                rows.append(Row(State.UNTRANSLATED, at=(leaf, place), before=foreign))
            elif fact is None or not fact.source or facts.is_taken_over(leaf, fact.source):
                rows.append(Row(State.OWN, at=(leaf, place)))
            else:
                rows.append(Row(State.GONE, at=(leaf, place), before=fact.source))
    return rows


def _pair(leaf: str, strings: Sequence[str], target: Digests, facts: Facts) -> list[int | None]:
    """For each string of the original the place of the target's string that stands for it.

    First those that follow this very text; between them, one after the other, those that followed another.
    """
    own = target.get(leaf, ())
    follows = [facts.sources(leaf, text) for text in own]
    found: list[int | None] = [None] * len(strings)
    taken: set[int] = set()
    # First what a text was last said to stand for; then what else it is known to.
    for latest in (True, False):
        free: dict[str, list[int]] = {}
        for at, sources in enumerate(follows):
            if at not in taken:
                for source in dict.fromkeys(sources[:1] if latest else sources):
                    free.setdefault(source, []).append(at)
        for place, text in enumerate(strings):
            first = (
                None if found[place] is not None else next((at for at in free.get(text, ()) if at not in taken), None)
            )
            if first is not None:
                found[place] = first
                taken.add(first)
    left = [at for at, sources in enumerate(follows) if at not in taken and sources[:1] != [""]]
    # One that followed a text which the original still has elsewhere has its pair; all others are of texts now gone.
    for place, pair in enumerate(found):
        if pair is not None or facts.is_taken_over(leaf, strings[place]):
            continue
        below = max((there for there in found[:place] if there is not None), default=-1)
        above = min((there for there in found[place + 1 :] if there is not None and there > below), default=len(own))
        choice = next((there for there in left if below < there < above), None)
        if choice is not None:
            found[place] = choice
            left.remove(choice)
    return found


def _moved(target: Digests, free: Mapping[str, list[int]], facts: Facts) -> dict[str, list[tuple[str, int]]]:
    """Where text stands that followed a passage which the original has in another place now."""
    moved: dict[str, list[tuple[str, int]]] = {}
    for leaf, places in free.items():
        for place in places:
            for source in dict.fromkeys(facts.sources(leaf, target[leaf][place])):
                if source:
                    moved.setdefault(source, []).append((leaf, place))
    return moved


def _judge(leaf: str, place: int, text: str, at: tuple[str, int], own: str, facts: Facts, untranslatable: Any) -> Row:
    fact = facts.of(at[0], own, text)
    same = own == digest(text)
    if same and untranslatable and untranslatable(leaf, text):
        return Row(State.CURRENT, leaf, place, text, at)
    if fact is None:
        return Row(State.UNTRANSLATED if same else State.BEHIND, leaf, place, text, at)
    before = "" if fact.source == text or fact.how == How.DIFFERS else fact.source
    if fact.how == How.COPY or (same and fact.how not in (How.LEFT, How.SAME, How.DIFFERS)):
        state = State.UNTRANSLATED
    elif before or fact.how == How.DIFFERS:
        state = State.BEHIND
    elif fact.how == How.LEFT:
        state = State.LEFT
    else:
        state = State.MACHINE if fact.how == How.MACHINE else State.CURRENT
    return Row(state, leaf, place, text, at, before)
