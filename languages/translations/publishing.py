"""What keeps a page from becoming public, and what is recorded when it does."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from wagtail.models import Page

from languages.memory import store
from languages.models import Alignment, LanguageSettings, Work
from languages.segments import extraction
from languages.segments.alignment import Row, State
from languages.segments.extraction import digest, links_of, texts_of
from languages.segments.provenance import Fact, Facts
from languages.translations.tracking import alignments, original_of, recount, rows_of, untranslatable


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
    before (`languages.translations.source_change`) and says what another language said then.
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
