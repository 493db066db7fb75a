"""Making and writing the version of a page in another language.

Everything is written as a revision of the page, by `save_revision`: rights, workflow, locks and logs are Wagtail's. Who
calls these functions checks first whether a person may edit the page (`languages.editor.urls` does).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from languages.models import Alignment
from languages.segments import extraction
from languages.segments.alignment import Row, State
from languages.segments.extraction import Links, Texts, canonical, digest, links_of, texts_of
from languages.segments.merge import Assembly, Plan
from languages.segments.provenance import Fact, Facts, How
from languages.segments.synced import digest_of_synchronised
from languages.translations.tracking import (
    alignments,
    in_memory,
    original_changed,
    original_of,
    rows_of,
)

# Writing passages ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What a translator says of one passage of the original (`leaf`, `place`).

    `source` is the original's text that they had before them, `seen` the target's text that they saw there (""
    where there was none), `text` what it shall be. Texts are localize's strings (`languages.segments.extraction`).
    """

    leaf: str
    place: int
    source: str
    text: str
    seen: str
    how: str = How.PERSON


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
    """Write passages onto the latest draft of a translation, as a draft. All or, for each passage, its reason not to.

    A passage that another person has changed since it was `seen` is not written over: it is a conflict, with the text
    that is there now. `drop` and `keep` name rows (`Row.id`) of text that the original has no more. `overwrite` is
    the draft that may be saved in place (an autosave); Wagtail refuses any but the user's own latest.
    Raises Alignment.DoesNotExist for a page that is no translation.
    """
    with transaction.atomic():
        return Draft(page).write(changes, user, drop=drop, keep=keep, overwrite=overwrite)


