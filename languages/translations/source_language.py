"""Changing the source language of a work: another version becomes its original, also when the original is deleted.

A new original has in its own words what the old one had, and each translation is now held against it. The provenance of
a translation ("where it has this text, it follows that text of the old original") is carried over by segment: where the
new original followed the same text, the translation follows the new original's. Nothing is written into a page: only
provenance changes, texts do not.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale, Page

from languages.locales import cldr
from languages.models import Alignment, Work
from languages.routing.registry import forget
from languages.segments.alignment import align
from languages.segments.extraction import Texts, digests, flat, texts_of
from languages.segments.provenance import Origin, Provenance, ProvenanceLog
from languages.segments.synchronised import digest_of_synchronised
from languages.translations.originals import alignments, as_followed, was_published
from languages.translations.succession import NOT_READY, SourceChange
from languages.translations.tracking import followed_values, recount, source_of, untranslatable, words_of

CHANGE_SOURCE = "languages.hand_over"


# The original is another language's ----------------------------------------------------------------------------------


def versions(page: Page) -> QuerySet[Page]:
    """The other language versions of a page."""
    found: QuerySet[Page] = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return found


def original(page: Page) -> Page | None:
    """The original of a page's work; the page itself where it is that."""
    locale = Work.objects.filter(pk=page.translation_key).values("original_locale_id")
    found: Page | None = Page.objects.filter(translation_key=page.translation_key, locale_id__in=locale).first()
    return found


def proposed(page: Page) -> Page | None:
    """Which version takes a page's place when it is deleted: of those that are public the one published first."""
    order = ("-live", F("first_published_at").asc(nulls_last=True), "pk")
    heir: Page | None = versions(page).order_by(*order).first()
    return heir


def not_ready(page: Page) -> int:
    """Segments of a translation, public or in its draft, that nobody has translated, or accepted from a machine."""
    alignment = Alignment.objects.filter(pk=page.pk).first()
    if alignment is None:
        return 0
    model, provenance = page.specific_class or Page, ProvenanceLog.load(alignment.facts)
    pairs = [
        pair
        for own in (alignment.live, alignment.draft)
        for pair in align(source_of(alignment), own, provenance, untranslatable(model))
    ]
    return len({pair.id for pair in pairs if pair.state in NOT_READY})


def reason_against(old: Page | None, new: Page, user: Any = None) -> str:
    """Why `new` cannot take over from `old` now, in words for the editor; "" where it can."""
    if old is None or old.pk == new.pk:
        return _("This version is the original already.")
    if was_published(old) and not new.live:
        return _("This version is not public yet. Publish it first.")
    if not_ready(new):
        return _("This version still has passages that nobody has translated or reviewed. Finish them first.")
    if user is not None and any(page.permissions_for_user(user).page_locked() for page in (old, new)):
        return _("One of the two pages is locked.")
    return ""


def change_source_language(page: Page, locale: Locale, user: Any = None) -> Page:
    """The version in `locale` becomes the original of a page's work; the old original stays and follows it.

    Raises PermissionDenied where `user` may not edit both, and ValidationError where that version cannot be the
    original now. Returns the new original.
    """
    with transaction.atomic():
        Work.objects.select_for_update().get(pk=page.translation_key)
        old = original(page)
        new = Page.objects.filter(translation_key=page.translation_key, locale=locale).first()
        if new is None:
            raise ValidationError(
                _("This page does not exist in %(language)s.") % {"language": cldr.own_name(locale.language_code)}
            )
        if user is not None and not all(
            one.permissions_for_user(user).can_edit() for one in (old, new) if one is not None
        ):
            raise PermissionDenied
        reason = reason_against(old, new, user)
        if reason:
            raise ValidationError(reason)
        make_original(new, old)
        for one in (old, new):
            log(instance=one.specific, action=CHANGE_SOURCE, user=user, data={"language": locale.language_code})  # type: ignore[union-attr]
    return new


def original_deleted(page: Page) -> None:
    """A page is gone. Where it was an original, the version that was proposed takes over, with all that is known."""
    heir = proposed(page)
    if heir is None:
        Work.objects.filter(pk=page.translation_key).delete()
    elif Work.objects.filter(pk=page.translation_key, original_locale_id=page.locale_id).exists():
        with transaction.atomic():
            make_original(heir, None)


