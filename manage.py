#!/usr/bin/env python
"""The command line of the newsroom: `python manage.py help`."""

import os
import sys

# What can be run where NEWSROOM_PROCESS is site. All other commands need the desk, which is not loaded there.
FOR_READERS = {"check", "collectstatic", "dbshell", "doctor", "help", "serve", "shell"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if settings.PROCESS == "site" and command not in FOR_READERS and not command.startswith("-"):
        sys.exit(
            f"NEWSROOM_PROCESS is site, where nothing of the desk is known. Run {command} where it is desk or all."
        )
    from newsroom import clock

    clock.keep()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
