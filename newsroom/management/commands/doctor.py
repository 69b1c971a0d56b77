"""Says what is wrong around this newsroom, and what to do."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from newsroom import doctor


class Command(BaseCommand):
    help = (
        "Looks at the database, its tables and role, the worker, clocks, files, cache and mail, and says what is "
        "wrong and what to do. The exit code is 1 when something is. Run it with the settings of the process that "
        "you ask about."
    )
    # These may need a database; it is the doctor who says that there is none.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *, json: bool, **_: Any) -> None:
        findings = []
        for finding in doctor.examine():
            findings.append(finding)
            if not json:
                self.tell(finding)
        if json:
            self.stdout.write(as_json(findings))
        if any(finding.wrong for finding in findings):
            sys.exit(1)

    def tell(self, finding: doctor.Finding) -> None:
        if not finding.wrong:
            self.stdout.write(f"well   {finding.part}: {finding.found}")
        for sentence in finding.wrong:
            self.stdout.write(f"WRONG  {finding.part}: {sentence}")


def as_json(findings: list[doctor.Finding]) -> str:
    told = {
        "well": not any(finding.wrong for finding in findings),
        "parts": [asdict(one) for one in findings],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
