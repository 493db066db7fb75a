"""A table of decisions: who may use each route that this project adds to the admin. A new route needs a row.

What each role may do there is tried in tests/regions/test_matrix.py.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, reverse
from wagtail import hooks

from base.admin import views
from base.models import User
from languages.editor import page_screens
from languages.routing.serve import closed
from languages.translations.create import create_translation
from regions.dashboard import admin_defaults
from tests.factories.base import locale, offer, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import log_in

NOBODY = "closed to all"
ANYBODY = "anybody, without a log-in too: texts of the interface"
COLLEAGUES = "everybody who may use the admin"
EDITORS = "those who may edit the page of the address, or add it in another language"
WRITERS = "those who may write in a region or for the coalition, and see what concerns that"
CHANGERS = "those who may change pages, and see what concerns those"
ILLUSTRATORS = "those who may change pictures, and see those of their collections"
ADMINS = "administrators"
AS_BEFORE = "those whom Wagtail's own screen lets in, which does the work"
MANAGERS = "administrators, and who may add users"

DECISIONS = {
    "languages_closed": NOBODY,
    "snippet_choosers_closed": NOBODY,
    "jsi18n/": ANYBODY,
    "guide": COLLEAGUES,
    "guide_admins": ADMINS,
    "gazetteer_cities": COLLEAGUES,
    "choose-page/": COLLEAGUES,
    "images/chooser/": COLLEAGUES,
    "documents/chooser/": COLLEAGUES,
    "reports/page-types-usage/": ADMINS,
    "reports/page-types-usage/results/": ADMINS,
    "colleagues": MANAGERS,
    "colleagues_results": MANAGERS,
    "colleagues_add": MANAGERS,
    "colleagues_edit": MANAGERS,
    "colleagues_invite": MANAGERS,
    "colleagues_leave": MANAGERS,
    "choose-page/<int:parent_page_id>/": COLLEAGUES,
    "choose-page/search/": COLLEAGUES,
    "choose-page/chosen-multiple/": COLLEAGUES,
    "pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/": AS_BEFORE,
    "pages/<int:page_id>/edit/": AS_BEFORE,
    "pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/": AS_BEFORE,
    "pages/<int:page_id>/revisions/<int:revision_id>/revert/": AS_BEFORE,
    "pages/<int:page_id>/copy/": AS_BEFORE,
    "pages/<int:page_id>/delete/": AS_BEFORE,
    "pages/<int:page_id>/unpublish/": AS_BEFORE,
    "pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/": AS_BEFORE,
    "pages/<int:page_to_move_id>/set_position/": AS_BEFORE,
    "regions": ADMINS,
    "regions_add": ADMINS,
    "regions_region": ADMINS,
    "site_languages": ADMINS,
    "site_languages_add": ADMINS,
    "site_languages_language": ADMINS,
    "locales_add_replaced": ADMINS,
    "languages_translate": EDITORS,
    "languages_changes": EDITORS,
    "languages_edit": EDITORS,
    "languages_passages": EDITORS,
    "languages_machine": EDITORS,
    "languages_po": EDITORS,
    "languages_original": EDITORS,
    "regions_coverage": WRITERS,
    "regions_coverage_results": WRITERS,
    "regions_coverage_works": WRITERS,
    "regions_coverage_works_results": WRITERS,
    "regions_age": WRITERS,
    "regions_age_results": WRITERS,
    "regions_reads": WRITERS,
    "regions_reads_results": WRITERS,
    "regions_reads_pages": WRITERS,
    "regions_reads_pages_results": WRITERS,
    "regions_access": ADMINS,
    "regions_access_results": ADMINS,
    "regions_mails": ADMINS,
    "regions_mails_results": ADMINS,
    "regions_mails_retry": ADMINS,
    "regions_mails_retry_all": ADMINS,
    "base_links": CHANGERS,
    "base_links_results": CHANGERS,
    "base_pictures": ILLUSTRATORS,
    "base_pictures_results": ILLUSTRATORS,
}


def own_routes() -> Iterator[tuple[str, URLPattern]]:
    ours = {app.name for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}
    for register in hooks.get_hooks("register_admin_urls"):
        if register.__module__.split(".")[0] in ours:
            for route in register():
                yield route.name or str(route.pattern), route
    replacing = (views.replacing_wagtails(), admin_defaults.replacing_wagtails(), page_screens.replacing_wagtails())
    for route in chain(*replacing):
        yield str(route.pattern), route


def undecided(names: set[str]) -> str:
    """What to do about routes of which nobody has decided who may open them, as rows to paste."""
    rows = [f'    "{name}": COLLEAGUES,' for name in sorted(names - set(DECISIONS))]
    said = "Paste into DECISIONS of tests/house/test_admin_routes.py, with those who may open it, and try it"
    return "\n".join([f"{said} in tests/regions/test_matrix.py:", *rows]) if rows else ""


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    names = {name for name, _route in own_routes()}
    assert not names - set(DECISIONS), undecided(names)
    assert names == set(DECISIONS)


def test_who_may_open_a_new_route_is_to_be_decided() -> None:
    assert undecided({"datasets_import", "regions"}).endswith(':\n    "datasets_import": COLLEAGUES,')


def test_what_is_closed_to_all_is_answered_by_nothing_else() -> None:
    for name, route in own_routes():
        assert (DECISIONS.get(name) == NOBODY) == (route.callback is closed), name


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name, who in DECISIONS.items() if who == EDITORS))
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_edit_a_page_does_not_come_in(name: str, method: str) -> None:
    offer("es", "fr")
    page = NewsPageFactory(language="es")
    section(type(page.get_parent().specific), "fr")
    address = reverse(name, args=[create_translation(page, locale("fr")).pk])
    somebody = User.objects.create_user("somebody", password="secret")
    assert getattr(Client(), method)(address).status_code == 302
    for client in (Client(), log_in(somebody)):
        answer = getattr(client, method)(address)
        assert answer.status_code in {302, 403, 405}
        assert page.title not in answer.content.decode()
