"""Pages of events."""

from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from base.fields import WebAddressField
from base.geo import time_zones
from base.geo.fields import TimeZoneField
from base.models import BasePage
from base.pages.prefetch import load_rows
from events import local_time, presentation
from events.choices import AttendanceMode, Status
from events.forms import EDITOR, EventPageForm
from events.index_page import EventIndexPage
from events.inlines import EventLink, ProgrammeItem
from events.managers import EventManager
from events.validation import SENSIBLE_DAYS, problems
from languages.fields import WorkKey
from languages.locales import cldr

__all__ = ["EventIndexPage", "EventLink", "EventPage", "ProgrammeItem"]


class EventPage(BasePage):
    """Something that happens at a time. Days and hours are those on the clock at the venue."""

    start_date = models.DateField(_("first day"), validators=SENSIBLE_DAYS)
    start_time = models.TimeField(
        _("start"),
        null=True,
        blank=True,
        help_text=_("Local time at the venue. Leave empty if the event lasts all day."),
    )
    end_date = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        validators=SENSIBLE_DAYS,
        help_text=_("Leave empty if it is the first day too."),
    )
    end_time = models.TimeField(_("end"), null=True, blank=True)
    timezone = TimeZoneField(
        _("time zone"), help_text=_("Where the venue lies; for an online event, whose hours you give.")
    )
    starts = models.DateTimeField(blank=True, editable=False, db_index=True)
    ends = models.DateTimeField(blank=True, editable=False, db_index=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.SCHEDULED)
    previous_start_date = models.DateField(
        _("first day as announced before"),
        null=True,
        blank=True,
        validators=SENSIBLE_DAYS,
        help_text=_("If the event was rescheduled: where the first day was before."),
    )

    attendance_mode = models.CharField(
        _("how to take part"), max_length=8, choices=AttendanceMode.choices, default=AttendanceMode.OFFLINE
    )
    venue = models.CharField(_("venue"), max_length=255, blank=True)
    room = models.CharField(_("room"), max_length=255, blank=True)
    address = models.CharField(_("address"), max_length=255, blank=True)
    country = CountryField(_("country"), blank=True)
    join_url = WebAddressField(
        _("link to join"),
        max_length=500,
        blank=True,
        help_text=_("Where to go for those who take part online. Everybody can see it."),
    )

    registration_url = WebAddressField(_("link to register"), max_length=500, blank=True)
    registration_deadline_date = models.DateField(
        _("last day to register"), null=True, blank=True, validators=SENSIBLE_DAYS
    )
    registration_deadline_time = models.TimeField(
        _("until"), null=True, blank=True, help_text=_("In the event's time zone. Leave empty for the whole day.")
    )
    note = models.TextField(
        _("note for those who come"),
        max_length=500,
        blank=True,
        help_text=_("For example the language spoken, or how to get in."),
    )

    part_of = WorkKey(
        page_types=["events.EventPage"],
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        verbose_name=_("part of"),
        help_text=_("The larger event, if it has a page here."),
    )
    larger_event = models.CharField(
        _("or name of the larger event"), max_length=255, blank=True, help_text=_("If it has no page here.")
    )
    larger_event_from = models.DateField(_("its first day"), null=True, blank=True, validators=SENSIBLE_DAYS)
    larger_event_to = models.DateField(_("its last day"), null=True, blank=True, validators=SENSIBLE_DAYS)

    recording_url = WebAddressField(_("recording"), max_length=500, blank=True)
    report = WorkKey(
        page_types=["news.NewsPage"],
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        verbose_name=_("report"),
        help_text=_("A news item that tells how it was."),
    )

    objects = EventManager()

    base_form_class = EventPageForm
    new_label = _("New event")
    is_of_its_day = True
    page_description = _(
        "An event: when and where, how to take part, programme, speakers; afterwards recording and report."
    )
    proper_names = (*BasePage.proper_names, "programme.*.speakers")
    parent_page_types = ["events.EventIndexPage", "regions.RegionPage"]
    subpage_types: list[str] = []
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("venue"),
        index.SearchField("address"),
        index.SearchField("larger_event"),
    ]
    # The same in every language. Days, hours and choices follow the original anyway; a relation to a work is no
    # version's own to change (and its key nothing that wagtail-localize could store as a change).
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("timezone", overridable=False),
        SynchronizedField("join_url", overridable=False),
        SynchronizedField("registration_url", overridable=False),
        SynchronizedField("recording_url", overridable=False),
        SynchronizedField("part_of", overridable=False),
        SynchronizedField("report", overridable=False),
    ]

    edit_handler = EDITOR

    # Set by the form while a draft is saved: what is missing may follow, what is wrong may not.
    may_be_incomplete = False

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    # Moments --------------------------------------------------------------------------------------------------------

    def _derive_moments(self) -> None:
        if self.start_date:
            self.starts, self.ends = local_time.span(
                self.start_date, self.start_time, self.end_date, self.end_time, self.timezone
            )

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        super().full_clean(*args, **kwargs)
        self._derive_moments()

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """`starts` and `ends` are never older than the days and hours that they come from."""
        self._derive_moments()
        changed = kwargs.get("update_fields")
        if changed is not None and {"start_date", "start_time", "end_date", "end_time", "timezone"} & {*changed}:
            kwargs["update_fields"] = {*changed, "starts", "ends"}
        return super().save(*args, **kwargs)

    @property
    def last_day(self) -> date:
        return self.end_date or self.start_date

    @property
    def is_all_day(self) -> bool:
        return self.start_time is None

    @property
    def is_past(self) -> bool:
        return self.ends is not None and self.ends < timezone.now()

    @property
    def is_cancelled(self) -> bool:
        return self.status == Status.CANCELLED

    @property
    def registration_closes(self) -> datetime | None:
        """The moment from which on nobody can register any more: the given one, or the end of that day."""
        if not self.registration_deadline_date:
            return None
        if self.registration_deadline_time is None:
            return local_time.end_of(self.registration_deadline_date, self.timezone)
        return local_time.moment(self.registration_deadline_date, self.registration_deadline_time, self.timezone)

    @property
    def can_register(self) -> bool:
        """Whether registering still makes sense."""
        if not self.registration_url or self.is_past or self.is_cancelled:
            return False
        return self.registration_closes is None or timezone.now() < self.registration_closes

    # As a reader sees it ----------------------------------------------------------------------------------------------

    @property
    def dates_text(self) -> str:
        """“8–10 June 2016”"""
        return cldr.format_dates(self.start_date, self.last_day)

    @property
    def hours_text(self) -> str:
        """“10:00–11:15”, on the clock at the venue; empty for all day."""
        return presentation.hours(self.start_time, self.end_time)

    @property
    def timezone_label(self) -> str:
        """“Istanbul time”"""
        return presentation.time_of(time_zones.time_zone_city(self.timezone)) if self.timezone else ""

    @property
    def starts_machine(self) -> str:
        """For `<time datetime>`."""
        return local_time.machine_readable(self.start_date, self.start_time, self.timezone)

    @property
    def ends_machine(self) -> str:
        return local_time.machine_readable(self.last_day, self.end_time if self.start_time else None, self.timezone)

    @property
    def programme_days(self) -> list[tuple[date | None, list[ProgrammeItem]]]:
        """The programme in the editor's order, by day; the only day of an event needs no heading."""
        days = [(day, list(items)) for day, items in groupby(self.programme.all(), key=lambda item: item.day)]
        if len(days) == 1 and days[0][0] == self.start_date == self.last_day:
            return [(None, days[0][1])]
        return days

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        load_rows(self, request)
        return {**super().get_context(request, *args, **kwargs), **presentation.context(self)}

    # Checks -----------------------------------------------------------------------------------------------------------

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        for name, message in problems(self):
            errors.setdefault(name, message)
        if errors:
            raise ValidationError(errors)
