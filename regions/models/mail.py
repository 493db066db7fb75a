"""The queue of e-mails, and people's preferences about them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class OutgoingMail(models.Model):
    """An e-mail that is to be sent, written in the transaction of what it tells about; see `regions.mail.queue`.

    `content` is the message, emptied once it is sent, since it may hold what only its reader should see. `next_try` is
    when it may be tried next; without it, it was sent, or its recipient's server refused it for good. Until
    `claimed_until` a process is sending it. `key` is kept by mails that must not be written twice.
    """

    recipients = models.TextField()
    subject = models.TextField()
    content = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField(null=True, default=timezone.now, db_index=True)
    claimed_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("outgoing e-mail")
        verbose_name_plural = _("outgoing e-mails")
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="regions_outgoing_mail_once")
        ]

    def __str__(self) -> str:
        return f"{self.recipients}: {self.subject}"


class MailPreferences(models.Model):
    """Which of the e-mails that Wagtail does not know of a person wants; without a row, all of them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_preferences"
    )
    behind = models.BooleanField(
        _("translations that are behind"),
        default=True,
        help_text=_("When the original of a text that I translated has changed. At most once a day."),
    )
    digest = models.BooleanField(
        _("weekly digest of my region"),
        default=True,
        help_text=_("New drafts, what waits for review, translations to do and the next events."),
    )

    class Meta:
        verbose_name = _("e-mail preferences")
        verbose_name_plural = _("e-mail preferences")

    def __str__(self) -> str:
        return str(self.user)


class BehindNotice(models.Model):
    """A translation became outdated at `since`: one who worked on it is told once. `told_at` is when they last were."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    is_told = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice of a translation that is behind")
        verbose_name_plural = _("notices of translations that are behind")
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="regions_behind_notice_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.page}"
