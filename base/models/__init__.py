from base.models.links import CheckedAddress, PageLink
from base.models.media import CustomDocument, CustomImage, CustomRendition
from base.models.menus import Menu, MenuItem
from base.models.pages import BasePage, IndexPage
from base.models.relations import Belonging, RelatedWork, SdgRow
from base.models.tags import Tag, TaggedPage
from base.models.users import User

__all__ = [
    "BasePage",
    "Belonging",
    "CheckedAddress",
    "CustomDocument",
    "CustomImage",
    "CustomRendition",
    "IndexPage",
    "Menu",
    "MenuItem",
    "PageLink",
    "RelatedWork",
    "SdgRow",
    "Tag",
    "TaggedPage",
    "User",
]
