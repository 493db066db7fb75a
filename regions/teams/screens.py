"""What the screens of colleagues have in common: who may open them, and what stands above their content."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.auth import require_admin_access, user_passes_test

from base.models import User
from regions.teams import members

View = Callable[..., HttpResponse]


def for_managers(view: View) -> View:
    managed: View = require_admin_access(user_passes_test(members.may_manage)(view))
    return managed


def find_colleague(request: HttpRequest, pk: int) -> User:
    colleague: User = get_object_or_404(User, pk=pk)
    if not members.may_manage_this(request.user, colleague):
        raise PermissionDenied
    return colleague


def trail(*steps: tuple[str, str], sublabel: str = "") -> list[dict[str, Any]]:
    """The way from the list to the screen that one is on."""
    items = [{"url": reverse("colleagues"), "label": _("Colleagues")}]
    items += [{"url": url, "label": label} for label, url in steps]
    return [*items[:-1], {**items[-1], "sublabel": sublabel}] if sublabel else items