class Draft:
    """The latest draft of a translation beside its original; within a transaction, locked until that ends.

    Raises Alignment.DoesNotExist for a page that is no translation.
    """

    def __init__(self, page: Page):
        found = [row for row in alignments(page.translation_key) if row.page_id == page.pk]
        if not found:
            raise Alignment.DoesNotExist
        self.alignment = found[0]
        # Read after the lock: another translator may just have saved.
        current = Page.objects.get(pk=page.pk)
        self.target: Any = in_memory(current.get_latest_revision_as_object())
        self.source: Any = original_of(current)
        original_changed(self.source, found)  # no more than a check, unless a revision of it was purged
        self.rich = extraction.rich_leaves(self.source)
        self.source_links = links_of(self.source)
        self._read()

    def _read(self) -> None:
        self.texts: Texts = texts_of(self.target)
        self.links = links_of(self.target)
        self.rows: list[Row] = rows_of(self.alignment, type(self.target), self.texts)
        self.by_place = {(row.leaf, row.place): row for row in self.rows if row.leaf}

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
        said: dict[tuple[str, int], Change] = {}
        for given in changes:
            change = self.located(given)
            now = self.target_of(change)
            try:
                change = self.checked(change)
            except ValidationError as error:
                written.problems.append((given, " ".join(error.messages)))
                continue
            if now not in (change.seen, change.text) and not self.is_untranslated(change):
                written.conflicts.append((given, now))
            elif now != change.text or self.says_something(change):
                said[change.leaf, change.place] = change
        if said or drop or keep:
            written.revision = self.save(said, set(drop), set(keep), user, overwrite)
            self.alignment.refresh_from_db()
            self._read()
        return written

    def beside(self, row: Row) -> tuple[str, Links]:
        """What the target says of a passage, and its links, which are called as in the original."""
        source = self.source_links.get((row.leaf, row.place), {})
        if not row.at:
            return "", source
        return extraction.beside(self.texts[row.at[0]][row.at[1]], self.links.get(row.at, {}), source)

    def text_of(self, row: Row) -> str:
        return self.beside(row)[0]

    def target_of(self, change: Change) -> str:
        row = self.by_place.get((change.leaf, change.place))
        return self.text_of(row) if row else ""

    def located(self, change: Change) -> Change:
        """The change at the place of its passage, which the original may have moved within the leaf meanwhile."""
        row = self.by_place.get((change.leaf, change.place))
        if row and row.source == change.source:
            return change
        same = [row.place for row in self.rows if row.leaf == change.leaf and row.source == change.source]
        return replace(change, place=same[0]) if len(same) == 1 else change

    def is_untranslated(self, change: Change) -> bool:
        """Whether a passage holds the original's text only, so that nobody's words are written over."""
        return self.by_place[change.leaf, change.place].state == State.UNTRANSLATED

    def checked(self, change: Change) -> Change:
        """A change that can be written. Raises ValidationError for one that cannot."""
        row = self.by_place.get((change.leaf, change.place))
        if row is None:
            raise ValidationError(_("The original has changed: it has no such passage any more."))
        if not extraction.plain(change.text):
            raise ValidationError(_("A passage cannot be left empty. To leave it as in the original, say so."))
        if change.leaf in self.rich:
            return replace(change, text=extraction.checked(change.text, row.source + self.text_of(row)))
        length = self._longest(change.leaf)
        if length and len(extraction.to_plain(change.text)) > length:
            raise ValidationError(_("This is too long: %(length)d characters at most.") % {"length": length})
        return change

    def digest_of(self, leaf: str, text: str) -> str:
        """That of a text as it will be found in the page."""
        return digest(canonical(text) if leaf in self.rich else text)

    def _longest(self, leaf: str) -> int | None:
        """How many characters a field of the page takes, where it is one."""
        if "." in leaf:
            return None
        found: int | None = getattr(type(self.target)._meta.get_field(leaf), "max_length", None)
        return found

    def says_something(self, change: Change) -> bool:
        """Whether a text that stays as it is now follows another source, or came about in another way."""
        row = self.by_place[change.leaf, change.place]
        facts = Facts.load(self.alignment.facts)
        known = facts.of(row.at[0], self._digest_at(row), change.source) if row.at else None
        return known is None or (known.source, known.how) != (change.source, change.how)

    def _digest_at(self, row: Row) -> str:
        return digest(self.texts[row.at[0]][row.at[1]]) if row.at else ""

    def save(
        self,
        said: dict[tuple[str, int], Change],
        drop: set[str],
        keep: set[str],
        user: Any,
        overwrite: Revision | None,
    ) -> Revision:
        facts = Facts.load(self.alignment.facts)
        plan = self._plan(said, drop, keep, facts)
        self.alignment.values = Assembly(self.source, self.target, self.alignment.values, plan).run()
        self.alignment.taken = digest_of_synchronised(self.target)
        self.alignment.facts = facts.dump()
        # Before the revision: saving it takes note of the new text, and asks what is known of it.
        Alignment.objects.filter(pk=self.alignment.pk).update(
            facts=self.alignment.facts, values=self.alignment.values, taken=self.alignment.taken
        )
        revision: Revision = self.target.save_revision(
            user=user, clean=False, log_action=True, overwrite_revision=overwrite
        )
        return revision

    def _plan(self, said: dict[tuple[str, int], Change], drop: set[str], keep: set[str], facts: Facts) -> Plan:
        plan = Plan(strings={}, own={}, drop=set())
        strings: dict[str, list[str]] = {}
        own: dict[tuple[str, int], tuple[str, Links]] = {}
        kept: dict[tuple[str, int], int] = {}
        links: dict[tuple[str, int], Links] = {}
        by_leaf: dict[str, list[Row]] = {}
        for row in self.rows:
            if row.leaf:
                by_leaf.setdefault(row.leaf, []).append(row)
            elif row.id in drop and row.at:
                plan.drop.add(row.at)
            elif row.id in keep and row.at and row.state == State.UNTRANSLATED:
                facts.add(row.at[0], Fact("", self._digest_at(row), How.LEFT))
            elif row.id in keep and row.at:
                facts.add(row.at[0], Fact(row.before, None))
        for leaf, rows in by_leaf.items():
            texts = []
            for row in rows:
                here = leaf, row.place
                change = said.get(here)
                there, links[here] = self.beside(row)
                text = change.text if change else there or self._not_yet(row, facts)
                texts.append(text)
                if change:
                    plan.said.add(leaf)
                    facts.add(leaf, Fact(change.source, self.digest_of(leaf, text), change.how))
                    if row.at:
                        own[row.at] = text, links[here]
                elif row.at and row.at[0] != leaf and (known := facts.of(row.at[0], self._digest_at(row), row.source)):
                    # The block was moved or made anew in the original: its words come along.
                    facts.add(leaf, known._replace(target=self.digest_of(leaf, text)))
                if row.at and row.at[0] == leaf and text == there:
                    kept[here] = row.at[1]
                if row.at and row.at[0] != leaf:
                    plan.said.add(leaf)
                    plan.drop.add(row.at)
            strings[leaf] = texts
            if leaf in self.rich and self._is_free(leaf, rows, plan.drop):
                plan.free.add(leaf)
                # What is in place stays there, changed or not (`own`); the rest is new here.
                here_already = {(leaf, row.place): row.at[1] for row in rows if row.at and row.at[0] == leaf}
                strings[leaf] = [
                    text for text, row in zip(texts, rows, strict=True) if (leaf, row.place) not in here_already
                ]
                kept |= here_already
        plan.strings, plan.own, plan.kept, plan.links = strings, own, kept, links
        return plan

    def _not_yet(self, row: Row, facts: Facts) -> str:
        """A passage that nobody has translated: a draft shows the original's, unless somebody left it out."""
        if facts.is_taken_over(row.leaf, row.source):
            return ""
        facts.add(row.leaf, Fact(row.source, self.digest_of(row.leaf, row.source), How.COPY))
        return row.source

    def _is_free(self, leaf: str, rows: list[Row], drop: set[tuple[str, int]]) -> bool:
        """Whether the target's paragraphs of a rich text are not the original's, one for one and in its order."""
        places = [row.at[1] for row in rows if row.at and row.at[0] == leaf]
        here = {(leaf, place) for place in range(len(self.texts.get(leaf, [])))} - drop
        left_out = any(row.at is None and row.state == State.CURRENT for row in rows)
        return bool(here) and (places != sorted(places) or here != {(leaf, at) for at in places} or left_out)
