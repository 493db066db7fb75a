"""Screens for an admin: the regions, one form for a new one, and how far each is."""

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
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import HeaderButton

from regions.models import RegionPage
from regions.setup import create_region, region_progress
from regions.setup.admin_screens import AdministratorsMenuItem, for_administrators, frame
from regions.setup.region_forms import Members, Names, RegionForm


def _frame(title: str = "", **more: Any) -> dict[str, Any]:
    return {**frame("site", (_("Regions"), reverse("regions")), title), **more}


@for_administrators
@require_GET
def regions(request: HttpRequest) -> HttpResponse:
    """Each region with its languages, its team, and whether readers see it."""
    buttons = [HeaderButton(_("Add a region"), url=reverse("regions_add"), icon_name="plus")]
    context: dict[str, Any] = {"regions": region_progress.overviews(), "header_buttons": buttons}
    return render(request, "regions/setup/list.html", _frame(**context))


@for_administrators
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    sent = (request.POST,) if request.method == "POST" else ()
    with transaction.atomic():
        if sent:
            create_region.one_at_a_time()
        form, names = RegionForm(*sent), Names(*sent, prefix="names")
        members = Members(*sent, prefix="members", names=names)
        # All are checked, so that everything that is wrong is said at once.
        if sent and all([form.is_valid(), names.is_valid(), members.is_valid()]):
            plan = create_region.RegionPlan(
                languages=names.language_names, members=members.members, **form.cleaned_data
            )
            page = create_region.create_region(plan, request.user)
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
    overview = next(iter(region_progress.overviews([key])), None)
    if overview is None:
        raise Http404
    ids = [one.status.page_id for one in overview.languages if one.status and one.status.page_id]
    page = RegionPage.objects.get(pk=ids[0])
    context: dict[str, Any] = {
        "region": overview,
        "steps": region_progress.steps(overview),
        "made": region_progress.made(page),
    }
    return render(request, "regions/setup/region.html", _frame(overview.title, **context))


# Where they are -------------------------------------------------------------------------------------------------------


def urls() -> list[URLPattern]:
    return [
        path("regions/", regions, name="regions"),
        path("regions/add/", add, name="regions_add"),
        path("regions/<uuid:key>/", region, name="regions_region"),
    ]


def menu_item() -> MenuItem:
    return AdministratorsMenuItem(
        gettext_lazy("Regions"), reverse("regions"), name="regions", icon_name="site", order=585
    )


def register() -> None:
    """Called once, by `regions.wagtail_hooks`."""
    hooks.register("register_admin_urls", urls)
    hooks.register("register_settings_menu_item", menu_item)
