"""Pictures and documents."""

import os
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.utils.file import hash_filelike

from base.media.intake import TakenIn, taken_in
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
        """What is stored has been through `taken_in`, whichever way it came. Raises `ValidationError`."""
        if self.file and (self._state.adding or not self.file._committed):
            self._take_in()
        super().save(*args, **kwargs)

    def _take_in(self) -> None:
        if not self.file._committed and isinstance(self.file.file, TakenIn):
            return
        self.file.seek(0)
        data = self.file.read()
        content = taken_in(data, os.path.basename(self.file.name))
        clean = content.read()
        self.file.seek(0)
        if clean == data:
            return
        if self.file._committed:  # Wagtail's upload of many stores the file before the form is saved
            self.file.storage.delete(self.file.name)
        content.seek(0)
        self.file_hash = hash_filelike(content)
        content.seek(0)
        self.file: Any = content
        self.file_size = len(clean)


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
