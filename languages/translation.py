"""Making and writing the version of a page in another language.

Everything is written as a revision of the page, by `save_revision`: rights, workflow, locks and logs are Wagtail's. Who
calls these functions checks first whether a person may edit the page (`languages.editor.urls` does).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.copy_page import CopyPageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page, Revision, TranslatableMixin
from wagtail.permissions import page_permission_policy

from languages.access import privacy
from languages.following import (
    alignments,
    as_followed,
    in_memory,
    original_changed,
    original_of,
    recount,
    rows_of,
    untranslatable,
)
from languages.locales import cldr
from languages.memory import store
from languages.models import Alignment, LanguageSettings, Work
from languages.segments import extraction
from languages.segments.alignment import Row, State
from languages.segments.extraction import Links, Texts, canonical, digest, links_of, texts_of
from languages.segments.merge import Assembly, Plan
from languages.segments.provenance import Fact, Facts, How
from languages.segments.synced import digest_of_synchronised
from languages.text.words import latin_slug

# Fields that each version has for itself: never taken over from the original.
OWN_TEXTS = ("seo_title", "search_description")


# A new version -------------------------------------------------------------------------------------------------------


def may_translate_below(parent: Page, user: Any) -> bool:
    """Whether somebody may make a version of a page that exists in another language below `parent`: whoever may add
    pages there, and whoever may only change them, since a translator begins nothing of their own."""
    return bool(page_permission_policy.user_has_any_permission_for_instance(user, ["add", "change"], parent))


def create_translation(page: Page, locale: Locale, user: Any = None, *, slug: str = "") -> Page:
    """A draft of `page` in `locale`, below the translation of its parent, holding the original's text to work on.

    It is never public: who translates it publishes it. Slug, search texts and tags are the new version's own. With a
    `user`, their right to do so at that place is checked (`may_translate_below`).

    Raises ValidationError when the version exists or its section does not exist in that language yet, and
    PermissionDenied when the user may not.
    """
    if page.get_translation_or_none(locale):
        raise ValidationError(
            _("This page exists in %(language)s already.") % {"language": cldr.own_name(locale.language_code)}
        )
    parent = page.get_parent()
    if parent.depth > 1:
        parent = parent.get_translation_or_none(locale)
    if parent is None:
        raise ValidationError(
            _("The section that this page lies in does not exist in %(language)s yet. Translate the section first.")
            % {"language": cldr.own_name(locale.language_code)}
        )
    if user is not None and not may_translate_below(parent, user):
        raise PermissionDenied

    source = original_of(page) or as_followed(Page.objects.get(pk=page.pk))
    tags = source.tags_in(locale) if hasattr(source, "tags_in") else []
    slug = latin_slug(slug) or (source.slug if parent.depth > 1 else f"{source.slug}-{locale.language_code}")
    for name in OWN_TEXTS:
        setattr(source, name, "")
    if hasattr(source, "tags"):
        source.tags.set(tags) if tags else source.tags.clear()

    def process_child_object(_original: Any, _copy: Any, _relation: Any, child: Any) -> None:
        if isinstance(child, TranslatableMixin):
            child.locale = locale

    with transaction.atomic(), privacy.unnoticed():
        translation: Page = CopyPageAction(
            source,
            to=parent,
            update_attrs={"locale": locale, "slug": find_available_slug(parent, slug), "owner": user},
            copy_revisions=False,
            keep_live=False,
            reset_translation_key=False,
            process_child_object=process_child_object,
            log_action="wagtail.copy_for_translation",
            user=user,
        ).execute(skip_permission_checks=True)
        privacy.inherit(translation)
    return translation


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


def remember(page: Any) -> None:
    """Put what a translation says publicly into the memory, passage by passage; of an original there is nothing."""
    alignment = Alignment.objects.filter(pk=page.pk).first()
    if alignment is None:
        return
    own, links = texts_of(page), links_of(page)
    # Links are called as in the original, which is read only where there are any.
    source_links = links_of(original_of(page)) if links else {}
    pairs = []
    for row in rows_of(alignment, type(page), own):
        if row.leaf and row.at and row.state in (State.CURRENT, State.MACHINE):
            text = own[row.at[0]][row.at[1]]
            text, _links = extraction.beside(text, links.get(row.at, {}), source_links.get((row.leaf, row.place), {}))
            if text != row.source:
                place = f"{row.at[0]}#{row.at[1]}"
                pairs.append(store.Pair(row.source, text, place, by_machine=row.state == State.MACHINE))
    if pairs:
        work = Work.objects.select_related("original_locale").get(pk=page.translation_key)
        store.remember(work.original_locale, page.locale, pairs, page=page)


# Saying something of what is there -----------------------------------------------------------------------------------


def take_over(page: Page, user: Any = None) -> None:
    """Somebody who edited a translation freely says that it is up to date with the original as it is now."""
    with transaction.atomic():
        (alignment,) = [row for row in alignments(page.translation_key) if row.page_id == page.pk]
        model = page.specific_class or Page
        facts = Facts.load(alignment.facts)
        for row in rows_of(alignment, model):
            if row.state == State.GONE and row.at:
                facts.add(row.at[0], Fact(row.before, None))
            elif row.state == State.NEW:
                facts.add(row.leaf, Fact(row.source, None))
            elif row.state == State.BEHIND and row.at:
                facts.add(row.at[0], Fact(row.source, alignment.draft[row.at[0]][row.at[1]]))
        alignment.facts = facts.dump()
        recount(alignment, model)
        alignment.save()


def barriers(page: Any, alignment: Alignment | None = None) -> list[Row]:
    """What keeps a page, as it is in memory, from becoming public: passages that nobody has translated or left as in
    the original, and those of a machine that nobody has reviewed, where the language does not allow that.

    It would be served under a language that it is not written in. An original has none, unless it was a translation
    before (`languages.works`) and says what another language said then.
    """
    alignment = alignment or (Alignment.objects.filter(pk=page.pk).first() if page.pk else None)
    if alignment is None:
        return foreign_passages(page, foreign_digests(page))
    rows = rows_of(alignment, type(page), texts_of(page))
    barred = [row for row in rows if row.state in (State.UNTRANSLATED, State.MACHINE)]
    machines = any(row.state == State.MACHINE for row in barred)
    if machines and LanguageSettings.objects.filter(locale=page.locale_id, publish_unreviewed=True).exists():
        return [row for row in barred if row.state == State.UNTRANSLATED]
    return barred


def foreign_digests(page: Page) -> set[str]:
    """Of texts that an original must not show, since they are in the language of one that it followed before."""
    known = Work.objects.filter(pk=page.translation_key, original_locale=page.locale_id).values_list("foreign").first()
    return {text for texts in known[0].values() for text in texts} if known else set()


def foreign_passages(page: Any, known: Collection[str]) -> list[Row]:
    is_same = untranslatable(type(page))
    return [
        Row(State.UNTRANSLATED, leaf, place, text, (leaf, place))
        for leaf, place, text in (extraction.flat(texts_of(page)) if known else ())
        if digest(text) in known and not is_same(leaf, text)
    ]
