"""Screens for an admin: the regions, one form for a new one, and how far each is."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access, user_passes_test
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import HeaderButton

from regions import founding
from regions.models import RegionPage
from regions.region_forms import Members, Names, RegionForm

View = Callable[..., HttpResponse]


def _is_administrator(user: Any) -> bool:
    return bool(user.is_superuser)


def for_administrators(view: View) -> View:
    opened: View = require_admin_access(user_passes_test(_is_administrator)(view))
    return opened


def _frame(title: str, *, is_list: bool = False, **more: Any) -> dict[str, Any]:
    """What Wagtail's own screens have above their content."""
    trail = [{"url": reverse("regions"), "label": _("Regions")}]
    return {
        "header_icon": "site",
        "header_title": title,
        "page_title": title,
        "breadcrumbs_items": trail if is_list else [*trail, {"url": "", "label": title}],
        **more,
    }


@for_administrators
@require_GET
def regions(request: HttpRequest) -> HttpResponse:
    """Each region with its languages, its team, and whether readers see it."""
    buttons = [HeaderButton(_("Add a region"), url=reverse("regions_add"), icon_name="plus")]
    context: dict[str, Any] = {"regions": founding.overviews(), "header_buttons": buttons}
    return render(request, "regions/setup/list.html", _frame(_("Regions"), is_list=True, **context))


@for_administrators
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    sent = (request.POST,) if request.method == "POST" else ()
    with transaction.atomic():
        if sent:
            founding.one_at_a_time()
        form, names = RegionForm(*sent), Names(*sent, prefix="names")
        members = Members(*sent, prefix="members", names=names)
        # All are checked, so that everything that is wrong is said at once.
        if sent and all([form.is_valid(), names.is_valid(), members.is_valid()]):
            plan = founding.Plan(languages=names.named, members=members.members, **form.cleaned_data)
            page = founding.found(plan, request.user)
            messages.success(
                request, _("“%(region)s” is made. Readers see it once it is published.") % {"region": page}
            )
            return redirect("regions_region", page.translation_key)
    if sent:
        messages.validation_error(request, _("Nothing was saved yet. See what is marked below."), form)
    return render(
        request,
        "regions/setup/form.html",
        _frame(
            _("Add a region"),
            form=form,
            names=names,
            members=members,
            action_url=request.path,
            submit_button_label=_("Add the region"),
            submit_button_active_label=_("Saving…"),
            media=form.media + names.media + members.media,
        ),
    )


@for_administrators
@require_GET
def region(request: HttpRequest, key: UUID) -> HttpResponse:
    """What there is of a region, and what is left to do."""
    overview = next(iter(founding.overviews([key])), None)
    if overview is None:
        raise Http404
    ids = [one.glance.page_id for one in overview.languages if one.glance and one.glance.page_id]
    page = RegionPage.objects.get(pk=ids[0])
    context: dict[str, Any] = {"region": overview, "steps": founding.steps(overview), "made": founding.made(page)}
    return render(request, "regions/setup/region.html", _frame(overview.title, **context))


# Where they are -------------------------------------------------------------------------------------------------------


def urls() -> list[URLPattern]:
    return [
        path("regions/", regions, name="regions"),
        path("regions/add/", add, name="regions_add"),
        path("regions/<uuid:key>/", region, name="regions_region"),
    ]


class RegionsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return _is_administrator(request.user)


def menu_item() -> MenuItem:
    return RegionsMenuItem(gettext_lazy("Regions"), reverse("regions"), name="regions", icon_name="site", order=585)


def register() -> None:
    """Called once, by `regions.wagtail_hooks`."""
    hooks.register("register_admin_urls", urls)
    hooks.register("register_settings_menu_item", menu_item)
