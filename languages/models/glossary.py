"""The coalition's terms: a concept, and what it is called in each language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Locale, Orderable


class Concept(ClusterableModel):
    """What the coalition has a word for, as in TBX (ISO 30042): one concept, terms in many languages."""

    definition = models.TextField(_("definition"), blank=True, help_text=_("What is meant, for those who translate."))

    panels = [
        InlinePanel("terms", heading=_("Terms"), label=_("Term"), min_num=1),
        FieldPanel("definition"),
    ]

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("glossary")

    def __str__(self) -> str:
        return " · ".join(term.text for term in self.terms.all())


class Term(Orderable):
    """What a concept is called in a language. The first preferred one is proposed."""

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="terms")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("language"))
    text = models.CharField(_("term"), max_length=120)
    is_forbidden = models.BooleanField(
        _("not to be used"), default=False, help_text=_("A word that is often taken for it, and should not be.")
    )

    panels = [FieldPanel("locale"), FieldPanel("text"), FieldPanel("is_forbidden")]

    class Meta(Orderable.Meta):
        verbose_name = _("term in a language")
        verbose_name_plural = _("terms in languages")
        constraints = [
            models.UniqueConstraint(fields=["concept", "locale", "text"], name="languages_term_once"),
        ]

    def __str__(self) -> str:
        return self.text
