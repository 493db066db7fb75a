"""Writing segments onto the latest draft of a translation.

Everything is written as a revision of the page, by `save_revision`: rights, workflow, locks and logs are Wagtail's. Who
calls these functions checks first whether a person may edit the page (`languages.editor.guards` does).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from languages.models import Alignment
from languages.segments import extraction
from languages.segments.alignment import SegmentPair, State
from languages.segments.extraction import Links, Texts, canonical, digest, links_of, texts_of
from languages.segments.limits import Limits
from languages.segments.merge import SegmentMerge
from languages.segments.merge_plan import MergePlan
from languages.segments.provenance import Origin, Provenance, ProvenanceLog
from languages.segments.synchronised import digest_of_synchronised
from languages.translations.originals import alignments, in_memory, original_of
from languages.translations.tracking import original_changed, pairs_of

# Writing segments ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What a translator writes for one segment of the original (`path`, `index`).

    `source` is the original's text that they had before them, `seen` the target's text that they saw there (""
    where there was none), `text` what it shall be. Texts are localize's strings (`languages.segments.extraction`).
    """

    path: str
    index: int
    source: str
    text: str
    seen: str
    origin: str = Origin.PERSON


@dataclass
class Written:
    """What became of changes: `revision` if something was written, `conflicts` with what somebody else wrote
    meanwhile, `problems` of what cannot be written."""

    revision: Revision | None = None
    conflicts: list[tuple[Change, str]] = field(default_factory=list)
    problems: list[tuple[Change, str]] = field(default_factory=list)


def write(
    page: Page,
    changes: Iterable[Change],
    user: Any = None,
    *,
    drop: Collection[str] = (),
    keep: Collection[str] = (),
    overwrite: Revision | None = None,
) -> Written:
    """Write segments onto the latest draft of a translation, as a draft. All or, for each segment, its reason not to.

    A segment that another person has changed since it was `seen` is not written over: it is a conflict, with the text
    that is there now. `drop` and `keep` name pairs (`SegmentPair.id`) of text that the original has no more.
    `overwrite` is the draft that may be saved in place (an autosave); Wagtail refuses any but the user's own latest.
    Raises Alignment.DoesNotExist for a page that is no translation.
    """
    with transaction.atomic():
        return Draft(page).write(changes, user, drop=drop, keep=keep, overwrite=overwrite)


