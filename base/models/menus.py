"""The main menu and the footer, one of each per language."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Locale, Orderable

from base.fields import WebAddressField
from languages.fields import ProseField, WorkKey
from languages.locales import cldr


class Menu(ClusterableModel):
    class Position(models.TextChoices):
        MAIN = "main", _("Main menu")
        FOOTER = "footer", _("Footer")

    position = models.CharField(_("place"), max_length=10, choices=Position.choices)
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("language"))
    text = ProseField(
        _("text"), blank=True, features=["bold", "italic", "link"], help_text=_("Shown in the footer, above the links.")
    )

    panels = [
        FieldPanel("position"),
        FieldPanel("locale"),
        InlinePanel("items", heading=_("Entries"), label=_("Entry")),
        FieldPanel("text"),
    ]

    class Meta:
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        ordering = ["position", "locale"]
        constraints = [models.UniqueConstraint(fields=["position", "locale"], name="base_menu_once_a_language")]

    def __str__(self) -> str:
        return f"{self.get_position_display()} · {cldr.own_name(self.locale.language_code)}"


class MenuItem(Orderable):
    menu = ParentalKey(Menu, on_delete=models.CASCADE, related_name="items")
    page = WorkKey(
        null=True,
        blank=True,
        verbose_name=_("page"),
        help_text=_("Leads to the page in the reader's language, or in the next best one that exists."),
    )
    url = WebAddressField(_("or web address"), max_length=500, blank=True)
    label = models.CharField(_("label"), max_length=60, blank=True, help_text=_("If empty, the page's title is shown."))

    panels = [FieldPanel("page"), FieldPanel("url"), FieldPanel("label")]

    class Meta(Orderable.Meta):
        verbose_name = _("menu entry")
        verbose_name_plural = _("menu entries")

    def __str__(self) -> str:
        return self.label or self.url or str(self.page_id)

    def clean(self) -> None:
        if bool(self.page_id) == bool(self.url):
            raise ValidationError({"page": _("Choose a page, or give a web address: one of the two.")})
        if self.url and not self.label:
            raise ValidationError({"label": _("A link to another site needs a label.")})
