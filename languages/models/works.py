"""Each work's original, the reader's fallbacks, languages people use."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Locale, Orderable, Page

from languages.locales import cldr


class Work(models.Model):
    """A work: all pages that share one `translation_key`, whatever their language.

    Knows the language that the work was first written in. Relations between pages point to works rather than to
    pages (see `WorkKey`), so that they hold in every language and survive the deletion of one version.
    """

    translation_key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    original_locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+")
    # Digests, by path, of texts that the original had while it was a translation and nobody had translated them (or
    # accepted a machine's): it must not show them in its own language; see
    # `languages.translations.publishing.publication_blockers`.
    foreign = models.JSONField(default=dict, editable=False)
    # Of the original's text as its translations follow it: what is public, or was last, or, while none was, the draft.
    words = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")

    def __str__(self) -> str:
        page = Page.objects.filter(translation_key=self.pk, locale_id=self.original_locale_id).first()
        return page.title if page else str(self.pk)


class Fallback(models.Model):
    """One link of the chain of languages that a reader of `locale` is offered when a text is missing in it."""

    locale = models.ForeignKey(
        Locale, on_delete=models.CASCADE, related_name="fallbacks", verbose_name=_("reader's language")
    )
    fallback = models.ForeignKey(
        Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("is offered instead")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("reader's fallback language")
        verbose_name_plural = _("reader's fallback languages")
        ordering = ["locale", "position"]
        constraints = [models.UniqueConstraint(fields=["locale", "fallback"], name="languages_fallback_once")]

    def __str__(self) -> str:
        return f"{self.locale.language_code} → {self.fallback.language_code}"


class WorkingLanguage(Orderable):
    """A language that a region works in or a person speaks, in order; any language of CLDR, offered here or not."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="working_languages")
    code = models.CharField(_("language"), max_length=20, choices=cldr.language_choices)

    class Meta(Orderable.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        constraints = [models.UniqueConstraint(fields=["page", "code"], name="languages_working_language_once")]

    def __str__(self) -> str:
        return cldr.language_name(self.code)
