"""Which passage of a translation stands for which of its original, and which text of it that follows.

Pure functions over texts and facts; the database is `languages.translations.tracking`'s.

A `Fact` says: where the target had this text (a digest), it followed the source that had that text. Facts are made
when a translator writes a passage, and carried over when somebody edits the page freely: a better wording of a
sentence still follows what the sentence before followed. They are kept by leaf, since paragraphs come and go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from languages.segments.extraction import Texts, digest
from languages.segments.provenance import Digests, Fact, Facts, How


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
