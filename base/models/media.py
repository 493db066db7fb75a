"""Pictures and documents."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from base.media.gps import without_gps
from languages.locales import cldr


class CustomImage(AbstractImage):
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made the picture, as it is to be printed.")
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not getattr(self.file, "_committed", True):
            self.file.seek(0)
            stripped = without_gps(self.file.read())
            self.file.seek(0)
            if stripped is not None:
                name = self.file.name
                self.file = ContentFile(stripped, name=name)
                self.file_size = len(stripped)
        super().save(*args, **kwargs)


class CustomRendition(AbstractRendition):
    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="base_unique_rendition")
        ]


class CustomDocument(AbstractDocument):
    language = models.CharField(
        _("language"),
        max_length=20,
        blank=True,
        choices=cldr.language_choices,
        help_text=_("The language it is written in."),
    )

    admin_form_fields = (*Document.admin_form_fields, "language")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
