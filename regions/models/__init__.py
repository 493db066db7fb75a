"""What the database knows about regions: their pages, and who may write where."""

from regions.models.pages import Hue, PlaceOnMap, RegionCity, RegionIndexPage, RegionPage, RegionPageForm
from regions.models.rights import Library, Right, Role, TeamGroup

__all__ = [
    "Hue",
    "Library",
    "PlaceOnMap",
    "RegionCity",
    "RegionIndexPage",
    "RegionPage",
    "RegionPageForm",
    "Right",
    "Role",
    "TeamGroup",
]
