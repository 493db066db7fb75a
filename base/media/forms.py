"""The form with which pictures are uploaded and replaced."""

import os
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from base.media.intake import JPEG_NAMES, taken_in


class PictureForm(BaseImageForm):
    """Takes pictures in as they are to be served, and refuses at its field, with the reason, what cannot be.

    Wagtail 7.4 reads the whole picture in its field and lets Pillow's errors pass, so that such an upload answers 500;
    and it knows neither an animated PNG nor a JPEG that is called .jfif.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "file" not in self.fields:
            return
        field = self.fields["file"]
        field.help_text = format_lazy(
            "{} {}", field.help_text, _("Pages show the first picture of an animation, standing still.")
        )
        read = field.to_python

        def to_python(data: Any) -> Any:
            if not isinstance(data, UploadedFile) or not data.size or data.size > field.max_upload_size:
                return read(data)
            ending = os.path.splitext(data.name or "")[1].lower()
            if ending not in JPEG_NAMES and ending[1:] not in field.allowed_image_extensions:
                return read(data)
            data.seek(0)
            content = taken_in(data.read(), data.name or "")
            shown = read(content)
            if shown is not None:
                content.seek(0)
            return shown

        field.to_python = to_python
