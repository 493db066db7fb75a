"""Rows of an event's page."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from base.fields import WebAddressField
from events import presentation


class EventLink(TranslatableMixin, Orderable):
    """A further link: an agenda, a call for papers, how to get there."""

    page = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("label"), max_length=150)
    url = WebAddressField(_("web address"), max_length=500)

    panels = [FieldPanel("label"), FieldPanel("url")]
    override_translatable_fields = [SynchronizedField("url", overridable=False)]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.label


class ProgrammeItem(TranslatableMixin, Orderable):
    """A row of the programme, with days and hours as on the clock at the venue."""

    page = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="programme")
    day = models.DateField(_("day"), null=True, blank=True, help_text=_("If the event lasts several days."))
    start_time = models.TimeField(_("start"), null=True, blank=True)
    end_time = models.TimeField(_("end"), null=True, blank=True)
    session = models.CharField(_("session"), max_length=255, blank=True)
    room = models.CharField(_("room"), max_length=255, blank=True)
    title = models.CharField(_("title"), max_length=255)
    speakers = models.CharField(_("speakers"), max_length=500, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("day"), FieldPanel("start_time"), FieldPanel("end_time")]),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("session"), FieldPanel("room")]),
        FieldPanel("speakers"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("programme item")
        verbose_name_plural = _("programme items")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.end_time and not self.start_time:
            raise ValidationError({"start_time": _("Give the start too.")})
        if self.start_time and self.end_time and self.end_time < self.start_time:
            raise ValidationError({"end_time": _("This item ends before it starts.")})

    @property
    def hours_text(self) -> str:
        return presentation.hours(self.start_time, self.end_time)
