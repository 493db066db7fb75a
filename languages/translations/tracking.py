"""Keeps what is known of translations true while pages are written, published and changed.

Called by `languages.translations.page_mixin` and by signals, within the transaction that saves the page. A
translation's row in `Alignment` holds the original's text, so that neither of the two needs the other's page to be
read.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import ManyToOneRel, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision
from wagtail_localize.fields import get_translatable_fields

from languages.models import Alignment, CorrectionsOnly, Work
from languages.segments import extraction
from languages.segments.alignment import OUTDATED, SegmentPair, State, align, baseline
from languages.segments.extraction import Texts, digest, digests, texts_of
from languages.segments.merge import MergePlan, SegmentMerge
from languages.segments.provenance import ProvenanceLog
from languages.segments.synced import digest_of_synchronised, is_overridable
from languages.text import words

COUNTS = (
    "passages",
    "live_behind",
    "draft_behind",
    "draft_untranslated",
    "live_by_machine",
    "live_words_behind",
    "behind_since",
    "changes",
    "left",
)


def alignments(translation_key: Any) -> QuerySet[Alignment]:
    """Those of a work's translations, locked until the transaction ends."""
    found = Alignment.objects.filter(page_id__in=Page.objects.filter(translation_key=translation_key).values("pk"))
    return found.select_for_update() if connection.in_atomic_block else found


def original_of(page: Page) -> Any:
    """The original that a translation follows, as published, or as drafted while it never was; None for an original."""
    original = (
        Page.objects.filter(
            translation_key=page.translation_key,
            locale_id__in=Work.objects.filter(pk=page.translation_key).values("original_locale_id"),
        )
        .exclude(pk=page.pk)
        .first()
    )
    return as_followed(original) if original else None


def as_followed(original: Page) -> Any:
    """The state of an original that translations follow: what is public, or was last, or, while none was, the draft.

    The row of a page that was unpublished says what its drafts say.
    """
    if original.live:
        return in_memory(original.specific)
    if not was_published(original):
        return in_memory(original.get_latest_revision_as_object())
    published = revisions_published(original).order_by("-published_at").first()
    return in_memory(published.as_object() if published else original.specific)


def in_memory(page: Any) -> Any:
    """A page that is looked at or made into a revision, but not saved itself: its rows are read once for all."""
    for declared in get_translatable_fields(type(page)):
        if isinstance(declared.get_field(type(page)), ManyToOneRel):
            getattr(page, declared.field_name).get_object_list()
    return page


def revisions_published(page: Page) -> QuerySet[Any]:
    """The revisions of a page that were public once, by Wagtail's log, with the moment when each was published."""
    entries = PageLogEntry.objects.filter(
        page_id=page.pk, revision_id=OuterRef("pk"), action__in=("wagtail.publish", "wagtail.publish.scheduled")
    )
    moments = entries.order_by("-timestamp").values("timestamp")[:1]
    found = Revision.page_revisions.filter(object_id=str(page.pk)).annotate(published_at=Subquery(moments))
    return found.filter(published_at__isnull=False)


def was_published(page: Page) -> bool:
    return bool(page.live or page.first_published_at)


# Segments of one translation -----------------------------------------------------------------------------------------


def source_of(alignment: Alignment) -> Texts:
    return dict(alignment.source)


def untranslatable(model: type[Page]) -> Any:
    """Tells whether a segment of pages of a type is the same in every language."""
    return lambda path, text: extraction.needs_no_translator(text) or extraction.is_name(model, path)


def pairs_of(alignment: Alignment, model: type[Page], target: Texts | None = None) -> list[SegmentPair]:
    """The segments of a translation: of its latest draft, or of other texts of it."""
    own = alignment.draft if target is None else digests(target)
    return align(source_of(alignment), own, ProvenanceLog.load(alignment.facts), untranslatable(model))


