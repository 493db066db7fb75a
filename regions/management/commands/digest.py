"""`manage.py digest`: the weekly e-mail to the team of each region."""

from typing import Any

from django.core.management.base import BaseCommand

from regions.mail.digest import write_digests


class Command(BaseCommand):
    help = "Writes the weekly digests of all regions into the queue of e-mails. To be called once a week."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{write_digests()} digests were written.")
