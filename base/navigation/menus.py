"""The main menu and the footer as a reader sees them: entries in their language, or honestly marked."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.rich_text import expand_db_html

from base.models.menus import Menu, MenuItem
from languages.locales.in_language import ForeignText
from languages.routing import registry
from languages.routing.fallback import resolve


@dataclass(frozen=True)
class Entry(ForeignText):
    title: str
    url: str
    language_code: str
    is_current: bool = False


@dataclass(frozen=True)
class Navigation:
    entries: list[Entry] = field(default_factory=list)
    text: str = ""
    language_code: str = ""

    @property
    def html(self) -> SafeString:
        return mark_safe(self.text)  # expanded from rich text that only admins write


def _read(position: str, language: str) -> Navigation:
    """The menu written in the first language of the reader's chain that has one; each page in their best language."""
    menus = {
        menu.locale.language_code: menu
        for menu in Menu.objects.filter(position=position).select_related("locale").prefetch_related("items")
    }
    if not menus:
        return Navigation()
    code = next((code for code in registry.chain(language) if code in menus), next(iter(menus)))
    items = list(menus[code].items.all())
    pages = resolve([item.page_id for item in items], language)
    entries = []
    for item in items:
        if item.url:
            entries.append(Entry(item.label, item.url, code))
        elif item.page_id in pages:
            page = pages[item.page_id]
            page_code = registry.code_of(page)
            title = item.label if item.label and page_code == code else page.title
            entries.append(Entry(title, page.get_url() or "", page_code))
    return Navigation(entries, expand_db_html(menus[code].text), code)


def navigation(position: str, request: HttpRequest | None = None) -> Navigation:
    language = get_language() or "en"
    found = registry.remember(f"menu:{position}:{language}", lambda: _read(position, language))
    path = request.path if request else ""
    home = f"/{language}/"
    entries = [
        replace(entry, is_current=entry.url == path or (entry.url not in ("", home) and path.startswith(entry.url)))
        for entry in found.entries
    ]
    return replace(found, entries=entries)


def connect() -> None:
    """Forget menus when an admin changes one."""
    for model in (Menu, MenuItem):
        for signal in (post_save, post_delete):
            signal.connect(_forget, sender=model, dispatch_uid=f"base.navigation.menus.{model.__name__}")


def _forget(sender: Any, **kwargs: Any) -> None:
    from languages.signals import forget_now_and_on_commit

    forget_now_and_on_commit(sender)
