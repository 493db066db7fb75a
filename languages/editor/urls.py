"""Screens of the admin for translations."""

from django.urls import URLPattern, path

from languages.editor.autosave_api import segments
from languages.editor.changes_view import changes
from languages.editor.languages_view import translate
from languages.editor.machine_api import translate_by_machine
from languages.editor.po_views import exchange
from languages.editor.views import edit


def translation_urls() -> list[URLPattern]:
    """The addresses of these screens, to be put under the admin's by the `register_admin_urls` hook."""
    return [
        path("languages/<int:page_id>/", translate, name="languages_translate"),
        path("languages/<int:page_id>/edit/", edit, name="languages_edit"),
        path("languages/<int:page_id>/passages/", segments, name="languages_passages"),
        path("languages/<int:page_id>/machine/", translate_by_machine, name="languages_machine"),
        path("languages/<int:page_id>/po/", exchange, name="languages_po"),
        path("languages/<int:page_id>/changes/", changes, name="languages_changes"),
    ]
