"""The form with which pictures are uploaded and replaced."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """Refuses, at its field, a file that only begins like a picture, or that breaks off.

    Wagtail 7.4 reads the whole picture in its field and lets Pillow's errors pass, so that such an upload answers 500.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "file" not in self.fields:
            return
        field = self.fields["file"]
        read = field.to_python

        def to_python(data: Any) -> Any:
            try:
                return read(data)
            except ValidationError:
                raise
            except Exception as error:  # Pillow's readers raise whatever a broken file leads them to
                raise ValidationError(field.error_messages["invalid_image"], code="invalid_image") from error

        field.to_python = to_python
