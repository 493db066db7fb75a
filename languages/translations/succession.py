"""Carries what is known of translations from one original over to the next. No database."""

from dataclasses import dataclass
from typing import Any

from languages.segments.alignment import Row, State, align
from languages.segments.extraction import Texts, digest, digests, flat
from languages.segments.provenance import Digests, Fact, Facts, How

#: Where a passage stands: its leaf, and its place among the strings of that leaf.
Place = tuple[str, int]

FOLLOWING = {State.CURRENT, State.LEFT, State.MACHINE}
NOT_READY = {State.UNTRANSLATED, State.MACHINE}


@dataclass(frozen=True)
class Counterpart:
    """What the new original has for a passage of the old one ("" for nothing), and whether it says the same."""

    text: str
    is_current: bool


class Succession:
    """Carries what was known in terms of one original over to the one that comes after it. No database.

    `old` and `new` are the texts of the two, `facts` what was known of the new one while it followed the old one, and
    `is_same(leaf, text)` tells which passages are the same in every language.
    """

    def __init__(self, old: Texts, new: Texts, facts: Facts, is_same: Any):
        self.old, self.new, self.is_same = old, new, is_same
        self.facts = facts
        self.rows = align(old, digests(new), facts, is_same)
        self.there: dict[Place, Counterpart] = {}
        self.gone: dict[str, str] = {}
        self.own: list[tuple[str, str]] = []
        for row in self.rows:
            text = new[row.at[0]][row.at[1]] if row.at else ""
            if row.leaf:
                is_current = row.state in FOLLOWING or (row.state == State.UNTRANSLATED and text == row.source)
                self.there[row.leaf, row.place] = Counterpart(text, is_current)
            elif row.state == State.GONE:
                self.gone[row.before] = text
            elif row.at:
                self.own.append((row.at[0], text))
        self.places: dict[str, list[Place]] = {}
        for leaf, place, text in flat(old):
            self.places.setdefault(text, []).append((leaf, place))

    def of_old(self) -> Facts:
        """What is known of the old original, as a translation of the new one."""
        facts = Facts()
        for leaf, place, text in flat(self.old):
            there = self.there[leaf, place]
            if there.text and there.is_current:
                how = How.SAME if there.text == text else How.PERSON
                facts.add(leaf, Fact(there.text, digest(text), how))
            elif there.is_current:
                facts.add(leaf, Fact("", digest(text)))
            else:
                facts.add(leaf, Fact(there.text or text, digest(text), How.DIFFERS))
        return self._with_own(facts)

    def of_other(self, known: Facts, *texts: Digests) -> Facts:
        """What is known of another translation, of which `texts` are in use (public, draft)."""
        here: dict[tuple[str, str], Row] = {}
        for own in texts:
            for row in align(self.old, own, known, self.is_same):
                if row.leaf and row.at:
                    here.setdefault((row.at[0], own[row.at[0]][row.at[1]]), row)
        facts = Facts()
        for leaf, found in known.leaves.items():
            for fact in found:
                carried = self._carried(leaf, fact, here.get((leaf, fact.target)) if fact.target else None)
                if carried is not None:
                    facts.add(leaf, carried)
        for (leaf, target), row in here.items():
            there = self.there[row.leaf, row.place]
            if row.state == State.CURRENT and known.of(leaf, target) is None and there.text and there.is_current:
                facts.add(leaf, Fact(there.text, target, _how(How.PERSON, target, there.text)))
        return self._with_own(facts)

    def _with_own(self, facts: Facts) -> Facts:
        """What the new original alone has is no news: nobody has changed anything."""
        for leaf, text in self.own:
            facts.add(leaf, Fact(text, None))
        return facts

    def _carried(self, leaf: str, fact: Fact, row: Row | None) -> Fact | None:
        if not fact.source:
            return fact
        place = (row.leaf, row.place) if row else self._place(leaf, fact.source)
        if place is None:
            text = self.gone.get(fact.source, fact.source)
            how = fact.how if fact.how == How.COPY else How.DIFFERS
            return Fact(text, fact.target, how) if fact.target else None
        source, there = self.old[place[0]][place[1]], self.there[place]
        is_current = there.is_current and fact.source == source and fact.how != How.DIFFERS
        if fact.target is None:
            return Fact(there.text, None) if is_current and there.text else None
        how = How(fact.how)
        if how in (How.COPY, How.LEFT) and fact.target == digest(source):
            # It says what the old original said, in that language: not the new one's, unless that left it, too.
            is_left = how == How.LEFT and there.text == source
            how = How.LEFT if is_left else How.PERSON if self.is_same(place[0], source) else How.COPY
        elif how == How.LEFT:
            how = How.PERSON
        if how == How.COPY:
            return Fact(there.text or source, fact.target, how)
        if not is_current:
            return Fact(there.text or source, fact.target, How.DIFFERS)
        if not there.text:
            return Fact("", fact.target)
        return Fact(there.text, fact.target, _how(how, fact.target, there.text))

    def _place(self, leaf: str, text: str) -> Place | None:
        found = self.places.get(text, [])
        return next((place for place in found if place[0] == leaf), found[0] if found else None)

    def foreign(self, *in_use: Digests) -> dict[str, list[str]]:
        """Digests of texts that the new original must not show as its own: the old one's, and those that it had
        before somebody translated them. What it says now and was accepted as it is may stay."""
        found: dict[str, set[str]] = {leaf: {digest(text) for text in texts} for leaf, texts in self.old.items()}
        for leaf, facts in self.facts.leaves.items():
            for fact in facts:
                latest = self.facts.of(leaf, fact.target) if fact.target else None
                if latest and latest.target and latest.how in (How.COPY, How.MACHINE):
                    found.setdefault(leaf, set()).add(latest.target)
        for own in in_use:
            rows = align(self.old, own, self.facts, self.is_same)
            pending = {row.at for row in rows if row.state in NOT_READY}
            for leaf, texts in own.items():
                for place, text in enumerate(texts):
                    if (leaf, place) not in pending:
                        found.get(leaf, set()).discard(text)
        return {leaf: sorted(texts) for leaf, texts in sorted(found.items()) if texts}


def _how(how: str, target: str, text: str) -> How:
    """How a target came about that follows `text` now: the same words in both are meant."""
    is_same = target == digest(text)
    if how == How.PERSON and is_same:
        return How.SAME
    return How.PERSON if how == How.SAME and not is_same else How(how)
