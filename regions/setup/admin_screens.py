"""What the screens of the regions' settings have in common: for whom they are, and what stands above their content."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import require_admin_access, user_passes_test
from wagtail.admin.menu import MenuItem

View = Callable[..., HttpResponse]


def is_administrator(user: Any) -> bool:
    return bool(user.is_superuser)


def for_administrators(view: View) -> View:
    opened: View = require_admin_access(user_passes_test(is_administrator)(view))
    return opened


class AdministratorsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_administrator(request.user)


def frame(icon: str, lists: tuple[str, str], title: str = "") -> dict[str, Any]:
    """What Wagtail's own screens have above their content. `lists` is the name and the address of the list that the
    screen belongs to, and that it is itself where it has no other `title`."""
    label, url = lists
    trail = [{"url": url, "label": label}]
    return {
        "header_icon": icon,
        "header_title": title or label,
        "page_title": title or label,
        "breadcrumbs_items": [*trail, {"url": "", "label": title}] if title else trail,
    }