def recount(alignment: Alignment, model: type[Page]) -> None:
    """What follows from an alignment, for lists and readers."""
    draft = pairs_of(alignment, model)
    provenance = ProvenanceLog.load(alignment.facts)
    live = align(source_of(alignment), alignment.live, provenance, untranslatable(model)) if alignment.live else []
    alignment.passages = sum(1 for pair in draft if pair.path)
    alignment.draft_behind = sum(pair.state in OUTDATED for pair in draft)
    alignment.draft_untranslated = sum(pair.state == State.UNTRANSLATED for pair in draft)
    alignment.live_behind = sum(pair.state in OUTDATED for pair in live)
    alignment.live_by_machine = sum(pair.state == State.MACHINE for pair in live)
    alignment.live_words_behind = sum(words.count(pair.source) for pair in live if pair.state in OUTDATED)
    alignment.changes = [[pair.path or pair.at[0], pair.before, pair.source] for pair in live if pair.state in OUTDATED]  # type: ignore[index]
    alignment.left = _left(live)
    if not alignment.live_behind:
        alignment.behind_since = None
    elif alignment.behind_since is None:
        alignment.behind_since = timezone.now()


def _left(pairs: Sequence[SegmentPair]) -> list[str]:
    """The fields and blocks ("title", "body.<id>") that are left as in the original as a whole."""
    tops: dict[str, set[State]] = {}
    for pair in pairs:
        if pair.at and not extraction.needs_no_translator(pair.source):
            tops.setdefault(".".join(pair.at[0].split(".")[:2]), set()).add(pair.state)
    return sorted(top for top, states in tops.items() if states == {State.LEFT})


def record(alignment: Alignment, model: type[Page], texts: Texts, *, live: bool, reverted: bool = False) -> None:
    """Record the text of a translation and its provenance: of what is public, or of its draft."""
    after = digests(texts)
    provenance = ProvenanceLog.load(alignment.facts)
    is_known = all(provenance.of(path, text) for path, found in after.items() for text in found)
    # What goes live was a draft before, maybe not the latest; only who saved it past all drafts has changed something.
    if not live or not is_known:
        before = (alignment.live or alignment.draft) if live else alignment.draft
        said = {digest(text): text for found in texts.values() for text in found}
        provenance.carry_over(before, after, removed=not reverted, words=said)
    setattr(alignment, "live" if live else "draft", after)
    provenance.prune(alignment.live, alignment.draft)
    alignment.facts = provenance.dump()
    recount(alignment, model)


def words_of(texts: Texts) -> int:
    """The words of a text, names and figures among them."""
    return sum(words.count(text) for strings in texts.values() for text in strings)


def note_words(original: Page, texts: Texts) -> None:
    """Keeps how many words an original has, for who asks about thousands of works."""
    work = Work.objects.filter(pk=original.translation_key, original_locale_id=original.locale_id)
    work.update(words=words_of(texts))


# When pages are saved ------------------------------------------------------------------------------------------------


def page_created(page: Page) -> None:
    """A page that is not its work's original follows the original's text of this moment, however it was made."""
    if Alignment.objects.filter(pk=page.pk).exists():
        return
    original = original_of(page)
    if original is not None:
        align_anew(page, original)
    else:
        note_words(page, texts_of(page))


def align_anew(page: Any, original: Any, texts: Texts | None = None) -> Alignment:
    source, own = texts_of(original), texts_of(page) if texts is None else texts
    known = digests(own)
    alignment = Alignment(
        page_id=page.pk,
        source=list(source.items()),
        facts=baseline(source, own).dump(),
        live=known if page.live else {},
        draft=known,
        synchronised=digest_of_synchronised(original),
        taken=digest_of_synchronised(page),
        values=followed_values(original),
    )
    recount(alignment, type(page))
    alignment.save(force_insert=True)
    return alignment


def followed_values(original: Any) -> dict[str, Any]:
    """What a copy of the original has taken over from it."""
    return SegmentMerge(original, original, {}, MergePlan(strings=texts_of(original))).run()


def page_saved(page: Any, *, live: bool, reverted: bool = False) -> None:
    """A page's draft, or its public row, was saved: a translation follows on, or translations have something new."""
    translations = list(alignments(page.translation_key))
    own = next((one for one in translations if one.page_id == page.pk), None)
    if own is not None:
        record(own, type(page), texts_of(page), live=live, reverted=reverted)
        own.save()
    elif live or not was_published(page):
        texts = texts_of(page)
        note_words(page, texts)
        if translations:
            original_changed(page, translations, texts, published=page.live_revision if live else None)


