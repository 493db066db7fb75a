"""The editor of an event: how it is laid out, and the form behind it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from base.admin import panels
from base.admin.page_form import BasePageForm
from network.credits import organisations_panel, people_panel
from network.roles import OrganisationRole, PersonRole


class EventPageForm(BasePageForm):
    """Proposes a time zone for a new event, and lets a draft be saved before everything is known."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and not self.instance.timezone and "timezone" in self.fields:
            self.initial["timezone"] = self.time_zone_around

    def _post_clean(self) -> None:
        """Wagtail asks for what is missing when a page is published, not each time that a draft is saved."""
        self.instance.may_be_incomplete = self.is_deferred_validation
        try:
            super()._post_clean()
        finally:
            self.instance.may_be_incomplete = False


EDITOR = panels.tabs(
    content=[
        *panels.CONTENT,
        InlinePanel("programme", heading=_("Programme"), label=_("Item")),
        InlinePanel("links", heading=_("Further links"), label=_("Link")),
    ],
    details=[
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("start_date"), FieldPanel("start_time")]),
                FieldRowPanel([FieldPanel("end_date"), FieldPanel("end_time")]),
                FieldPanel("timezone"),
                FieldRowPanel([FieldPanel("status"), FieldPanel("previous_start_date")]),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("attendance_mode"),
                FieldRowPanel([FieldPanel("venue"), FieldPanel("room")]),
                FieldRowPanel([FieldPanel("address"), FieldPanel("country")]),
                FieldPanel("join_url"),
            ],
            heading=_("Where"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("registration_url"),
                FieldRowPanel([FieldPanel("registration_deadline_date"), FieldPanel("registration_deadline_time")]),
                FieldPanel("note"),
            ],
            heading=_("Registration"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("part_of"),
                FieldPanel("larger_event"),
                FieldRowPanel([FieldPanel("larger_event_from"), FieldPanel("larger_event_to")]),
            ],
            heading=_("Part of a larger event"),
        ),
        MultiFieldPanel([FieldPanel("recording_url"), FieldPanel("report")], heading=_("Afterwards")),
    ],
    details_heading=_("Time and place"),
    people=[
        people_panel(
            PersonRole.KEYNOTE,
            PersonRole.SPEAKER,
            PersonRole.MODERATOR,
            PersonRole.PANELLIST,
            PersonRole.PRESENTER,
            PersonRole.LEAD,
            PersonRole.TEACHER,
        ),
        organisations_panel(OrganisationRole.ORGANISER, OrganisationRole.HOST, OrganisationRole.PARTNER),
    ],
)
