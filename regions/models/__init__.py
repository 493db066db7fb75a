"""What the database knows about regions: their pages, who may write where, who approves, the e-mails about it, and what
is read."""

from regions.models.approval import RegionApprovalTask, RegionTaskState
from regions.models.cities import PlaceOnMap, RegionCity
from regions.models.mail import BehindNotice, MailPreferences, OutgoingMail
from regions.models.page_views import ReadCount
from regions.models.pages import Hue, RegionIndexPage, RegionPage, RegionPageForm
from regions.models.rights import Library, Right, Role, TeamGroup

__all__ = [
    "BehindNotice",
    "Hue",
    "Library",
    "MailPreferences",
    "OutgoingMail",
    "PlaceOnMap",
    "ReadCount",
    "RegionApprovalTask",
    "RegionCity",
    "RegionIndexPage",
    "RegionPage",
    "RegionPageForm",
    "RegionTaskState",
    "Right",
    "Role",
    "TeamGroup",
]
