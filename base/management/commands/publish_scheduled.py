"""`manage.py publish_scheduled`, in the place of Wagtail's: see `base.admin.scheduled`."""

import sys
from typing import Any

from wagtail.management.commands import publish_scheduled

from base.admin.scheduled import run


class Command(publish_scheduled.Command):
    help = "Takes pages online and offline at the times that their editors chose. To be called every five minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        done = run()
        if done.failed:
            self.stderr.write(
                f"{done.published} published, {done.unpublished} unpublished, {done.failed} could not be. The editors "
                "of what could not be published are told why."
            )
        if done.broken:
            sys.exit(1)
