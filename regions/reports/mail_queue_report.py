"""The e-mails that wait, for admins: what keeps each of them, and a button that tries it again.

Their texts are shown nowhere: they may hold links that set a password.
"""

from typing import Any

import django_filters
from django.db import models, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from base.admin.reports import Report
from regions.mail import queue
from regions.models import OutgoingMail
from regions.setup.admin_screens import for_administrators


class State(models.TextChoices):
    """Of a mail that is not sent: it has its turn again, or its recipient's server refused it for good."""

    WAITING = "waiting", pgettext_lazy("e-mail", "Waiting")
    GIVEN_UP = "given-up", pgettext_lazy("e-mail", "Given up")


class MailFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), empty_label=gettext_lazy("All"), choices=State.choices, method="in_state"
    )

    class Meta:
        model = OutgoingMail
        fields: list[str] = []

    def in_state(self, mails: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return mails.filter(next_try__isnull=value == State.GIVEN_UP)


class MailColumn(Column):
    """The subject, and to whom it goes."""

    cell_template_name = "regions/reports/mail.html"


class ErrorColumn(Column):
    """What the mail server said, as it said it."""

    cell_template_name = "regions/reports/mail_error.html"


class NextColumn(Column):
    """When it is tried next, and the button that tries it now."""

    cell_template_name = "regions/reports/mail_next.html"


class MailsView(Report):
    """Those that have their turn first come first; the refused ones stand below them, the newest first."""

    page_title = gettext_lazy("E-mails that wait")
    header_icon = "mail"
    model = OutgoingMail
    results_template_name = "regions/reports/mails.html"
    index_url_name = "regions_mails"
    index_results_url_name = "regions_mails_results"
    filterset_class = MailFilterSet
    export_filename = "e-mails-that-wait"
    columns = [
        MailColumn("subject", label=gettext_lazy("Subject")),
        DateColumn("created_at", label=gettext_lazy("Written")),
        Column("attempts", label=gettext_lazy("Attempts"), classname="report-number"),
        ErrorColumn("error", label=gettext_lazy("Last error")),
        NextColumn("next_try", label=gettext_lazy("Next attempt")),
    ]
    export_headings = {
        "recipients": gettext_lazy("Recipients"),
        "subject": gettext_lazy("Subject"),
        "created_at": gettext_lazy("Written"),
        "attempts": gettext_lazy("Attempts"),
        "error": gettext_lazy("Last error"),
        "state": gettext_lazy("State"),
        "next_try": gettext_lazy("Next attempt"),
    }

    def get_queryset(self) -> QuerySet[OutgoingMail]:
        mails = OutgoingMail.objects.filter(sent_at=None).defer("content")
        return mails.order_by(F("next_try").asc(nulls_last=True), "-pk")

    def decorate_paginated_queryset(self, object_list: Any) -> list[Any]:
        mails, now = list(object_list), timezone.now()
        for mail in mails:
            mail.state = State.GIVEN_UP.label if mail.next_try is None else State.WAITING.label
            mail.is_due = mail.next_try is not None and mail.next_try <= now
        return mails


@for_administrators
@require_POST
def retry(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One mail, or all of them: it is their turn now, and nobody waits for the server's answer."""
    tried = queue.retry_all(None if pk is None else OutgoingMail.objects.filter(pk=pk))
    if tried:
        transaction.on_commit(queue.send_soon)
        text = ngettext("%(count)s e-mail is tried again now.", "%(count)s e-mails are tried again now.", tried)
        messages.success(request, text % {"count": tried})
    else:
        messages.warning(request, _("This e-mail does not wait any more.") if pk else _("No e-mail waits."))
    return redirect("regions_mails")
