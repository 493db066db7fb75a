"""A panel in the page editor about the page's languages."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from languages.models import Alignment
from languages.segments.labels import names_of
from languages.translations.status import VersionStatus, statuses_of


class LanguagesPanel(Panel):
    """Above the form: of a translation where it is outdated, of an original which translations follow it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "languages/admin/panel.html"

        @cached_property
        def statuses(self) -> list[VersionStatus]:
            return statuses_of(self.instance) if self.instance.pk else []

        @cached_property
        def alignment(self) -> Alignment | None:
            return Alignment.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None

        def is_shown(self) -> bool:
            return sum(status.page_id is not None for status in self.statuses) > 1

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            page = self.instance
            return {
                **context,
                "alignment": self.alignment,
                "chosen": names_of(page, self.alignment.chosen) if self.alignment else [],
                "original": next((status for status in self.statuses if status.is_original), None),
                "others": [status for status in self.statuses if status.page_id and status.page_id != page.pk],
                "languages_url": reverse("languages_translate", args=[page.pk]),
                "edit_url": reverse("languages_edit", args=[page.pk]) if self.alignment else "",
                "changes_url": reverse("languages_changes", args=[page.pk]) if self.alignment else "",
            }
