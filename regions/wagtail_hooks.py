"""What `regions` adds to the admin: the dashboard of who writes for a region, and ways that lead there."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from regions.analytics import page_views
from regions.dashboard import admin_defaults, overview, registry
from regions.dashboard.dashboard import Dashboard, dashboard_of
from regions.mail.account_panel import MailSettingsPanel
from regions.reports import menu
from regions.setup import language_views, region_views
from regions.teams import views

# Wagtail's own lists on the first screen: the dashboard says what they say. Some of them name pages that somebody
# edited once, whether or not they may still see them.
REPLACED = {"workflow_objects_to_moderate", "user_objects_in_workflow_moderation", "recent_edits", "locked_pages"}


class DashboardPanel(Component):
    """What a person writes, and what needs them."""

    name = "desk"
    template_name = "regions/dashboard.html"
    order = 50

    def __init__(self, dashboard: Dashboard) -> None:
        self.dashboard = dashboard

    @property
    def title(self) -> str:
        """Above the whole screen."""
        return self.dashboard.title

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        filled = registry.filled(self.dashboard)
        return {
            "regions": self.dashboard.regions,
            "tasks": [one for one in filled if one.entry.is_task],
            "others": [one for one in filled if not one.entry.is_task],
        }


class OverviewPanel(Component):
    """The regions, for an admin."""

    name = "overview"
    template_name = "regions/overview.html"
    order = 240  # after what waits for the admin, before what they edited

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"lines": overview.lines()}


@hooks.register("construct_homepage_panels")
def add_desk(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.is_superuser:  # type: ignore[union-attr]
        panels.append(OverviewPanel())
    elif dashboard := dashboard_of(request):
        panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in REPLACED]
        panels.append(DashboardPanel(dashboard))


@hooks.register("construct_homepage_summary_items", order=1000)
def leave_out_summary(request: HttpRequest, items: list[Any]) -> None:
    """How many pages, pictures and documents there are tells an editor nothing."""
    if dashboard_of(request):
        items.clear()


admin_defaults.register()
views.register()
menu.register()
page_views.register()
region_views.register()
language_views.register()


@hooks.register("register_account_settings_panel")
def mail_settings(request: HttpRequest, user: Any, profile: Any) -> MailSettingsPanel:
    return MailSettingsPanel(request, user, profile)
