"""What the library of pictures costs with a thousand of them and with two hundred thousand.

Asked in one process, through every middleware, without a network, on two databases of PostgreSQL made for it and
thrown away; DATABASE_URL (or POSTGRES_URL, which wins) names one whose user may create databases. Both libraries take
turns, so that whatever else the machine does hits both alike.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from _databases import made, postgresql, run
from _figures import Figures, Sample

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.test import Client

FEW, MANY = 1_000, 200_000
NAMES = {FEW: "bench_library_few", MANY: "bench_library_many"}
QUERIES, RATIO = 8, 1.3
WARM_UP, FEWEST_ROUNDS = 3, 15
GRID = "/desk/media/image/"

# The captions hold words of a vocabulary like a newspaper's, of which few are common: PostgreSQL plans by that.
# What is asked, as the address has it, and whether its queries have a goal. In both libraries the first word
# stands in every picture, the second in one of twenty, the third in a page of them.
ASKED = {
    "first page": ("", True),
    "search for a word of every picture": ("?q=boat", True),
    "search for a word of some": ("?q=regatta", True),
    "search for two words, one of them rare": ("?q=boat+lighthouse", True),
    "search for what is not there": ("?q=nowhere", True),
    "used by no story": ("?use=no", True),
    "by one agency": ("?agency={agency}", True),
    "may not be shown": ("?rights=no", True),
    "portraits of one uploader": ("?form=high&uploader={uploader}", True),
    "far back": ("?before={middle}", True),
    "likeness": ("", False),
}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=30, help="How often each is asked.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.here:
        figures = measure(max(FEWEST_ROUNDS, options.rounds))
        if options.json:
            figures.write(options.json)
        return 1 if figures.missed() else 0
    if not (url := postgresql("the library")):
        return 0
    words = ["bench/library.py", "--here", f"--rounds={options.rounds}"]
    if options.json:
        words.append(f"--json={options.json.resolve()}")
    with made(url, *NAMES.values()) as own, tempfile.TemporaryDirectory() as scratch:
        run("manage.py", "collectstatic", "--no-input", "--verbosity", "0", var=scratch)
        return run(*words, var=scratch, database=own)


class Library:
    """A database with so many pictures in it, and what was measured there."""

    def __init__(self, pictures: int, connection: BaseDatabaseWrapper) -> None:
        from django.core.management import call_command

        self.pictures, self.connection = pictures, connection
        self.samples = {asked: Sample() for asked in ASKED}
        self.queries: dict[str, int] = {}
        self.use()
        call_command("migrate", verbosity=0)
        self.numbers = fill(pictures)
        self.client = editor()

    def use(self) -> None:
        """Django asks for its connection anew with every query, so the libraries can take turns."""
        from django.db import connections

        connections["default"] = self.connection

    def ask(self, asked: str) -> None:
        self.use()
        if asked == "likeness":
            from media.admin import likeness
            from media.models import Image

            list(likeness.alike(Image.objects.newest_first()[0]))
            return
        where = GRID + ASKED[asked][0].format(**self.numbers)
        response = self.client.get(where)
        if response.status_code != 200:
            sys.exit(f"{where} answered {response.status_code}")


def editor() -> Client:
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1", "accept-encoding": "gzip, deflate, br"})
    client.force_login(User.objects.get(username="picture-desk"))
    return client


def fill(pictures: int) -> dict[str, int]:
    """Pictures as a newsroom has them: credited, most within their rights, a tenth of them in a story."""
    from django.contrib.auth.models import Group, User
    from django.db import connection

    from articles.models import Agency, Section
    from articles.policy import Role

    desk = User.objects.create_user("picture-desk", password=None, is_staff=True)
    desk.groups.add(Group.objects.get(name=Role.PICTURE_EDITOR))
    for number in range(10):
        Agency.objects.create(name=f"Agency {number}", credit_name=f"A{number}", slug=f"agency-{number}")
        Section.objects.create(name=f"Section {number}", slug=f"section-{number}")
    agency, section = Agency.objects.order_by("pk")[3].pk, Section.objects.order_by("pk")[0].pk
    one = {"desk": desk.pk, "pictures": pictures, "section": section}
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, one | {"agency": agency - 3})
        cursor.execute("VACUUM ANALYZE")
    return {"agency": agency, "uploader": desk.pk, "middle": pictures // 2}


# Rows made by the database itself: two hundred thousand through Django would take longer than all that is measured.
STATEMENTS = (
    "SELECT setseed(0.5)",
    """
    INSERT INTO media_image (original, sha256, bytes, width, height, format, filename, headline, caption, alt_text,
        people, place, keywords, source, instructions, copyright_notice, web_statement, licensor, licensor_url,
        digital_source, metadata, warnings, category, licence, editorial_only, only_in, rights_note, kill_reason,
        focus_x, focus_y, focus_set, crops, tone, difference_hash, search_text, uploaded_by_id, uploaded_at,
        rights_end)
    SELECT 'originals/' || n, lpad(n::text, 64, '0'), 4000000, 4000 + 1000 * (n %% 2), 4500, 'JPEG',
        'dsc_' || n || '.jpg', '', 'Boat ' || n || ' at the quay on Monday morning, seen from the harbour wall.',
        'A boat', '', 'Almadrel', 'harbour, boat', '', '', '', '', '', '', '', '{}', '[]', '', '', false, '', '', '',
        500, 500, false, '{}', '#446688', ('x' || substr(md5(n::text), 1, 16))::bit(64)::bigint,
        ' dsc ' || n || ' jpg boat at the quay on monday morning seen from the harbour wall almadrel agency '
        || (SELECT string_agg('word' || floor(power(random(), 3) * 5000 + 0 * (n + place))::int, ' ')
            FROM generate_series(1, 12) AS place)
        || CASE WHEN n %% 20 = 0 THEN ' regatta' ELSE '' END
        || CASE WHEN n %% (%(pictures)s / 40) = 0 THEN ' lighthouse' ELSE '' END,
        %(desk)s, now() - (%(pictures)s - n) * interval '5 minutes',
        CASE WHEN n %% 20 = 0 THEN now() - interval '1 day' END
    FROM generate_series(1, %(pictures)s) AS n
    """,
    """
    INSERT INTO media_credit (image_id, position, kind, agency_id, name, guessed)
    SELECT id, 0, 'agency', %(agency)s + id %% 10, '', false FROM media_image
    """,
    """
    INSERT INTO media_rendition (image_id, crop, format, width, height, name, bytes, stamp)
    SELECT media_image.id, '', 'jpeg', sizes.width, sizes.width * 2 / 3,
        md5(media_image.id::text || sizes.width) || '.jpg', 1000, ''
    FROM media_image, unnest(ARRAY[320, 640, 960, 1280, 1920]) AS sizes(width) ORDER BY media_image.id
    """,
    """
    INSERT INTO media_use (image_id, story, section, place, is_live, since)
    SELECT id, id, %(section)s + id %% 10, 'lead', true, now() FROM media_image WHERE id %% 10 = 0
    """,
)


def measure(rounds: int) -> Figures:
    django.setup()
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    own = connections["default"]
    many = type(own)({**own.settings_dict, "NAME": NAMES[MANY]}, "default")
    libraries = [Library(FEW, own), Library(MANY, many)]
    for number in range(-WARM_UP, rounds):
        for asked in ASKED:
            for library in libraries:
                if number == -1:
                    with CaptureQueriesContext(library.connection) as captured:
                        library.ask(asked)
                    library.queries[asked] = len(captured)
                elif number < 0:
                    library.ask(asked)
                else:
                    library.use()
                    library.samples[asked].take(partial(library.ask, asked))
    figures = Figures()
    note(figures, libraries, rounds)
    for library in libraries:
        library.connection.close()
    return figures


def note(figures: Figures, libraries: list[Library], rounds: int) -> None:
    many = libraries[-1]
    print(f"\n{'the library, PostgreSQL':42}{'queries':>8}{FEW:>12,}{MANY:>12,}  pictures: wall ms")
    for asked, (_, has_goal) in ASKED.items():
        walls = [library.samples[asked].median_wall for library in libraries]
        ratio = walls[1] / walls[0]
        print(f"{asked:42}{many.queries[asked]:8}{walls[0]:12.1f}{walls[1]:12.1f}{ratio:8.2f}")
        name = f"library, {asked}"
        figures.note(f"{name}: queries", many.queries[asked], "queries", QUERIES if has_goal else None)
        figures.note(f"{name}: {FEW:,} pictures", round(walls[0], 2), "ms")
        figures.note(f"{name}: {MANY:,} pictures", round(walls[1], 2), "ms")
        held: Any = RATIO if has_goal and asked.startswith(("first", "search", "far")) else None
        figures.note(f"{name}: {MANY:,} to {FEW:,}", round(ratio, 2), "times", held)
    print(f"Medians of {rounds} turns; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors.\n")


if __name__ == "__main__":
    sys.exit(main())