class Draft:
    """The latest draft of a translation beside its original; within a transaction, locked until that ends.

    Raises Alignment.DoesNotExist for a page that is no translation.
    """

    def __init__(self, page: Page):
        found = [one for one in alignments(page.translation_key) if one.page_id == page.pk]
        if not found:
            raise Alignment.DoesNotExist
        self.alignment = found[0]
        # Read after the lock: another translator may just have saved.
        current = Page.objects.get(pk=page.pk)
        self.target: Any = in_memory(current.get_latest_revision_as_object())
        self.source: Any = original_of(current)
        original_changed(self.source, found)  # no more than a check, unless a revision of it was purged
        self.rich = extraction.rich_paths(self.source)
        self.limits = Limits(self.source)
        self.source_links = links_of(self.source)
        self._read()

    def _read(self) -> None:
        self.texts: Texts = texts_of(self.target)
        self.links = links_of(self.target)
        self.pairs: list[SegmentPair] = pairs_of(self.alignment, type(self.target), self.texts)
        self.by_key = {(pair.path, pair.index): pair for pair in self.pairs if pair.path}

    def write(
        self,
        changes: Iterable[Change],
        user: Any = None,
        *,
        drop: Collection[str] = (),
        keep: Collection[str] = (),
        overwrite: Revision | None = None,
    ) -> Written:
        """See `write`, which does this within a transaction. Afterwards this is the draft that was written."""
        written = Written()
        accepted: dict[tuple[str, int], Change] = {}
        for given in changes:
            change = self.located(given)
            now = self.target_of(change)
            try:
                change = self.checked(change, accepted)
            except ValidationError as error:
                written.problems.append((given, " ".join(error.messages)))
                continue
            if now not in (change.seen, change.text) and not self.is_untranslated(change):
                written.conflicts.append((given, now))
            elif now != change.text or self.changes_provenance(change):
                accepted[change.path, change.index] = change
        if accepted or drop or keep:
            written.revision = self.save(accepted, set(drop), set(keep), user, overwrite)
            self.alignment.refresh_from_db()
            self._read()
        return written

    def beside(self, pair: SegmentPair) -> tuple[str, Links]:
        """What the target says of a segment, and its links, which are called as in the original."""
        source = self.source_links.get((pair.path, pair.index), {})
        if not pair.at:
            return "", source
        return extraction.beside(self.texts[pair.at[0]][pair.at[1]], self.links.get(pair.at, {}), source)

    def text_of(self, pair: SegmentPair) -> str:
        return self.beside(pair)[0]

    def target_of(self, change: Change) -> str:
        pair = self.by_key.get((change.path, change.index))
        return self.text_of(pair) if pair else ""

    def located(self, change: Change) -> Change:
        """The change at the place of its segment, which the original may have moved within the path meanwhile."""
        pair = self.by_key.get((change.path, change.index))
        if pair and extraction.is_same(pair.source, change.source):
            return change
        same = [
            pair.index
            for pair in self.pairs
            if pair.path == change.path and extraction.is_same(pair.source, change.source)
        ]
        return replace(change, index=same[0]) if len(same) == 1 else change

    def is_untranslated(self, change: Change) -> bool:
        """Whether a segment holds the original's text only, so that nobody's words are written over."""
        return self.by_key[change.path, change.index].state == State.UNTRANSLATED

    def checked(self, change: Change, accepted: Mapping[tuple[str, int], Change]) -> Change:
        """A change that can be written beside those that are accepted. Raises ValidationError for one that cannot."""
        pair = self.by_key.get((change.path, change.index))
        if pair is None:
            raise ValidationError(_("The original has changed: it has no such passage any more."))
        if not extraction.plain(change.text):
            raise ValidationError(_("A passage cannot be left empty. To leave it as in the original, say so."))
        self.limits.check(change.path, change.text)
        if change.path in self.rich:
            change = replace(change, text=extraction.checked(change.text, pair.source + self.text_of(pair)))
        others = [
            accepted[one.path, one.index].text if (one.path, one.index) in accepted else self.text_of(one)
            for one in self.pairs
            if one.path == change.path and one.index != change.index
        ]
        reason = self.limits.too_long(change.path, [change.text, *others])
        if reason:
            raise ValidationError(reason)
        return change

    def too_long(self, pair: SegmentPair) -> str:
        """Why what the target says of a segment is too long for its place, as it may have come there otherwise."""
        if not pair.at:
            return ""
        limits, path = (self.limits, pair.path) if pair.path else (Limits(self.target), pair.at[0])
        return limits.too_long(path, self.texts[pair.at[0]])

    def digest_of(self, path: str, text: str) -> str:
        """That of a text as it will be found in the page."""
        return digest(canonical(text) if path in self.rich else text)

    def changes_provenance(self, change: Change) -> bool:
        """Whether a change that leaves the text alone still changes its provenance (its source or its origin)."""
        pair = self.by_key[change.path, change.index]
        provenance = ProvenanceLog.load(self.alignment.facts)
        known = provenance.of(pair.at[0], self._digest_at(pair), change.source) if pair.at else None
        return known is None or known.origin != change.origin or not extraction.is_same(known.source, change.source)

    def _digest_at(self, pair: SegmentPair) -> str:
        return digest(self.texts[pair.at[0]][pair.at[1]]) if pair.at else ""

    def save(
        self,
        accepted: dict[tuple[str, int], Change],
        drop: set[str],
        keep: set[str],
        user: Any,
        overwrite: Revision | None,
    ) -> Revision:
        provenance = ProvenanceLog.load(self.alignment.facts)
        plan = self._plan(accepted, drop, keep, provenance)
        self.alignment.values = SegmentMerge(self.source, self.target, self.alignment.values, plan).run()
        self.alignment.taken = digest_of_synchronised(self.target)
        self.alignment.facts = provenance.dump()
        # Before the revision: saving it takes note of the new text, and asks what is known of it.
        Alignment.objects.filter(pk=self.alignment.pk).update(
            facts=self.alignment.facts, values=self.alignment.values, taken=self.alignment.taken
        )
        revision: Revision = self.target.save_revision(
            user=user, clean=False, log_action=True, overwrite_revision=overwrite
        )
        return revision

    def _plan(
        self, accepted: dict[tuple[str, int], Change], drop: set[str], keep: set[str], provenance: ProvenanceLog
    ) -> MergePlan:
        plan = MergePlan(strings={}, own={}, drop=set())
        strings: dict[str, list[str]] = {}
        own: dict[tuple[str, int], tuple[str, Links]] = {}
        kept: dict[tuple[str, int], int] = {}
        links: dict[tuple[str, int], Links] = {}
        by_path: dict[str, list[SegmentPair]] = {}
        for pair in self.pairs:
            if pair.path:
                by_path.setdefault(pair.path, []).append(pair)
            elif pair.id in drop and pair.at:
                plan.drop.add(pair.at)
            elif pair.id in keep and pair.at and pair.state == State.UNTRANSLATED:
                provenance.add(pair.at[0], Provenance("", self._digest_at(pair), Origin.LEFT))
            elif pair.id in keep and pair.at:
                provenance.add(pair.at[0], Provenance(pair.before, None))
        for path, pairs in by_path.items():
            texts = []
            for pair in pairs:
                here = path, pair.index
                change = accepted.get(here)
                there, links[here] = self.beside(pair)
                text = change.text if change else there or self._not_yet(pair, provenance)
                texts.append(text)
                if change:
                    plan.written.add(path)
                    provenance.add(path, Provenance(change.source, self.digest_of(path, text), change.origin))
                    if pair.at:
                        own[pair.at] = text, links[here]
                elif (
                    pair.at
                    and pair.at[0] != path
                    and (known := provenance.of(pair.at[0], self._digest_at(pair), pair.source))
                ):
                    # The block was moved or made anew in the original: its words come along.
                    provenance.add(path, known._replace(target=self.digest_of(path, text)))
                if pair.at and pair.at[0] == path and text == there:
                    kept[here] = pair.at[1]
                if pair.at and pair.at[0] != path:
                    plan.written.add(path)
                    plan.drop.add(pair.at)
            strings[path] = texts
            if path in self.rich and self._is_free(path, pairs, plan.drop):
                plan.free.add(path)
                # What is in place stays there, changed or not (`own`); the rest is new here.
                here_already = {(path, pair.index): pair.at[1] for pair in pairs if pair.at and pair.at[0] == path}
                strings[path] = [
                    text for text, pair in zip(texts, pairs, strict=True) if (path, pair.index) not in here_already
                ]
                kept |= here_already
        plan.strings, plan.own, plan.kept, plan.links = strings, own, kept, links
        return plan

    def _not_yet(self, pair: SegmentPair, provenance: ProvenanceLog) -> str:
        """A segment that nobody has translated: a draft shows the original's, unless somebody left it out."""
        if provenance.is_declared_present(pair.path, pair.source):
            return ""
        provenance.add(pair.path, Provenance(pair.source, self.digest_of(pair.path, pair.source), Origin.COPY))
        return pair.source

    def _is_free(self, path: str, pairs: list[SegmentPair], drop: set[tuple[str, int]]) -> bool:
        """Whether the target's paragraphs of a rich text are not the original's, one for one and in its order."""
        indexes = [pair.at[1] for pair in pairs if pair.at and pair.at[0] == path]
        here = {(path, index) for index in range(len(self.texts.get(path, [])))} - drop
        left_out = any(pair.at is None and pair.state == State.CURRENT for pair in pairs)
        return bool(here) and (indexes != sorted(indexes) or here != {(path, at) for at in indexes} or left_out)
