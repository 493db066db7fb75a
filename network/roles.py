"""What people and organisations do: in a work that credits them, and in the coalition."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonRole(models.TextChoices):
    AUTHOR = "author", _("Author")
    KEYNOTE = "keynote", _("Keynote speaker")
    SPEAKER = "speaker", _("Speaker")
    MODERATOR = "moderator", _("Moderator")
    PANELLIST = "panellist", _("Panellist")
    PRESENTER = "presenter", _("Presenter")
    LEAD = "lead", _("Lead")
    TEACHER = "teacher", _("Course teacher")
    LEAD_RESEARCHER = "lead_researcher", _("Lead researcher")
    COORDINATOR = "coordinator", _("Coordinator")
    RESEARCH_AFFILIATE = "research_affiliate", _("Research affiliate")
    PRESS_CONTACT = "press_contact", _("Press contact")
    INTERVIEWEE = "interviewee", _("Interviewee")


class OrganisationRole(models.TextChoices):
    ORGANISER = "organiser", _("Organiser")
    HOST = "host", _("Host")
    PARTNER = "partner", _("Partner")
    FUNDER = "funder", _("Funder")
    CONVENOR = "convenor", _("Convenor")
    MEMBER = "member", _("Member institution")
    HOST_INSTITUTION = "host_institution", _("Host institution")
    PUBLISHER = "publisher", _("Publisher")


class CoalitionRoleName(models.TextChoices):
    """An organisation's role in the coalition itself. A host of one event is not a host of the coalition."""

    FOUNDING_INSTITUTION = "founding_institution", _("Founding institution")
    INITIAL_CORE_MEMBER = "initial_core_member", _("Initial core member")
    ADDITIONAL_CORE_MEMBER = "additional_core_member", _("Additional core member")
    CORE_FUNDER = "core_funder", _("Core funder")
    PROJECT_FUNDER = "project_funder", _("Project funder")
    HOST = "host", _("Host of the coalition")
    CONVENOR = "convenor", _("Convenor")
    PARTNER = "partner", _("Partner")
