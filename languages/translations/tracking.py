"""Keeps alignments up to date while pages are written, published and changed.

Called by `languages.translations.page_mixin` and by signals, within the transaction that saves the page. A
translation's row in `Alignment` holds the original's text, so that neither of the two needs the other's page to be
read.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from languages.models import Alignment, CorrectionsOnly, Work
from languages.segments import extraction
from languages.segments.alignment import OUTDATED, SegmentPair, State, align, baseline
from languages.segments.extraction import Texts, digest, digests, texts_of
from languages.segments.merge import SegmentMerge
from languages.segments.merge_plan import MergePlan
from languages.segments.provenance import ProvenanceLog
from languages.segments.synchronised import digest_of_synchronised
from languages.text import words
from languages.translations.originals import alignments, original_of, was_published
from languages.translations.synchronisation import follow

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
    """Count anew what lists and readers ask of an alignment: segments, untranslated, outdated, by machine."""
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
        provenance.carry_over(before, after, removed=not reverted, words=said, original=source_of(alignment))
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

    @cache
    def says_corrections() -> bool:
        # Said of this change; should the revision be published again later, it is another one.
        return bool(published and CorrectionsOnly.objects.filter(pk=published.pk).delete()[0])

    only_corrections = bool(changed) and says_corrections()
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
    following = [translation for translation in translations if translation.synchronised != synchronised]
    outdated = follow(following, original, synchronised, says_corrections)
    for translation in Alignment.objects.filter(pk__in=outdated) if outdated else ():
        recount(translation, type(original))
        Alignment.objects.filter(pk=translation.pk).update(**{name: getattr(translation, name) for name in COUNTS})


def page_unpublished(page: Page) -> None:
    """A translation that is not public is not outdated."""
    Alignment.objects.filter(pk=page.pk).update(
        live={}, live_behind=0, live_by_machine=0, live_words_behind=0, behind_since=None, changes=[], left=[]
    )
