"""What the coalition works on: pillars and thematic areas."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from base.admin import panels
from base.listings.routes import ListingAddressesMixin
from base.models import BasePage
from base.pages.summary_list import Item, SummaryEntry
from network.credits import credited, people_panel, with_role
from network.roles import PersonRole


class PillarPage(ListingAddressesMixin, BasePage):
    page_description = _("One of the pillars of the coalition's work, and what belongs to it.")
    is_structure = True
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types: list[str] = []
    shown_form_fields: tuple[str, ...] = ()
    edit_handler = panels.tabs(belongs=[FieldPanel("tags")])

    class Meta:
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")


class ThematicAreaPage(ListingAddressesMixin, BasePage):
    page_description = _("A thematic area, its research affiliates, and what belongs to it.")
    is_structure = True
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types: list[str] = []
    shown_form_fields: tuple[str, ...] = ()
    edit_handler = panels.tabs(people=[people_panel(PersonRole.RESEARCH_AFFILIATE)], belongs=[FieldPanel("tags")])

    class Meta:
        verbose_name = _("thematic area")
        verbose_name_plural = _("thematic areas")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if kwargs.get("kind"):
            return context
        affiliates = [
            Item(credit.name, credit.url, credit.note, credit.language_code)
            for credit in with_role(credited([self])[self.pk], PersonRole.RESEARCH_AFFILIATE)
        ]
        return {
            **context,
            "summary_list": [SummaryEntry(_("Research affiliates"), items=affiliates)] if affiliates else [],
        }