def make_original(new: Page, old: Page | None) -> None:
    """`old` is None where it has just been deleted: what its translations follow is in their alignments."""
    work = Work.objects.select_for_update().get(pk=new.translation_key)
    others = {alignment.page_id: alignment for alignment in alignments(new.translation_key)}
    mine = others.pop(new.pk, None)
    followed = as_followed(new)
    texts, model = texts_of(followed), type(followed)
    before = source_of(mine) if mine else {}
    source_change = SourceChange(
        before, texts, ProvenanceLog.load(mine.facts) if mine else ProvenanceLog(), untranslatable(model)
    )
    synchronised, values = digest_of_synchronised(followed), followed_values(followed)
    for alignment in others.values():
        provenance = source_change.of_other(ProvenanceLog.load(alignment.facts), alignment.draft, alignment.live)
        known = set(alignment.values.get("#", ()))
        _follow_new(alignment, provenance, model, texts, synchronised, values, known)
        alignment.save()
    if old is not None:
        _alignment_of_old(old, source_change, model, texts, synchronised, values, work.foreign).save(force_insert=True)
    in_use = (mine.live, mine.draft) if mine else ()
    Work.objects.filter(pk=work.pk).update(
        original_locale_id=new.locale_id,
        foreign=source_change.foreign(*in_use) if mine else {},
        words=words_of(texts),
    )
    Alignment.objects.filter(pk=new.pk).delete()
    forget()
    transaction.on_commit(forget)


def _follow_new(
    alignment: Alignment,
    provenance: ProvenanceLog,
    model: type[Page],
    texts: Texts,
    synchronised: str,
    values: Mapping[str, Any],
    known: set[str],
) -> None:
    alignment.source, alignment.facts, alignment.synchronised = list(texts.items()), provenance.dump(), synchronised
    # Blocks and rows that only the new original has are news to the translation, and those that it has alone its own.
    alignment.values = {**values, "#": [path for path in values["#"] if path in known]}
    recount(alignment, model)


def _alignment_of_old(
    old: Page,
    source_change: SourceChange,
    model: type[Page],
    texts: Texts,
    synchronised: str,
    values: Mapping[str, Any],
    foreign: Mapping[str, Iterable[str]],
) -> Alignment:
    page: Any = as_followed(old)
    draft: Any = old.get_latest_revision_as_object()
    provenance = ProvenanceLog()
    anything = next((text for _path, _index, text in flat(texts)), "")
    for path, found in foreign.items():
        for target in found:
            provenance.add(path, Provenance(anything, target, Origin.COPY))
    for path, known in source_change.of_old().by_path.items():
        for entry in known:
            provenance.add(path, entry)
    public, written = digests(texts_of(page)), digests(texts_of(draft))
    provenance.carry_over(digests(source_change.old), public)
    provenance.carry_over(public, written)
    alignment = Alignment(
        page_id=old.pk,
        live=public if old.live else {},
        draft=written,
        taken=digest_of_synchronised(page if old.live else draft),
    )
    _follow_new(alignment, provenance, model, texts, synchronised, values, set(followed_values(page)["#"]))
    return alignment


def copied(page: Page, copy: Page) -> None:
    """A page and what lies below it were copied: works of their own, which nobody has to translate.

    What nobody had translated is still in another language, in the copy's drafts and in those of its past.
    """
    found = (one.get_descendants(inclusive=True).order_by("path") for one in (page, copy))
    for old, new in zip(*found, strict=False):  # the copy may be of the page alone
        if old.translation_key != new.translation_key and old.locale_id == new.locale_id:
            foreign = _foreign_in(old)
            if foreign:
                Work.objects.filter(pk=new.translation_key).update(foreign=foreign)


def _foreign_in(page: Page) -> dict[str, list[str]]:
    mine = Alignment.objects.filter(pk=page.pk).first()
    if mine is None:
        work = Work.objects.filter(pk=page.translation_key, original_locale=page.locale_id).first()
        return dict(work.foreign) if work else {}
    provenance, model = ProvenanceLog.load(mine.facts), page.specific_class or Page
    source_change = SourceChange(source_of(mine), texts_of(as_followed(page)), provenance, untranslatable(model))
    return source_change.foreign(mine.live, mine.draft)


def accept(page: Page) -> None:
    """Declare that the words of an original's draft are its language's own, as they stand."""
    with transaction.atomic():
        work = Work.objects.select_for_update().get(pk=page.translation_key)
        said = {text for texts in digests(texts_of(page.get_latest_revision_as_object())).values() for text in texts}
        kept = {path: [text for text in texts if text not in said] for path, texts in work.foreign.items()}
        Work.objects.filter(pk=work.pk).update(foreign={path: texts for path, texts in kept.items() if texts})
