"""`manage.py tidy`: forget what nobody needs any more."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from base.login.limits import forget_past


class Command(BaseCommand):
    help = "Deletes log-ins that have ended and wrong passwords that no longer count. To be called once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("clearsessions")
        forget_past()
