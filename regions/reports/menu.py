"""All reports of this project: their addresses, and their places in Wagtail's menu of reports."""

from django.urls import URLPattern, path
from wagtail import hooks

from base.admin import reports
from regions.reports.access_views import AccessView
from regions.reports.mail_queue_report import MailsView, retry
from regions.reports.page_view_report import MostViewedPagesView, PageViewsView
from regions.reports.works_views import AgeView, CoverageView, CoverageWorksView

REPORTS: dict[str, type[reports.Report]] = {
    "coverage": CoverageView,
    "coverage/works": CoverageWorksView,
    "age": AgeView,
    "reads": PageViewsView,
    "reads/pages": MostViewedPagesView,
    "access": AccessView,
    "mails": MailsView,
}


def urls() -> list[URLPattern]:
    return [
        *reports.urls(REPORTS),
        path("reports/mails/retry/", retry, name="regions_mails_retry_all"),
        path("reports/mails/<int:pk>/retry/", retry, name="regions_mails_retry"),
    ]


def register() -> None:
    """Called once, by `regions.wagtail_hooks`."""
    hooks.register("register_admin_urls", urls)
    reports.register_in_menu(REPORTS, first=100)
