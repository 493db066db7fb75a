"""What reports of the site have in common: who may see them, their addresses, their entries in the menu."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView

# What a spreadsheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A text that a spreadsheet does not carry out when it opens a file of values."""
    return f"'{text}" if text.startswith(FORMULA) else text


class Report(ReportView):
    """Wagtail's report, for those who have something to see in it; exported texts are texts.

    What is exported is what has a heading, in the order of the headings.
    """

    custom_value_preprocess = {**ReportView.custom_value_preprocess, str: {ReportView.FORMAT_CSV: harmless}}
    in_menu = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.list_export = list(cls.export_headings)

    @classmethod
    def may_see(cls, user: Any) -> bool:
        """Told before anything is read, and without a query of its own: the menu asks it on every page."""
        return bool(user.is_active and user.is_superuser)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_see(request.user):
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["media"] += Media(css={"all": ["base/admin/reports.css"]})
        return context

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        # Wagtail made the table before the rows were decorated.
        context["table"] = self.get_table(context["object_list"])
        answer: HttpResponse = super().render_to_response(context, **response_kwargs)
        return answer


class ReportMenuItem(MenuItem):
    """In the menu of who may see the report."""

    def __init__(self, report: type[Report], order: int) -> None:
        self.report = report
        super().__init__(
            report.page_title,
            reverse_lazy(report.index_url_name),
            name=str(report.index_url_name).replace("_", "-"),
            icon_name=report.header_icon,
            order=order,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return self.report.may_see(request.user)


def urls(reports: Mapping[str, type[Report]]) -> list[URLPattern]:
    """Each report below its address, and its results alone, which Wagtail's filters ask for."""
    found = []
    for address, report in reports.items():
        for view, name, ending in (
            (report.as_view(), report.index_url_name, ""),
            (report.as_view(results_only=True), report.index_results_url_name, "results/"),
        ):
            found.append(path(f"reports/{address}/{ending}", require_admin_access(view), name=name))
    return found


def register_in_menu(reports: Mapping[str, type[Report]], first: int) -> None:
    """Entries of Wagtail's menu of reports, from place `first` on; its own begin at 700."""
    for order, report in enumerate((one for one in reports.values() if one.in_menu), start=first):

        def item(report: type[Report] = report, order: int = order) -> MenuItem:
            return ReportMenuItem(report, order)

        hooks.register("register_reports_menu_item", item)
