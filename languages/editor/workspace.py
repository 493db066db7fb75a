"""A translation beside its original as somebody works on it: passages in the page's order, each with what helps."""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Revision

from languages.editor.segment import EMPHASIS, NO_LEAF, Link, Offer, Passage, Section, as_read
from languages.editor.submission import Entry, Outcome
from languages.glossary.matching import terms_for
from languages.memory import lookup
from languages.quality.checks import review
from languages.routing import registry
from languages.segments import extraction
from languages.segments.alignment import Row, State
from languages.segments.labels import Leaf, outline
from languages.segments.provenance import How
from languages.text.diff import as_html, difference
from languages.translations.draft import Change, Draft
from languages.translations.tracking import untranslatable


class Sheet:
    """The passages of a draft, with memory, glossary and remarks: a fixed number of queries for any number of them."""

    def __init__(self, draft: Draft):
        self.draft = draft
        self.source_code = registry.code_of(draft.source)
        self.target_code = registry.code_of(draft.target)
        self._leaves = outline(draft.source)
        self._own_leaves: dict[str, Leaf] | None = None

    @cached_property
    def passages(self) -> list[Passage]:
        return [self._passage(number, row) for number, row in enumerate(self.draft.rows, start=1)]

    def _passage(self, number: int, row: Row) -> Passage:
        if not row.leaf:
            assert row.at
            if self._own_leaves is None:
                self._own_leaves = outline(self.draft.target)
            seen = self.draft.texts[row.at[0]][row.at[1]]
            return Passage(number, row, self._own_leaves.get(row.at[0], NO_LEAF), seen, seen)
        leaf = self._leaves.get(row.leaf, NO_LEAF)
        seen = self.draft.text_of(row)
        shown = "" if row.state == State.UNTRANSLATED else seen
        passage = Passage(number, row, leaf, seen, shown if leaf.is_rich else extraction.to_plain(shown))
        if leaf.is_rich:
            soup = BeautifulSoup(row.source + seen, "html.parser")
            links = {str(tag["id"]): tag.get_text() for tag in reversed(soup.find_all("a", id=True))}
            passage.links = [Link(id_, text) for id_, text in reversed(links.items())]
            passage.emphasis = [name for name in EMPHASIS if soup.find(name)]
        return passage

    @property
    def by_id(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in self.passages}

    def help(self, wanted: Iterable[Passage]) -> None:
        """Give passages what the glossary, the memory and a second reader have to say of them."""
        wanted = [passage for passage in wanted if passage.has_counterpart]
        if not wanted:
            return
        locales = self.draft.source.locale, self.draft.target.locale
        terms = terms_for(*locales)
        found = lookup.lookup(*locales, [passage.row.source for passage in wanted])
        for passage in wanted:
            source = passage.row.source
            passage.terms = terms.found_in(source)
            passage.offers = [
                offer for offer in self._offers(passage, found.get(source, ())) if offer.value != passage.value
            ]
            if passage.row.state not in {State.UNTRANSLATED, State.LEFT}:
                passage.remarks = review(source, passage.seen, self.source_code, self.target_code, terms)

    @staticmethod
    def _offers(passage: Passage, matches: Iterable[lookup.Match]) -> Iterator[Offer]:
        for match in matches:
            text = match.text
            if passage.is_rich:
                try:
                    text = extraction.checked(text, passage.row.source)
                except ValidationError:
                    text = extraction.from_plain(extraction.plain(text))  # its links are of another page
            yield Offer(
                value=text if passage.is_rich else extraction.to_plain(text),
                html=as_read(text),
                score=match.score,
                by_machine=match.by_machine,
                changed="" if match.score == 100 else as_html(difference(match.source, passage.row.source)),
            )

    @property
    def sections(self) -> list[Section]:
        """By the nearest heading above, in the page's order."""
        found: list[Section] = []
        group = None
        for passage in self.passages:
            here = passage.leaf.group if passage.has_counterpart else _("Without a counterpart in the original")
            if passage.has_counterpart and passage.leaf.heads(passage.row.place):
                found.append(Section(extraction.plain(passage.row.source), self.source_code))
            elif here != group:
                found.append(Section(here))
            group = here
            found[-1].passages.append(passage)
        return found

    @property
    def total(self) -> int:
        return sum(passage.has_counterpart for passage in self.passages)

    @property
    def done(self) -> int:
        return sum(passage.has_counterpart and not passage.is_to_do for passage in self.passages)

    @property
    def to_do(self) -> int:
        return sum(passage.is_to_do for passage in self.passages)

    # What somebody says --------------------------------------------------------------------------------------------

    def write(
        self,
        entries: Iterable["Entry"],
        user: Any,
        *,
        drop: Collection[str] = (),
        keep: Collection[str] = (),
        overwrite: Revision | None = None,
    ) -> "Outcome":
        """Write what somebody entered; within a transaction. Afterwards this is the sheet as it was written."""
        outcome = Outcome()
        changes: dict[Change, Entry] = {}
        for entry in entries:
            change = self._change(entry)
            if isinstance(change, Change):
                changes[change] = entry
            else:
                outcome.problems[entry.id] = change
        written = self.draft.write(changes, user, drop=drop, keep=keep, overwrite=overwrite)
        outcome.revision = written.revision
        outcome.problems |= {changes[change].id: problem for change, problem in written.problems}
        outcome.conflicts = {changes[change].id: now for change, now in written.conflicts}
        self.__dict__.pop("passages", None)
        self._own_leaves = None
        return outcome

    def _change(self, entry: "Entry") -> "Change | str":
        """What an entry says in the engine's terms, or why it says nothing."""
        name, _hash, place = entry.id.rpartition("#")
        leaf = self._leaves.get(name)
        if leaf is None or not (place.isascii() and place.isdigit()):
            return _("The original has changed: it has no such passage any more.")
        if entry.how in (How.LEFT, How.COPY):
            text = entry.source
        else:
            text = entry.string(leaf)
            is_same = untranslatable(type(self.draft.target))(name, text)
            if text == entry.source and not is_same:
                return _("This is the original’s text. If it shall stay as it is, choose “Leave as in the original”.")
        return Change(name, int(place), entry.source, text, entry.seen, entry.how)
