#!/usr/bin/env python
"""Django's command line for this site. `DJANGO_SETTINGS_MODULE` chooses the settings; without it, those for working on
the code."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
