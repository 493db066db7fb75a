"""What keeps a page from becoming public, and what is recorded when it does."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from languages.memory import store
from languages.models import Alignment, LanguageSettings, Work
from languages.segments import extraction
from languages.segments.alignment import SegmentPair, State
from languages.segments.extraction import digest, is_same, links_of, texts_of
from languages.segments.provenance import Origin, Provenance, ProvenanceLog, origin_of
from languages.translations.barred import Barred
from languages.translations.originals import alignments, original_of
from languages.translations.precedence import original_not_public
from languages.translations.synchronisation import follow_before_publishing
from languages.translations.too_long import refuse_too_long
from languages.translations.tracking import pairs_of, recount, untranslatable
from languages.translations.tree import read_again, steady

# Pages that are being published, by number.
_open: ContextVar[frozenset[int]] = ContextVar("open", default=frozenset())


@contextmanager
def publication(page: Page, revision: Revision) -> Iterator[None]:
    """The one door to the public: whatever publishes or schedules a revision of a page does so within this.

    It is one transaction: the public row, its log entry, what follows from it for other versions, the memory, and the
    mails that tell of it all come to be, or none of them does. A publication elsewhere is refused (`note_published`).

    Raises Barred for a translation of which a segment is not translated yet, or is a machine's that nobody has reviewed
    where the language does not allow that, and for one that would precede its original, which nobody has allowed
    (`languages.translations.precedence`); TooLong for a text that is too long for its place. The forms say so before.
    """
    with steady(page, revision.content.get("slug") or ""):
        # Whoever made the revision may have read the page before it was moved.
        read_again(page)
        # Locked before the page's own row is written, in the order in which a draft locks them.
        alignment = next((one for one in alignments(page.translation_key) if one.page_id == page.pk), None)
        if alignment is not None:
            if original_not_public(page):
                raise Barred(_("The original of this page is not public yet. Publish it first."))
            follow_before_publishing(alignment, revision)
            barred = bool(publication_blockers(revision.as_object(), alignment))
        else:
            foreign = foreign_digests(page)
            barred = bool(foreign and foreign_segments(revision.as_object(), foreign))
        if barred:
            raise Barred(_("This page cannot be published as it is."))
        refuse_too_long(revision.as_object())
        token = _open.set(_open.get() | {page.pk})
        try:
            yield
        finally:
            _open.reset(token)


def is_being_published(page: Page) -> bool:
    """Whether this is within `publication` of the page, which has locked the alignments of its work."""
    return page.pk in _open.get()


def note_published(sender: type, instance: Page, **kwargs: Any) -> None:
    """Wagtail's `page_published`: what is to be done once a page's public row is written.

    Raises RuntimeError for a page that was not published by way of `publication`; an alias goes with its page.
    """
    if instance.alias_of_id in _open.get():
        return  # written with its source, whose words it has
    if instance.pk not in _open.get():
        raise RuntimeError(f"Page {instance.pk} is published past languages.translations.publishing.publication.")
    remember(instance)


def publish_copies(page: Page, copy: Page, user: Any = None) -> None:
    """Make public, of a page and what lies below it that were copied as drafts, the copies of what is public.

    Public is what is public of the original, not what is drafted there; drafts are copied as drafts.
    """
    found = (one.get_descendants(inclusive=True).order_by("path") for one in (page, copy))
    for old, new in zip(*found, strict=False):  # the copy may be of the page alone
        if not old.live:
            continue
        draft = new.get_latest_revision() if old.has_unpublished_changes else None
        made: Any = new.specific
        public = made.save_revision(user=user, changed=False, clean=False) if draft else new.get_latest_revision()
        public.publish(user=user, skip_permission_checks=True)
        if draft:
            draft.as_object().save_revision(user=user, clean=False)


def remember(page: Any) -> None:
    """Put what a translation says publicly into the memory, segment by segment; of an original there is nothing."""
    alignment = Alignment.objects.filter(pk=page.pk).first()
    if alignment is None:
        return
    if alignment.chosen:  # seen, and meant so
        seen = {path: value for path, value in alignment.values.items() if path != "!"}
        Alignment.objects.filter(pk=page.pk).update(values=seen)
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
