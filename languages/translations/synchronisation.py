"""Fields that are no text follow the original at once, in the public translation and in its draft."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q
from wagtail.models import Page, Revision
from wagtail_localize.fields import get_translatable_fields

from languages.models import Alignment
from languages.segments.alignment import State, align
from languages.segments.extraction import digests, texts_of
from languages.segments.merge import SegmentMerge
from languages.segments.provenance import Digests, ProvenanceLog
from languages.segments.synchronised import digest_of_synchronised, is_overridable
from languages.translations.originals import alignments, original_of


def follow(
    translations: Iterable[Alignment], original: Any, synchronised: str, only_corrections: Callable[[], bool]
) -> list[int]:
    """What is no text of the original shows in its translations at once: dates, places, relations, pictures, links.

    The live row and its revision change together, and pending drafts take the new date over; no draft is published.
    Returns the translations in which a text became outdated by it; none does where `only_corrections`.
    """
    outdated = []
    for translation in translations:
        page: Any = Page.objects.get(pk=translation.page_id).specific
        facts = translation.facts
        latest = lay_over(page, original, translation)
        translation.synchronised = synchronised
        if page.live:
            translation.values = brought_up(page, original, translation, translation.live)
            translation.taken = digest_of_synchronised(page)
        elif latest is not None:
            translation.values, translation.taken = latest
        if translation.facts != facts and only_corrections():
            translation.facts = facts
        if translation.facts != facts:
            # Before the page: saving it counts what is outdated by what is known.
            Alignment.objects.filter(pk=translation.pk).update(facts=translation.facts)
            outdated.append(translation.pk)
        if page.live:
            page.save(clean=False)
        Alignment.objects.filter(pk=translation.pk).update(
            values=translation.values, taken=translation.taken, synchronised=synchronised
        )
    return outdated


def brought_up(
    page: Any, original: Any, alignment: Alignment, said: Digests | None = None, *, is_old: bool = False
) -> dict[str, Any]:
    """Bring a state of a translation up to what its original has that is no text; in memory. Returns the new `values`.

    `said` are the digests of its texts, where they are known. `is_old` is a state that somebody goes back to.

    What is said of a picture that was replaced by this is outdated from now on, if the original still says the same
    of its new one; that is noted in the `facts` of the alignment.
    """
    own = digests(texts_of(page)) if said is None else said
    provenance = ProvenanceLog.load(alignment.facts)
    pairs = align(dict(alignment.source), own, provenance)
    merge = SegmentMerge(original, page, alignment.values, pairs=pairs, is_old=is_old)
    values = merge.run()
    for pair in pairs if merge.taken.described else ():
        if pair.at and pair.at[0] in merge.taken.described and pair.state in (State.CURRENT, State.OWN):
            provenance.differs(pair.at[0], own[pair.at[0]][pair.at[1]], pair.source)
            alignment.facts = provenance.dump()
    return values


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
        values = brought_up(draft, original, alignment)
        content = draft.serializable_data()
        if content != revision.content:
            revision.content = content
            revision.save(update_fields=["content"])
        if revision.pk == page.latest_revision_id:
            found = values, digest_of_synchronised(draft)
    return found


def follow_now(alignment: Alignment, page: Any, *, is_old: bool = False) -> bool:
    """Bring a translation in memory up to the original's dates, places and relations, if it has others."""
    if digest_of_synchronised(page) == alignment.taken:
        return False
    alignment.values = brought_up(page, original_of(page), alignment, is_old=is_old)
    alignment.taken = digest_of_synchronised(page)
    Alignment.objects.filter(pk=alignment.pk).update(
        values=alignment.values, taken=alignment.taken, facts=alignment.facts
    )
    return True


def page_saving(page: Any, *, reverted: bool = False) -> None:
    """Before a draft is saved: bring its dates, places and relations up to the original's. The form may have been
    opened before the original changed, or hold a date that somebody typed into it."""
    alignment = next((one for one in alignments(page.translation_key) if one.page_id == page.pk), None)
    if alignment is not None:
        follow_now(alignment, page, is_old=reverted)


def follow_before_publishing(alignment: Alignment, revision: Revision) -> None:
    """A revision that was made of an old state follows first."""
    draft: Any = revision.as_object()
    if follow_now(alignment, draft, is_old=revision.pk != draft.latest_revision_id):
        revision.content = draft.serializable_data()
        revision.save(update_fields=["content"])
