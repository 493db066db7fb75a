"""The status of each language of a work, for one page or for a list of pages, in three queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, WorkflowState

from languages.locales import cldr
from languages.models import Work


class VersionState(TextChoices):
    """How far a language version is. Only what is public is current or outdated."""

    ORIGINAL = "original", _("original")
    CURRENT = "current", _("current")
    OUTDATED = "behind", _("behind")
    DRAFT = "draft", _("draft")
    MODERATION = "moderation", _("in moderation")
    MISSING = "missing", _("missing")


@dataclass(frozen=True)
class VersionStatus:
    """One language of a work. `outdated` counts segments in which the public text is outdated, `to_do` those in which
    its draft is outdated or that nobody has translated in it yet; `segments` is how many there are.
    """

    code: str
    name: str
    direction: str
    state: VersionState
    locale_id: int
    page_id: int | None = None
    is_original: bool = False
    is_live: bool = False
    outdated: int = 0
    to_do: int = 0
    segments: int = 0

    @property
    def state_label(self) -> str:
        return str(self.state.label)


def version_statuses(pages: Iterable[Page]) -> dict[UUID, list[VersionStatus]]:
    """The languages of the works of some pages, the original first, by translation key."""
    keys = {page.translation_key for page in pages}
    locales = list(Locale.objects.order_by("pk"))
    originals = dict(Work.objects.filter(pk__in=keys).values_list("pk", "original_locale_id"))
    versions: dict[tuple[UUID, int], dict[str, object]] = {
        (row["translation_key"], row["locale_id"]): row
        for row in Page.objects.filter(translation_key__in=keys).values(
            "pk", "translation_key", "locale_id", "live", *(f"alignment__{name}" for name in _COUNTS)
        )
    }
    waiting = _in_moderation([str(row["pk"]) for row in versions.values()])
    return {
        key: sorted(
            (_status(locale, versions.get((key, locale.pk)), originals.get(key), waiting) for locale in locales),
            key=lambda status: not status.is_original,
        )
        for key in keys
    }


_COUNTS = ("passages", "live_behind", "draft_behind", "draft_untranslated")


def _in_moderation(ids: list[str]) -> set[str]:
    return set(
        WorkflowState.objects.active()
        .filter(object_id__in=ids, base_content_type__app_label="wagtailcore", base_content_type__model="page")
        .values_list("object_id", flat=True)
    )


def _status(locale: Locale, row: dict[str, object] | None, original: int | None, waiting: set[str]) -> VersionStatus:
    code = locale.language_code
    name, direction = cldr.own_name(code), cldr.direction(code)
    if row is None:
        return VersionStatus(code, name, direction, VersionState.MISSING, locale.pk)
    segments, live_outdated, draft_outdated, untranslated = (
        int(str(row[f"alignment__{name}"] or 0)) for name in _COUNTS
    )
    if locale.pk == original:
        state = VersionState.ORIGINAL
    elif str(row["pk"]) in waiting:
        state = VersionState.MODERATION
    elif not row["live"]:
        state = VersionState.DRAFT
    else:
        state = VersionState.OUTDATED if live_outdated else VersionState.CURRENT
    return VersionStatus(
        code,
        name,
        direction,
        state,
        locale.pk,
        int(str(row["pk"])),
        is_original=locale.pk == original,
        is_live=bool(row["live"]),
        outdated=live_outdated,
        to_do=draft_outdated + untranslated,
        segments=segments,
    )


def statuses_of(page: Page) -> list[VersionStatus]:
    return version_statuses([page])[page.translation_key]
