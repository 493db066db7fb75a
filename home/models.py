"""The home page of each language, and pages for everything that has no type of its own."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from base.admin import panels
from base.models import BasePage


class HomePage(BasePage):
    """One a language. Its body is made of sections that an editor orders and extends."""

    mission = models.TextField(
        _("mission"), max_length=300, blank=True, help_text=_("One strong sentence: the first that a visitor reads.")
    )

    page_description = _("The first page in a language. Its sections can be ordered and extended.")
    is_structure = True
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = None  # what names it in `parent_page_types`
    shown_form_fields: tuple[str, ...] = ()
    search_fields = [*BasePage.search_fields, index.SearchField("mission")]
    edit_handler = panels.tabs(
        content=[*panels.TITLE, FieldPanel("mission"), *panels.BODY], belongs=[FieldPanel("tags")]
    )

    def clean(self) -> None:
        super().clean()
        if self.locale_id and HomePage.objects.filter(locale=self.locale_id).exclude(pk=self.pk).exists():
            raise ValidationError(
                {"title": _("There is a home page in this language already. A site has one in each.")}
            )

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class StandardPage(BasePage):
    page_description = _("Any page of text and lists: about, how to join, accessibility.")
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = None  # what names it in `parent_page_types`

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    edit_handler = panels.tabs()
