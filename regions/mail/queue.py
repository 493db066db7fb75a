"""The queue through which every e-mail of the site leaves.

A mail is a row, written in the transaction of what it tells about: what is rolled back is not told, what is saved is.
It is sent right after the commit by a thread of its own, so that nobody waits for a mail server, and otherwise by
`manage.py send_mail_queue`, every minute. `QueueBackend` brings in what Django and Wagtail send themselves (passwords,
comments).
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from regions.models import OutgoingMail

logger = logging.getLogger(__name__)

# Minutes until the next attempt, after the first, the second … and every further one that failed.
PAUSES = (1, 5, 15, 60, 240)
# Who has taken a mail to send it has as long for it before another process may: longer than a server can take.
CLAIMED = timedelta(minutes=10)
# That a mail was sent is remembered for so long; its text is not.
KEPT = timedelta(days=30)
# A mail server's code for "never": other ones may do better the next time.
FOR_GOOD = range(500, 600)


# Writing --------------------------------------------------------------------------------------------------------------


def put(message: EmailMessage, key: str = "") -> bool:
    """Put a message into the queue; a `key` that was used within `KEPT` is not used twice. Tells whether it was put."""
    row = {
        "recipients": ", ".join(message.recipients()),
        "subject": str(message.subject),
        "content": _stored(message),
    }
    if not key:
        OutgoingMail.objects.create(**row)
        created = True
    else:
        _mail, created = OutgoingMail.objects.get_or_create(key=key, defaults=row)
    if created:
        transaction.on_commit(send_soon, robust=True)
    return created


def put_nothing(key: str) -> None:
    """Use a key as `put` does for a mail that is not to be written, and take as long."""
    OutgoingMail.objects.get_or_create(key=key, defaults={"sent_at": timezone.now(), "next_try": None})
    transaction.on_commit(send_soon, robust=True)


def is_used(keys: Sequence[str], since: datetime) -> bool:
    return OutgoingMail.objects.filter(key__in=keys, created_at__gt=since).exists()


def _stored(message: EmailMessage) -> dict[str, Any]:
    alternatives = [list(pair) for pair in getattr(message, "alternatives", ())]
    return {
        "body": str(message.body),
        "alternatives": [[str(content), str(mimetype)] for content, mimetype in alternatives],
        "from_email": str(message.from_email),
        **{name: [str(address) for address in getattr(message, name)] for name in ("to", "cc", "bcc", "reply_to")},
        "headers": {str(name): str(value) for name, value in message.extra_headers.items()},
    }


def _restored(mail: OutgoingMail, connection: Any) -> EmailMultiAlternatives:
    content = dict(mail.content)
    alternatives = content.pop("alternatives", [])
    message = EmailMultiAlternatives(subject=mail.subject, connection=connection, **content)
    for text, mimetype in alternatives:
        message.attach_alternative(text, mimetype)
    return message


class QueueBackend(BaseEmailBackend):
    """Django's e-mail backend of the site: what is sent through it is put into the queue."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:  # the queue keeps texts; nothing of the site attaches files
                _server().send_messages([message])
            elif message.recipients():
                put(message)
        return len(email_messages)


# Sending --------------------------------------------------------------------------------------------------------------


@dataclass
class Sent:
    """What one round has done. `problem` is why it ended early: the server cannot be reached."""

    sent: int = 0
    failed: int = 0
    problem: str = ""


def _server() -> Any:
    return get_connection(settings.OUTGOING_EMAIL_BACKEND)


def _claim(now: datetime) -> OutgoingMail | None:
    """A mail whose turn it is, taken so that no other process sends it, too."""
    free = OutgoingMail.objects.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
    for mail in free.filter(next_try__lte=now).order_by("next_try", "pk")[:20]:
        as_seen = free.filter(pk=mail.pk, next_try=mail.next_try)
        if as_seen.update(claimed_until=timezone.now() + CLAIMED):
            return mail
    return None


def _is_for_good(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code in FOR_GOOD for code, _answer in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code in FOR_GOOD


def _is_unreachable(error: Exception) -> bool:
    """Whether the server failed rather than the mail: the others will not fare better now."""
    return isinstance(error, SMTPServerDisconnected) or (
        isinstance(error, OSError) and not isinstance(error, SMTPException)
    )


def _note_failure(mail: OutgoingMail, error: Exception, *, for_good: bool) -> None:
    attempts = mail.attempts + 1
    pause = timedelta(minutes=PAUSES[min(attempts, len(PAUSES)) - 1])
    OutgoingMail.objects.filter(pk=mail.pk).update(
        attempts=attempts,
        error=f"{type(error).__name__}: {error}"[:1000],
        next_try=None if for_good else timezone.now() + pause,
        claimed_until=None,
    )


def send_due() -> Sent:
    """Send every mail whose turn it is. A mail that fails keeps its error and waits longer each time; none is lost.

    Where the server cannot be reached the round ends, and the rest keeps its turn. Should this process die between
    sending a mail and noting it, the mail is sent again: twice is better than never.
    """
    done = Sent()
    started = timezone.now()
    connection = _server()
    is_open = False
    try:
        while (mail := _claim(started)) is not None:
            try:
                if not is_open:
                    connection.open()
                    is_open = True
                _restored(mail, connection).send()
            except Exception as error:
                logger.warning("E-mail %s to %s was not sent: %s", mail.pk, mail.recipients, error)
                # A refusal while logging in is about the server, not about the mail.
                _note_failure(mail, error, for_good=is_open and _is_for_good(error))
                done.failed += 1
                if not is_open or _is_unreachable(error):
                    done.problem = str(error) or type(error).__name__
                    return done
            else:
                OutgoingMail.objects.filter(pk=mail.pk).update(
                    content={},
                    error="",
                    sent_at=timezone.now(),
                    next_try=None,
                    claimed_until=None,
                    attempts=mail.attempts + 1,
                )
                done.sent += 1
    finally:
        try:
            connection.close()
        except Exception:
            logger.warning("The connection to the mail server did not close well.", exc_info=True)
    return done


def forget_sent() -> None:
    OutgoingMail.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()


def retry_all(mails: QuerySet[OutgoingMail] | None = None) -> int:
    """Give every mail, or each of some, its turn now, refused ones included; returns how many they are. What is sent,
    or being sent by another process, is left alone."""
    asked = OutgoingMail.objects.all() if mails is None else mails
    now = timezone.now()
    return asked.filter(sent_at=None).exclude(claimed_until__gt=now).update(next_try=now)


# Right after the commit -----------------------------------------------------------------------------------------------


class _Sender:
    """One thread of this process that sends what is due, and ends.

    It is not a daemon: a process that ends waits for it, rather than break off a mail half-way.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted = False
        self._running = False
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        with self._lock:
            self._wanted = True
            if self._running and self._thread is not None and self._thread.is_alive():
                return
            self._running = True
            self._thread = threading.Thread(target=self._run, name="outbox")
            self._thread.start()

    def _run(self) -> None:
        try:
            while self._next():
                send_due()
        except Exception:
            # The rows are still there, and are sent by the command.
            logger.exception("The queue of e-mails was not worked off.")
            with self._lock:
                self._running = False
        finally:
            connections.close_all()

    def _next(self) -> bool:
        with self._lock:
            self._running, self._wanted = self._wanted, False
            return self._running


_sender = _Sender()


def send_soon() -> None:
    """Send without keeping anybody waiting. Where it is switched off, or fails, the command does it a minute later."""
    if settings.SEND_MAIL_AT_ONCE:
        _sender.wake()
