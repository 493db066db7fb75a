"""Where a private page's translations take their privacy from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageViewRestriction


class MirroredRestriction(models.Model):
    """Marks a view restriction that stands on a page because another language version is private; see
    `languages.access.privacy`. A restriction without this mark was set on its page by somebody.
    """

    restriction = models.OneToOneField(
        PageViewRestriction, on_delete=models.CASCADE, primary_key=True, related_name="mirrored"
    )
    origin = models.ForeignKey(PageViewRestriction, on_delete=models.CASCADE, related_name="mirrors")

    class Meta:
        verbose_name = _("mirrored view restriction")
        verbose_name_plural = _("mirrored view restrictions")

    def __str__(self) -> str:
        return f"{self.restriction_id} ← {self.origin_id}"
