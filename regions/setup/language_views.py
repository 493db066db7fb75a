"""Screens for an admin: the languages of the site, one form for a new one, and how far each is."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Locale

from languages.locales import cldr
from regions.setup import create_language, create_region, language_progress
from regions.setup.admin_screens import AdministratorsMenuItem, for_administrators, frame
from regions.setup.language_forms import LocaleForm, RulesForm


def _frame(title: str = "", **more: Any) -> dict[str, Any]:
    return {**frame("globe", (_("Languages"), reverse("site_languages")), title), **more}


@for_administrators
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Each language, whether readers see it, and what they are offered instead of what it lacks."""
    buttons = [HeaderButton(_("Add a language"), url=reverse("site_languages_add"), icon_name="plus")]
    context: dict[str, Any] = {"languages": language_progress.overviews(), "header_buttons": buttons}
    return render(request, "regions/locales/list.html", _frame(**context))


@for_administrators
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    sent = (request.POST,) if request.method == "POST" else ()
    with transaction.atomic():
        if sent:
            create_region.one_at_a_time()
        form = LocaleForm(*sent)
        if sent and form.is_valid():
            plan = create_language.LanguagePlan(
                form.cleaned_data["language"], form.fallbacks, list(form.cleaned_data["translators"])
            )
            locale = create_language.add(plan, request.user)
            messages.success(
                request,
                _("%(language)s is a language of this site now. Readers see it once its home page is published.")
                % {"language": capfirst(cldr.language_name(locale.language_code))},
            )
            return redirect("site_languages_language", locale.pk)
    if sent:
        messages.validation_error(request, _("Nothing was saved yet. See what is marked below."), form)
    return render(
        request,
        "regions/locales/form.html",
        _frame(
            _("Add a language"),
            form=form,
            choices=cldr.language_choices(),
            action_url=request.path,
            submit_button_label=_("Add the language"),
            submit_button_active_label=_("Saving…"),
            media=form.media,
        ),
    )


@for_administrators
@require_http_methods(["GET", "POST"])
def language(request: HttpRequest, pk: int) -> HttpResponse:
    """What there is of a language, what is left to do, and what holds in it."""
    locale = get_object_or_404(Locale, pk=pk)
    sent = (request.POST,) if request.method == "POST" else ()
    with transaction.atomic():
        if sent:
            create_region.one_at_a_time()
        rules = create_language.rules_of(locale)
        initial = {"publish_unreviewed": rules.publish_unreviewed}
        form = RulesForm(*sent, own=locale, chain=rules.fallbacks, initial=initial)
        if sent and form.is_valid():
            create_language.set_rules(
                locale, create_language.Rules(form.fallbacks, form.cleaned_data["publish_unreviewed"]), request.user
            )
            messages.success(request, _("Saved."))
            return redirect("site_languages_language", pk)
    if sent:
        messages.validation_error(request, _("Nothing was saved yet. See what is marked below."), form)
    overview = next(one for one in language_progress.overviews() if one.locale == locale)
    parts = language_progress.parts(locale)
    context: dict[str, Any] = {
        "language": overview,
        "parts": parts,
        "next_step": language_progress.next_step(overview, parts),
        "translators": language_progress.translators(locale),
        "form": form,
        "media": form.media,
    }
    return render(request, "regions/locales/language.html", _frame(capfirst(overview.name), **context))


def to_ours(request: HttpRequest) -> HttpResponse:
    """Wagtail's form makes a language that has no page; ours makes one that can be worked in."""
    return redirect("site_languages_add")


# Where they are -------------------------------------------------------------------------------------------------------


def urls() -> list[URLPattern]:
    return [
        path("languages/", index, name="site_languages"),
        path("languages/add/", add, name="site_languages_add"),
        path("languages/of/<int:pk>/", language, name="site_languages_language"),
    ]


def replacing() -> list[URLPattern]:
    """At the address of Wagtail's form; what is registered earlier wins."""
    return [path("locales/new/", for_administrators(to_ours), name="locales_add_replaced")]


def menu_item() -> MenuItem:
    return AdministratorsMenuItem(
        gettext_lazy("Languages"), reverse("site_languages"), name="site-languages", icon_name="globe", order=586
    )


def without_locales(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail's list of locales says less than ours, which leads to it where one is to be deleted."""
    menu_items[:] = [item for item in menu_items if item.name != "locales"]


def register() -> None:
    """Called once, by `regions.wagtail_hooks`."""
    hooks.register("register_admin_urls", urls)
    hooks.register("register_admin_urls", replacing, order=-100)
    hooks.register("register_settings_menu_item", menu_item)
    hooks.register("construct_settings_menu", without_locales)
