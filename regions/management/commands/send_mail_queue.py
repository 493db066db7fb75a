"""`manage.py send_mail_queue`: send the e-mails that wait; see `regions.mail.queue`."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from base.one_by_one import on_its_own
from regions.mail import outdated_notices, queue
from regions.models import OutgoingMail

# So many mails are named by --status.
SHOWN = 20


class Command(BaseCommand):
    help = "Sends the e-mails whose turn it is, and tries again what failed. To be called every minute."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_mutually_exclusive_group()
        actions.add_argument("--status", action="store_true", help="Show what waits and why; send nothing.")
        actions.add_argument(
            "--retry", action="store_true", help="Try everything that waits now, refused e-mails included."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["status"]:
            self._status()
            return
        if options["retry"]:
            queue.retry_all()
        # A transaction for each person, and none around all: on SQLite every editor would wait for its end.
        with on_its_own("telling of outdated translations", whole=False):
            outdated_notices.tell_of_outdated()
        done = queue.send_due()
        queue.forget_sent()
        if done.sent or done.failed or options["verbosity"] > 1:
            self.stdout.write(f"{done.sent} sent, {done.failed} failed.")
        if done.problem:
            self.stderr.write(f"The mail server cannot be reached, and everything waits: {done.problem}")

    def _status(self) -> None:
        waiting = OutgoingMail.objects.filter(sent_at=None, next_try__isnull=False)
        refused = OutgoingMail.objects.filter(sent_at=None, next_try=None)
        recent = OutgoingMail.objects.filter(sent_at__gte=timezone.now() - timedelta(days=1)).exclude(recipients="")
        self.stdout.write(f"Waiting: {waiting.count()}  Refused: {refused.count()}  Sent in 24 hours: {recent.count()}")
        for mail in [*waiting.order_by("next_try", "pk")[:SHOWN], *refused.order_by("-pk")[:SHOWN]]:
            when = f"{mail.next_try:%Y-%m-%d %H:%M} UTC" if mail.next_try else "refused"
            self.stdout.write(f"  {mail.pk}  {when}  {mail.recipients}  {mail.subject}")
            if mail.error:
                self.stdout.write(f"      {mail.attempts} attempts, the last: {mail.error}")
