"""Who can be reached by e-mail, and the words in which pages are described to them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, WorkflowState
from wagtail.users.models import UserProfile

from languages.locales import cldr
from languages.routing import registry
from regions.mail import messages
from regions.mail.messages import Section

# An e-mail names so many texts, and counts the others.
MOST = 20


def reachable(users: Iterable[Any], preference: str) -> list[Any]:
    """Those who have an e-mail address, may log in, and have not turned a kind of Wagtail's notifications off."""
    return [
        user
        for user in users
        if user.is_active and user.email and getattr(UserProfile.get_for_user(user), f"{preference}_notifications")
    ]


def edit_url(page: Page) -> str:
    return messages.absolute(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _described(page: Page) -> str:
    """What kind of page it is, and in which language ("News item, Spanish")."""
    kind = capfirst(str((page.specific_class or Page)._meta.verbose_name))
    return _("%(kind)s in %(language)s") % {
        "kind": kind,
        "language": cldr.language_name(registry.code_of(page)),
    }


def title_of(page: Page) -> str:
    return messages.isolated(str(page.get_admin_display_title()), registry.code_of(page))


def about_page(page: Page) -> list[Section]:
    return [Section([messages.page_line(page, edit_url(page), _described(page))])]


def page_of(state: WorkflowState) -> Any:
    """The page of a workflow as it is now: the state may have read it before it was published."""
    if not isinstance(state.content_object, Page):
        return None
    page = Page.objects.filter(pk=state.object_id).first()
    return page.specific if page else None


def more_of(count: int) -> str:
    """The last line of a list that is cut off at `MOST`."""
    rest = count - MOST
    return ngettext("And %(count)d more.", "And %(count)d more.", rest) % {"count": rest}
