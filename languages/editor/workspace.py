"""A translation beside its original as somebody works on it: segments in the page's order, each with what helps."""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Revision

from languages.editor.segment import EMPHASIS, NO_INFO, Link, Offer, Section, Segment, as_read
from languages.editor.submission import SaveResult, Submission
from languages.glossary.matching import terms_for
from languages.memory import lookup
from languages.quality.checks import run_checks
from languages.routing import registry
from languages.segments import extraction
from languages.segments.alignment import SegmentPair, State
from languages.segments.labels import PathInfo, outline
from languages.segments.provenance import Origin
from languages.text.diff import as_html, difference
from languages.translations.draft import Change, Draft
from languages.translations.tracking import untranslatable


class Workspace:
    """The segments of a draft, with memory, glossary and checks: a fixed number of queries for any number of them."""

    def __init__(self, draft: Draft):
        self.draft = draft
        self.source_code = registry.code_of(draft.source)
        self.target_code = registry.code_of(draft.target)
        self._infos = outline(draft.source)
        self._own_infos: dict[str, PathInfo] | None = None

    @cached_property
    def segments(self) -> list[Segment]:
        return [self._segment(number, pair) for number, pair in enumerate(self.draft.pairs, start=1)]

    def _segment(self, number: int, pair: SegmentPair) -> Segment:
        if not pair.path:
            assert pair.at
            if self._own_infos is None:
                self._own_infos = outline(self.draft.target)
            seen = self.draft.texts[pair.at[0]][pair.at[1]]
            own = Segment(number, pair, self._own_infos.get(pair.at[0], NO_INFO), seen, seen)
            own.too_long = self.draft.too_long(pair)
            return own
        info = self._infos.get(pair.path, NO_INFO)
        seen = self.draft.text_of(pair)
        shown = "" if pair.state == State.UNTRANSLATED else seen
        segment = Segment(number, pair, info, seen, shown if info.is_rich else extraction.to_plain(shown))
        segment.too_long = self.draft.too_long(pair)
        if info.is_rich:
            soup = BeautifulSoup(pair.source + seen, "html.parser")
            links = {str(tag["id"]): tag.get_text() for tag in reversed(soup.find_all("a", id=True))}
            segment.links = [Link(id_, text) for id_, text in reversed(links.items())]
            segment.emphasis = [name for name in EMPHASIS if soup.find(name)]
        return segment

    @property
    def by_id(self) -> dict[str, Segment]:
        return {segment.id: segment for segment in self.segments}

    def help(self, wanted: Iterable[Segment]) -> None:
        """Add to segments what the glossary, the memory and the quality checks find for them."""
        wanted = [segment for segment in wanted if segment.has_counterpart]
        if not wanted:
            return
        locales = self.draft.source.locale, self.draft.target.locale
        terms = terms_for(*locales)
        found = lookup.lookup(*locales, [segment.pair.source for segment in wanted])
        for segment in wanted:
            source = segment.pair.source
            segment.terms = terms.found_in(source)
            segment.offers = [
                offer for offer in self._offers(segment, found.get(source, ())) if offer.value != segment.value
            ]
            if segment.pair.state not in {State.UNTRANSLATED, State.LEFT}:
                segment.checks = run_checks(source, segment.seen, self.source_code, self.target_code, terms)

    @staticmethod
    def _offers(segment: Segment, matches: Iterable[lookup.Match]) -> Iterator[Offer]:
        for match in matches:
            text = match.text
            if segment.is_rich:
                try:
                    text = extraction.checked(text, segment.pair.source)
                except ValidationError:
                    text = extraction.from_plain(extraction.plain(text))  # its links are of another page
            yield Offer(
                value=text if segment.is_rich else extraction.to_plain(text),
                html=as_read(text),
                score=match.score,
                by_machine=match.by_machine,
                changed="" if match.score == 100 else as_html(difference(match.source, segment.pair.source)),
            )

    @property
    def sections(self) -> list[Section]:
        """By the nearest heading above, in the page's order."""
        found: list[Section] = []
        group = None
        for segment in self.segments:
            here = segment.info.group if segment.has_counterpart else _("Without a counterpart in the original")
            if segment.has_counterpart and segment.info.heads(segment.pair.index):
                found.append(Section(extraction.plain(segment.pair.source), self.source_code))
            elif here != group:
                found.append(Section(here))
            group = here
            found[-1].segments.append(segment)
        return found

    @property
    def total(self) -> int:
        return sum(segment.has_counterpart for segment in self.segments)

    @property
    def done(self) -> int:
        return sum(segment.has_counterpart and not segment.is_to_do for segment in self.segments)

    @property
    def to_do(self) -> int:
        return sum(segment.is_to_do for segment in self.segments)

    # Writing what was submitted --------------------------------------------------------------------------------------

    def write(
        self,
        submissions: Iterable["Submission"],
        user: Any,
        *,
        drop: Collection[str] = (),
        keep: Collection[str] = (),
        overwrite: Revision | None = None,
    ) -> "SaveResult":
        """Write what was submitted; within a transaction. Afterwards this is the workspace as it was written."""
        result = SaveResult()
        changes: dict[Change, Submission] = {}
        for submission in submissions:
            change = self._change(submission)
            if isinstance(change, Change):
                changes[change] = submission
            else:
                result.problems[submission.id] = change
        written = self.draft.write(changes, user, drop=drop, keep=keep, overwrite=overwrite)
        result.revision = written.revision
        result.problems |= {changes[change].id: problem for change, problem in written.problems}
        result.conflicts = {changes[change].id: now for change, now in written.conflicts}
        self.__dict__.pop("segments", None)
        self._own_infos = None
        return result

    def _change(self, submission: "Submission") -> "Change | str":
        """A submission as a change of the draft, or why it is none."""
        name, _hash, index = submission.id.rpartition("#")
        info = self._infos.get(name)
        if info is None or not (index.isascii() and index.isdigit()):
            return _("The original has changed: it has no such passage any more.")
        if not extraction.is_storable(submission.typed):
            return _("This passage holds characters that no text has.")
        if submission.origin in (Origin.LEFT, Origin.COPY):
            text = submission.source
        else:
            text = submission.string(info)
            needs_none = untranslatable(type(self.draft.target))(name, text)
            if extraction.is_same(text, submission.source) and not needs_none:
                return _("This is the original’s text. If it shall stay as it is, choose “Leave as in the original”.")
        return Change(name, int(index), submission.source, text, submission.seen, submission.origin)
