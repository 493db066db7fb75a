"""What kinds of news there are."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NewsKind(models.TextChoices):
    NEWS = "news", pgettext_lazy("kind of one article", "News")
    BLOG_POST = "blog_post", _("Blog post")
    PRESS_RELEASE = "press_release", _("Press release")
    PRESS_MENTION = "press_mention", _("Press mention")