def original_changed(
    original: Any, translations: Sequence[Alignment], texts: Texts | None = None, *, published: Revision | None = None
) -> None:
    """Each translation gets the original's new text, and is outdated where it follows another.

    Where the revision that was published holds corrections only, what followed the old text follows the new one.
    """
    new = texts_of(original) if texts is None else texts
    changed = [
        translation
        for translation in translations
        if source_of(translation) != new or list(dict(translation.source)) != list(new)
    ]
    # Said of this change of the text; should the revision be published again later, it is another one.
    said = CorrectionsOnly.objects.filter(pk=published.pk).delete() if changed and published else (0, {})
    only_corrections = bool(said[0])
    if only_corrections:
        log(instance=original, action="languages.corrections", revision=published)
    for translation in changed:
        if only_corrections:
            provenance = ProvenanceLog.load(translation.facts)
            provenance.rebase(source_of(translation), new)
            translation.facts = provenance.dump()
        translation.source = list(new.items())
        recount(translation, type(original))
        translation.changed_at = timezone.now()
    if changed:
        Alignment.objects.bulk_update(changed, ["source", "facts", "changed_at", *COUNTS])
    synchronised = digest_of_synchronised(original)
    follow(
        [translation for translation in translations if translation.synchronised != synchronised],
        original,
        synchronised,
    )


def page_unpublished(page: Page) -> None:
    """A translation that is not public is not outdated."""
    Alignment.objects.filter(pk=page.pk).update(
        live={}, live_behind=0, live_by_machine=0, live_words_behind=0, behind_since=None, changes=[], left=[]
    )


# Dates, places and relations -----------------------------------------------------------------------------------------


def follow(translations: Iterable[Alignment], original: Any, synchronised: str) -> None:
    """Dates, places and relations of the original show in its translations at once.

    The live row and its revision change together, and pending drafts take the new date over; no draft is published.
    """
    for translation in translations:
        page: Any = Page.objects.get(pk=translation.page_id).specific
        latest = lay_over(page, original, translation)
        translation.synchronised = synchronised
        if page.live:
            translation.values = SegmentMerge(original, page, translation.values).run()
            translation.taken = digest_of_synchronised(page)
            page.save(clean=False)
        elif latest is not None:
            translation.values, translation.taken = latest
        Alignment.objects.filter(pk=translation.pk).update(
            values=translation.values, taken=translation.taken, synchronised=synchronised
        )


def followed_fields(model: type[Page]) -> list[str]:
    """The names of fields and relations in which a translation cannot differ from its original."""
    return [
        declared.field_name
        for declared in get_translatable_fields(model)
        if not declared.is_translated(None)
        and declared.is_synchronized(None)
        and not is_overridable(declared, declared.get_field(model))
    ]


def lay_over(page: Any, original: Any, alignment: Alignment) -> tuple[dict[str, Any], str] | None:
    """Bring the pending revisions of a translation up to the original's dates, places and relations."""
    found = None
    pending = (
        Revision.page_revisions.filter(object_id=str(page.pk))
        .filter(
            Q(pk__in=[page.live_revision_id, page.latest_revision_id])
            | Q(approved_go_live_at__isnull=False)
            | Q(task_states__status="in_progress")
        )
        .distinct()
    )
    for revision in pending:
        draft: Any = revision.as_object()
        values = SegmentMerge(original, draft, alignment.values).run()
        content = draft.serializable_data()
        if content != revision.content:
            revision.content = content
            revision.save(update_fields=["content"])
        if revision.pk == page.latest_revision_id:
            found = values, digest_of_synchronised(draft)
    return found


def follow_now(alignment: Alignment, page: Any) -> bool:
    """Bring a translation in memory up to the original's dates, places and relations, if it has others."""
    if digest_of_synchronised(page) == alignment.taken:
        return False
    alignment.values = SegmentMerge(original_of(page), page, alignment.values).run()
    alignment.taken = digest_of_synchronised(page)
    Alignment.objects.filter(pk=alignment.pk).update(values=alignment.values, taken=alignment.taken)
    return True


def page_saving(page: Any) -> None:
    """A form may have been opened before the original changed, or hold a date that somebody typed into it."""
    alignment = next((one for one in alignments(page.translation_key) if one.page_id == page.pk), None)
    if alignment is not None:
        follow_now(alignment, page)


def follow_before_publishing(alignment: Alignment, revision: Revision) -> None:
    """A revision that was made of an old state follows first."""
    draft: Any = revision.as_object()
    if follow_now(alignment, draft):
        revision.content = draft.serializable_data()
        revision.save(update_fields=["content"])
