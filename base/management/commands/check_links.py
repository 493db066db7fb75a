"""`python manage.py check_links`: whether what published pages link to is still there."""

import sys
from argparse import ArgumentParser
from typing import Any

from anyascii import anyascii
from django.conf import settings
from django.core.management.base import BaseCommand

from base.links.checker import run
from base.links.index import keep_all
from base.links.probe import Fetcher
from base.models.links import Outcome


class Command(BaseCommand):
    help = (
        "Asks the addresses that published pages link to whether they are still there: good ones every week, bad ones "
        "every night. To be called every night; what is left when the time is over is checked in the next one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, default=5000, help="Check so many addresses at most.")
        parser.add_argument("--minutes", type=float, default=60, help="Begin with no other after so many minutes.")

    def handle(self, *args: Any, **options: Any) -> None:
        keep_all()
        fetcher = Fetcher(f"{anyascii(settings.WAGTAIL_SITE_NAME)} link check (+{settings.WAGTAILADMIN_BASE_URL})")
        tally = run(fetcher.fetch, limit=options["limit"], seconds=options["minutes"] * 60)
        if options["verbosity"]:
            self.stdout.write(
                f"Addresses checked: {tally.outcomes[Outcome.GOOD]} good, {tally.failed} failed, "
                f"{tally.outcomes[Outcome.UNKNOWN]} cannot be told."
            )
        if tally.is_offline:
            self.stderr.write("No host answered at all: this machine has no way to the internet. Nothing was noted.")
            sys.exit(1)
