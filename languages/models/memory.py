"""The translation memory: segments that somebody translated, offered wherever they come again."""

from typing import Any

from django.db import models
from django.db.models.deletion import CASCADE, SET_NULL
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from languages.models.privacy import PrivatePage


def keep_if_public(collector: Any, field: models.Field, units: models.QuerySet, using: str) -> None:
    """What happens to the remembered translations of a page that is deleted: they stay if everybody could read them
    there.

    Without its page nobody can tell any more that a text was private or taken back, so those go with it.
    """
    public = units.filter(page__live=True).exclude(page__in=PrivatePage.objects.values("page"))
    kept = list(public.values_list("pk", flat=True))
    SET_NULL(collector, field, units.filter(pk__in=kept), using)
    CASCADE(collector, field, units.exclude(pk__in=kept), using)


class MemorySource(models.Model):
    """A text in a language, once, however often it was translated. `key` is a digest of the normalised text."""

    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=32)
    text = models.TextField()

    # Not a use of a page, a language or a person that an editor should be told of.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("remembered text")
        verbose_name_plural = _("remembered texts")
        constraints = [models.UniqueConstraint(fields=["locale", "key"], name="languages_memory_text_once")]

    def __str__(self) -> str:
        return self.text[:80]


class MemoryBand(models.Model):
    """What texts that are alike have in common (`languages.memory.similarity`), so that an index finds near ones.

    `value` mixes the language and what is in common into 63 bits.
    """

    source = models.ForeignKey(MemorySource, on_delete=models.CASCADE, related_name="bands", db_index=False)
    value = models.BigIntegerField()

    # Not a use of a page, a language or a person that an editor should be told of.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("band of a remembered text")
        verbose_name_plural = _("bands of remembered texts")
        indexes = [
            models.Index(fields=["value", "source"], name="languages_memory_band"),
            models.Index(fields=["source"], name="languages_memory_band_source"),
        ]

    def __str__(self) -> str:
        return str(self.value)


class MemoryUnit(models.Model):
    """How a text was translated, and where: one row a place, so that a change of mind replaces what was said there.

    The place is a segment (`path`) of the translated page. What was brought in from elsewhere has none.
    """

    class Origin(models.TextChoices):
        PERSON = "person", _("by a person")
        MACHINE = "machine", _("by a machine")

    source = models.ForeignKey(MemorySource, on_delete=models.CASCADE, related_name="units", db_index=False)
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", db_index=False)
    text = models.TextField()
    page = models.ForeignKey(Page, null=True, on_delete=keep_if_public, related_name="+", db_index=False)
    path = models.TextField(blank=True)
    how = models.CharField(max_length=10, choices=Origin.choices, default=Origin.PERSON)
    at = models.DateTimeField(auto_now=True)

    # Not a use of a page, a language or a person that an editor should be told of.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("remembered translation")
        verbose_name_plural = _("remembered translations")
        constraints = [models.UniqueConstraint(fields=["page", "path"], name="languages_memory_place_once")]
        indexes = [models.Index(fields=["source", "locale"], name="languages_memory_pair")]

    def __str__(self) -> str:
        return self.text[:80]
