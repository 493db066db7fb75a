"""What `base` adds to the admin."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from base.admin import reports, scheduled
from base.admin.tag_form import TagForm
from base.admin.views import OwnDocumentsViewSet, OwnImagesViewSet, gazetteer_urls
from base.links import report
from base.media import alt_text_report
from base.models import Menu, Tag


class MenuViewSet(SnippetViewSet):
    model = Menu
    icon = "list-ul"
    menu_label = _("Menus")
    add_to_settings_menu = True
    list_display = ["__str__", Column("position", label=_("Place"), accessor="get_position_display")]


register_snippet(MenuViewSet)


class TagViewSet(SnippetViewSet):
    """Tags come into being on pages; here an admin says which of them say the same in two languages."""

    model = Tag
    icon = "tag"
    menu_label = _("Tags")
    add_to_settings_menu = True
    list_display = ["name", "locale", Column("same", label=_("The same as"), accessor="said_the_same")]
    list_filter = ["locale"]
    search_fields = ["name"]
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("locale"), FieldPanel("same_as")], base_form_class=TagForm
    )


register_snippet(TagViewSet)


@hooks.register("register_admin_urls")
def register_gazetteer_urls() -> list[URLPattern]:
    return gazetteer_urls()


@hooks.register("construct_admin_api", order=100)
def name_own_files_only(router: Any) -> None:
    """Wagtail's interface for scripts lists the files of all collections to whoever may use the admin."""
    router.register_endpoint("images", OwnImagesViewSet)
    router.register_endpoint("documents", OwnDocumentsViewSet)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What the history of a page says of its schedule."""
    actions.register_action(
        scheduled.NOT_PUBLISHED,
        _("Not published at its time"),
        _("Could not be published at its time: it is a draft again, without a time"),
    )


@hooks.register("construct_reports_menu")
def hide_page_types(request: HttpRequest, menu_items: list[Any]) -> None:
    if not request.user.is_superuser:  # type: ignore[union-attr]
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@hooks.register("construct_help_menu")
def hide_wagtails_help(request: HttpRequest, menu_items: list[Any]) -> None:
    """It is in English, and the menu names its news in the language of whoever opened the admin first."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(("whats-new-in-wagtail", "editor-guide"))]


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    """The coalition's name and colours, within Wagtail's own means of customisation."""
    return format_html('<link rel="stylesheet" href="{}">', static("base/admin/admin.css"))


hooks.register("register_admin_urls", alt_text_report.urls)
hooks.register("register_admin_urls", report.urls)
reports.register_in_menu({**alt_text_report.REPORTS, **report.REPORTS}, first=200)
