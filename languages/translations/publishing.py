"""What keeps a page from becoming public, and what is recorded when it does."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from wagtail.models import Page

from languages.memory import store
from languages.models import Alignment, LanguageSettings, Work
from languages.segments import extraction
from languages.segments.alignment import SegmentPair, State
from languages.segments.extraction import digest, is_same, links_of, texts_of
from languages.segments.provenance import Origin, Provenance, ProvenanceLog, origin_of
from languages.translations.originals import alignments, original_of
from languages.translations.tracking import pairs_of, recount, untranslatable


def remember(page: Any) -> None:
    """Put what a translation says publicly into the memory, segment by segment; of an original there is nothing."""
    alignment = Alignment.objects.filter(pk=page.pk).first()
    if alignment is None:
        return
    own, links = texts_of(page), links_of(page)
    # Links are called as in the original, which is read only where there are any.
    source_links = links_of(original_of(page)) if links else {}
    remembered = []
    for pair in pairs_of(alignment, type(page), own):
        if pair.path and pair.at and pair.state in (State.CURRENT, State.MACHINE):
            text = own[pair.at[0]][pair.at[1]]
            text, _links = extraction.beside(
                text, links.get(pair.at, {}), source_links.get((pair.path, pair.index), {})
            )
            if not is_same(text, pair.source):
                place_in_page = f"{pair.at[0]}#{pair.at[1]}"
                remembered.append(store.Pair(pair.source, text, place_in_page, by_machine=pair.state == State.MACHINE))
    if remembered:
        work = Work.objects.select_related("original_locale").get(pk=page.translation_key)
        store.remember(work.original_locale, page.locale, remembered, page=page)


def mark_up_to_date(page: Page, user: Any = None) -> None:
    """Mark a translation that was edited freely as up to date with the original as it is now."""
    with transaction.atomic():
        (alignment,) = [one for one in alignments(page.translation_key) if one.page_id == page.pk]
        model = page.specific_class or Page
        provenance = ProvenanceLog.load(alignment.facts)
        for pair in pairs_of(alignment, model):
            if pair.state == State.GONE and pair.at:
                provenance.add(pair.at[0], Provenance(pair.before, None))
            elif pair.state == State.NEW:
                provenance.add(pair.path, Provenance(pair.source, None))
            elif pair.state == State.OUTDATED and pair.at:
                target = alignment.draft[pair.at[0]][pair.at[1]]
                provenance.add(
                    pair.at[0], Provenance(pair.source, target, origin_of(Origin.PERSON, target, pair.source))
                )
        alignment.facts = provenance.dump()
        recount(alignment, model)
        alignment.save()


def publication_blockers(page: Any, alignment: Alignment | None = None) -> list[SegmentPair]:
    """What keeps a page, as it is in memory, from becoming public: segments that nobody has translated or left as in
    the original, and those of a machine that nobody has reviewed, where the language does not allow that.

    It would be served under a language that it is not written in. An original has none, unless it was a translation
    before (`languages.translations.source_language`) and says what another language said then.
    """
    alignment = alignment or (Alignment.objects.filter(pk=page.pk).first() if page.pk else None)
    if alignment is None:
        return foreign_segments(page, foreign_digests(page))
    pairs = pairs_of(alignment, type(page), texts_of(page))
    barred = [pair for pair in pairs if pair.state in (State.UNTRANSLATED, State.MACHINE)]
    machines = any(pair.state == State.MACHINE for pair in barred)
    if machines and LanguageSettings.objects.filter(locale=page.locale_id, publish_unreviewed=True).exists():
        return [pair for pair in barred if pair.state == State.UNTRANSLATED]
    return barred


def foreign_digests(page: Page) -> set[str]:
    """Of texts that an original must not show, since they are in the language of one that it followed before."""
    known = Work.objects.filter(pk=page.translation_key, original_locale=page.locale_id).values_list("foreign").first()
    return {text for texts in known[0].values() for text in texts} if known else set()


def foreign_segments(page: Any, known: Collection[str]) -> list[SegmentPair]:
    needs_none = untranslatable(type(page))
    return [
        SegmentPair(State.UNTRANSLATED, path, index, text, (path, index))
        for path, index, text in (extraction.flat(texts_of(page)) if known else ())
        if digest(text) in known and not needs_none(path, text)
    ]
