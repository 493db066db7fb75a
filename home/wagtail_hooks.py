"""What `home` adds to the admin: the guides, and the ways that lead to them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import HeaderButton

from home import guide
from languages.locales import cldr
from regions.setup.admin_screens import AdministratorsMenuItem, for_administrators, frame, is_administrator

EDITORS, ADMINS = gettext_lazy("Guide for editors"), gettext_lazy("Guide for administrators")


def _shown(request: HttpRequest, name: str, title: str, address: str, other: HeaderButton | None) -> HttpResponse:
    """A guide in the language that is asked for, or in that of the interface."""
    read = guide.read(name, request.GET.get("language", ""), get_language() or "")
    others = [(code, cldr.own_name(code)) for code in guide.languages(name)]
    context: dict[str, Any] = {
        **frame("help", (title, reverse(address))),
        "guide": read,
        "languages": others if len(others) > 1 else [],
        "header_buttons": [other] if other else [],
    }
    return render(request, "home/guide.html", context)


@require_admin_access
@require_GET
def for_editors(request: HttpRequest) -> HttpResponse:
    other = HeaderButton(str(ADMINS), url=reverse("guide_admins"), icon_name="help")
    return _shown(request, "editor", _("Guide for editors"), "guide", other if is_administrator(request.user) else None)


@for_administrators
@require_GET
def for_admins(request: HttpRequest) -> HttpResponse:
    other = HeaderButton(str(EDITORS), url=reverse("guide"), icon_name="help")
    return _shown(request, "admin", _("Guide for administrators"), "guide_admins", other)


@hooks.register("register_admin_urls")
def guide_urls() -> list[URLPattern]:
    return [
        path("guide/", for_editors, name="guide"),
        path("guide/administrators/", for_admins, name="guide_admins"),
    ]


@hooks.register("register_help_menu_item")
def editors_item() -> MenuItem:
    return MenuItem(EDITORS, reverse("guide"), name="guide-editors", icon_name="help", order=100)


@hooks.register("register_help_menu_item")
def admins_item() -> MenuItem:
    return AdministratorsMenuItem(ADMINS, reverse("guide_admins"), name="guide-admins", icon_name="help", order=110)
