"""Asking for a new password: one e-mail per address in five minutes, and no sign of whether it is known."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.admin.forms.auth import PasswordResetForm

from regions.mail import queue

#: For so long an address gets no other e-mail, however often it is asked for.
PAUSE = timedelta(minutes=5)


class LimitedPasswordResetForm(PasswordResetForm):
    """Wagtail's, which sends as many e-mails as it is asked for, and answers sooner for an unknown address.

    Here the e-mail is written for an unknown address too, and thrown away: text, statements and time are the same. It
    is sent after the answer, by the queue, which also counts.
    """

    def get_users(self, email: str) -> Iterable[Any]:
        known: list[Any] = list(super().get_users(email))
        now = timezone.now()
        stem = salted_hmac(__name__, email.casefold()).hexdigest()
        # Two who ask at the same moment use the same key, which the database holds once.
        this, last = (
            f"password-reset:{stem}:{int(at.timestamp() // PAUSE.total_seconds())}" for at in (now, now - PAUSE)
        )
        if queue.is_used([this, last], since=now - PAUSE):
            return []
        self.key = this
        return known or [get_user_model()()]

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Put an e-mail into the queue. Several people of one address get one each, at once."""
        subject = " ".join(render_to_string(subject_template_name, context).split())
        message = EmailMultiAlternatives(
            subject, render_to_string(email_template_name, context), from_email, [to_email]
        )
        if to_email:
            queue.put(message, self.key)
        else:
            queue.put_nothing(self.key)
        self.key = ""
