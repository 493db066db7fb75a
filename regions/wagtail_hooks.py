"""What `regions` adds to the admin: the way to one's own pages, for who comes once a week."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.utils.text import capfirst
from wagtail import hooks
from wagtail.admin.ui.components import Component

from languages import cldr
from regions import reports
from regions.models import RegionPage
from regions.teams import pages_to_write_in


class DeskPanel(Component):
    """The pages of regions that a person may write below, with a link to start each kind of work."""

    name = "desk"
    template_name = "regions/desk.html"
    order = 50

    def __init__(self, pages: list[RegionPage]) -> None:
        self.pages = pages

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        kinds = [
            (model._meta.app_label, model._meta.model_name, capfirst(str(model._meta.verbose_name)))
            for model in map(apps.get_model, RegionPage.subpage_types)
        ]
        places = [
            {
                "page": page,
                "language": cldr.language_name(page.locale.language_code),
                "lang": page.locale.language_code,
                "direction": cldr.direction(page.locale.language_code),
            }
            for page in self.pages
        ]
        return {"places": places, "kinds": kinds}


@hooks.register("construct_homepage_panels")
def add_desk(request: HttpRequest, panels: list[Any]) -> None:
    pages = pages_to_write_in(request.user)
    if pages:
        panels.append(DeskPanel(pages))


reports.register()
