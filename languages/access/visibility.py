"""Which pages somebody may know of in the admin: what is public, and what their rights lead to.

Rights lead to the pages below those on which they are held, and to the way there from the root of the tree.
"""

from contextvars import ContextVar
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from languages.routing import registry
from languages.routing.tree_paths import within

# Who asks, while a request of the admin is answered; nobody elsewhere (e-mails, commands, the site). Wagtail's own log
# context ends before its screens are rendered.
asking: ContextVar[Any] = ContextVar("asking", default=None)


def _reach(user: Any) -> set[str]:
    """The tree paths of the pages on which somebody holds a right; asked of the database once in a request."""
    return {right.page.path for right in page_permission_policy.get_cached_permissions_for_user(user)}


def is_open(page: Page, user: Any) -> bool:
    """Whether the rights of somebody lead to a page: drafts there are theirs to see."""
    if user.is_superuser:
        return bool(user.is_active)
    return any(page.path.startswith(path) or path.startswith(page.path) for path in _reach(user))


def is_public(page: Page) -> bool:
    """Whether everybody may read a page."""
    return bool(page.live) and not registry.is_private(page.path)


def title_shown(page: Page, user: Any) -> str:
    """The title that somebody may see: a draft's where their rights lead to the page, else the public one; or none."""
    if is_open(page, user):
        return str(page.draft_title or page.title)
    return str(page.title) if is_public(page) else ""


def visible(pages: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Those of some pages that somebody may know of, without a further query."""
    if user.is_superuser:
        return pages
    public = Q(live=True) & ~registry.is_in_private()
    reach = _reach(user)
    ways = {path[:end] for path in reach for end in range(Page.steplen, len(path) + 1, Page.steplen)}
    return pages.filter(public | Q(path__in=sorted(ways)) | within(reach))


def nearest(page: Page, user: Any) -> Page:
    """A page, or where the way to it ends for somebody who may not know of all that lies above it."""
    last = page
    for one in page.get_ancestors(inclusive=True):
        if not one.is_root() and not title_shown(one, user):
            break
        last = one
    return last.specific
