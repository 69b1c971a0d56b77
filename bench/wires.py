"""What wire copy costs: taking it in, the memory for it, and the desk's pages while ten thousand items come in.

Items of NewsML-G2 with 480 words each, one in a file, as agencies send them. They are kept as the worker keeps what
lies in a folder, 100 files in a transaction. The bare loop beside it reads each with lxml, takes name and headline
out, and inserts one row with the bytes, packed as ours are: it knows no versions, no text and nobody who would use
it. It does so twice: with a commit for each item, as a loop is written first, and with one for all 100, as we do. The
last loop does this with the text that our parser reads. All take turns, with items of their own.

Where the database is on this machine, the time of the processor is that of its process too: on a machine that is busy
with something else it says more than the clock.

A database of PostgreSQL is made and thrown away, see bench/archive.py. Each line says what it measures.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from _databases import ROOT, SETTINGS, made, postgresql, run
from _figures import Figures, Sample

STORIES = 1_000
AT_ONCE = 100
RATIO, DESK_RATIO, MEGABYTES = 1.5, 1.5, 64
AREA = "http://iptc.org/std/nar/2006-10-01/"
PAGES = ("/desk/", "/desk/articles/article/")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument(
        "--items", type=int, default=1_000, help="How many are kept in all turns together."
    )
    arguments.add_argument(
        "--many", type=int, default=10_000, help="How many come in while the desk is asked."
    )
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--here", choices=STEPS, help=argparse.SUPPRESS)
    arguments.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.here:
        begin(options.folder)
        STEPS[options.here](options)
        return 0
    if not (url := postgresql("wires")):
        return 0
    figures = Path(tempfile.mkstemp(suffix=".json")[1])
    figures.write_text("{}")
    with tempfile.TemporaryDirectory() as scratch, made(url, "bench_wires") as database:
        for step in ("ingest", "memory", "desk"):
            words = ["bench/wires.py", f"--here={step}", f"--folder={scratch}", f"--json={figures}"]
            words += [f"--items={options.items}", f"--many={options.many}"]
            if run(*words, var=scratch, database=database):
                return 1
    return finish(figures, options.json)


def finish(figures: Path, wanted: Path | None) -> int:
    found = Figures(json.loads(figures.read_text()))
    figures.unlink()
    if wanted:
        found.write(wanted)
    return 1 if found.missed() else 0


def begin(folder: Path) -> None:
    os.environ["WIRE_FOLDER"] = str(folder)
    django.setup()
    from django.core.management import call_command

    from articles.models import Agency, WireFeed

    call_command("migrate", verbosity=0)
    agency, _ = Agency.objects.get_or_create(
        slug="meridian", defaults={"name": "Meridian Press", "credit_name": "MP"}
    )
    (folder / "meridian").mkdir(exist_ok=True)
    WireFeed.objects.get_or_create(name="Meridian", defaults={"agency": agency, "folder": "meridian"})


WORDS = ["".join(random.choices("abcdefghijklmnoprstuvz", k=2 + n % 9)) for n in range(4_000)]


def said(count: int) -> str:
    return " ".join(random.choices(WORDS, k=count))


def item(name: str) -> bytes:
    text = "".join(f"<p>{said(60)}.</p>" for _ in range(8))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="{AREA}" guid="urn:newsml:meridian.example:{name}" version="1" standard="NewsML-G2"
 standardversion="2.29" conformance="power" xml:lang="en">
<catalogRef href="http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"/>
<rightsInfo><copyrightHolder literal="M"/><usageTerms>Not for use in Spain.</usageTerms></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><provider literal="M"/>
<versionCreated>2026-11-29T10:00:00Z</versionCreated><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><urgency>4</urgency><contentCreated>2026-11-29T09:00:00Z</contentCreated>
<located type="cptype:city"><name>Almadrel</name></located><creator literal="x"><name>Ann Lee</name></creator>
<language tag="en"/><subject qcode="medtop:20000777"><name>weather</name></subject>
<slugline>GALE-{name}</slugline><headline>{said(8)}</headline>
<description role="drol:summary">{said(20)}</description></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>Gale</title></head><body>{text}</body></html></inlineXML></contentSet></newsItem>""".encode()


def items(turn: str, count: int) -> list[tuple[str, bytes]]:
    return [(f"{turn}-{number}.xml", item(f"{turn}-{number}")) for number in range(count)]


def bare_table() -> Any:
    from django.db import connection, models

    class Bare(models.Model):
        name = models.TextField()
        headline = models.TextField()
        text = models.TextField(default="")
        data = models.BinaryField()

        class Meta:
            app_label = "bench"

        def __str__(self) -> str:
            return self.name

    with connection.schema_editor() as editor:
        editor.create_model(Bare)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attcompression FROM pg_attribute WHERE attrelid = 'articles_wirefile'::regclass"
        )
        if ("l",) in cursor.fetchall():
            cursor.execute(
                "ALTER TABLE bench_bare ALTER data SET COMPRESSION lz4, ALTER text SET COMPRESSION lz4"
            )
    return Bare._default_manager


def clock_of_server() -> Callable[[], float]:
    """Milliseconds for which the processor has worked for this connection; 0 where that is another machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), inet_server_addr() IS NULL")
        number, is_here = cursor.fetchone()
    file = Path(f"/proc/{number}/schedstat")
    if not (is_here and file.exists()):
        return lambda: 0.0
    return lambda: int(file.read_text().split()[0]) / 1e6


def ingest(options: argparse.Namespace) -> None:
    """Taking in against a bare loop."""
    from django.db import transaction
    from django.utils import timezone
    from lxml import etree

    from articles.incoming import storing
    from articles.models import WireFeed
    from articles.wire import sniffing

    rows, feed, server = bare_table(), WireFeed.objects.get(), clock_of_server()

    def bare(files: list[tuple[str, bytes]]) -> None:
        for _name, data in files:
            root = etree.fromstring(data)
            headline = root.findtext(f".//{{{AREA}}}headline")
            rows.create(name=root.get("guid"), headline=headline, data=data)

    def bare_together(files: list[tuple[str, bytes]]) -> None:
        with transaction.atomic():
            bare(files)

    @transaction.atomic
    def bare_with_text(files: list[tuple[str, bytes]]) -> None:
        for name, data in files:
            (one,) = sniffing.read(data, name=name).items
            rows.create(name=one.uri, headline=one.headline, text=one.body, data=data)

    def ours(files: list[tuple[str, bytes]]) -> None:
        sent = [storing.Sent(*file) for file in files]
        outcomes = storing.keep_all(feed, sent, received_at=timezone.now())
        if any(outcome.kept != 1 for outcome in outcomes):
            sys.exit("Not every item was kept.")

    loops: dict[str, Callable[..., None]] = {
        "bare": bare,
        "bare together": bare_together,
        "bare with text": bare_with_text,
        "ours": ours,
    }
    samples = {name: Sample() for name in loops}
    of_server: dict[str, list[float]] = {name: [] for name in loops}
    for turn in range(max(options.items // AT_ONCE, 3) + 1):
        for name, loop in loops.items():
            files = items(f"{name}-{turn}".replace(" ", "-"), AT_ONCE)
            sample = Sample() if turn == 0 else samples[name]  # the first warms up
            began = server()
            sample.take(lambda loop=loop, files=files: loop(files))  # type: ignore[misc]  # mypy cannot type defaults of a lambda
            of_server[name].append(server() - began)
    figures = Figures()
    each = {name: sample.median_wall / AT_ONCE for name, sample in samples.items()}
    worked = {
        name: (sample.median_cpu + statistics.median(of_server[name][1:])) / AT_ONCE
        for name, sample in samples.items()
    }
    print(f"load average {os.getloadavg()[0]:.1f}")
    for name, sample in samples.items():
        print(
            f"{name:16} {each[name]:6.3f} ms an item; processor {sample.median_cpu / AT_ONCE:6.3f} and with the "
            f"server's {worked[name]:6.3f}"
        )
        figures.note(f"wires: an item, {name}", round(each[name], 3), "ms")
        figures.note(f"wires: processor of an item, {name}", round(worked[name], 3), "ms")
    for words, name in (
        ("lxml and one insert", "bare"),
        ("lxml and one insert, committed together", "bare together"),
        ("our parser and one insert, committed together", "bare with text"),
    ):
        figures.note(f"wires: ingest, against {words}", round(each["ours"] / each[name], 2), "×", RATIO)
        ratio = round(worked["ours"] / worked[name], 2)
        figures.note(f"wires: processor of ingest, against {words}", ratio, "×")
    for name in [name for name in figures if "ingest" in name]:
        print(f"{name}: {figures[name]['value']} ×")
    figures.write(options.json)


def drop(folder: Path, turn: str, count: int) -> None:
    """Put files there that have settled."""
    long_ago = time.time() - 60
    for name, data in items(turn, count):
        (folder / "meridian" / name).write_bytes(data)
        os.utime(folder / "meridian" / name, (long_ago, long_ago))
    time.sleep(3)  # until their names have settled too


def take_all() -> int:
    from django.utils import timezone

    from articles.incoming import fetching

    count = 0
    while taken := fetching.see_to(timezone.now()):
        count += taken
    return count


def memory(options: argparse.Namespace) -> None:
    """How much the process grows from a thousand items to all of them."""
    peaks = []
    for turn, count in (("few", options.items), ("many", options.many)):
        drop(options.folder, f"memory-{turn}", count)
        took = take_all()
        if took != count:
            sys.exit(f"{took} of {count} files were taken.")
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    grown = round(peaks[1] - peaks[0], 1)
    print(
        f"memory: {peaks[0]:.0f} MB after {options.items} items, {peaks[1]:.0f} MB after {options.many} more"
    )
    figures = Figures()
    figures.note("wires: growth of memory", grown, "MB", MEGABYTES)
    figures.write(options.json)


def taking(options: argparse.Namespace) -> None:
    """In a process of its own, as low in rank as docs/deploy/newsroom-worker.service has the worker."""
    os.nice(10)
    print(take_all(), flush=True)


def desk(options: argparse.Namespace) -> None:
    """The desk's pages before and while many items come in."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    with open(os.devnull, "w") as nowhere:
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("make_archive", stories=STORIES, stdout=nowhere)
    chief = User.objects.create_superuser("bench", password="measured and forgotten")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(chief)

    def ask(sample: Sample) -> None:
        for page in PAGES:
            sample.take(lambda page=page: client.get(page).content)  # type: ignore[misc]  # mypy cannot type defaults of a lambda

    for _ in range(10):
        ask(Sample())
    drop(options.folder, "desk", options.many)
    before, meanwhile = Sample(), Sample()
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        ask(before)
    words = [sys.executable, "bench/wires.py", "--here=taking", f"--folder={options.folder}"]
    with subprocess.Popen(
        words, cwd=ROOT, env=os.environ | SETTINGS, stdout=subprocess.PIPE, text=True
    ) as worker:
        began = time.monotonic()
        while worker.poll() is None:
            ask(meanwhile)
        took = time.monotonic() - began
        print(
            f"{worker.stdout.read().strip() if worker.stdout else 0} items came in within {took:.0f} seconds"
        )
    slowest = {"before": percentile(before.wall), "meanwhile": percentile(meanwhile.wall)}
    print(
        ", ".join(f"p99 {name} {value:.1f} ms" for name, value in slowest.items()),
        f"({len(meanwhile.wall)} pages)",
    )
    figures = Figures()
    for name, value in slowest.items():
        figures.note(f"wires: p99 of the desk, {name}", round(value, 1), "ms")
    ratio = round(slowest["meanwhile"] / slowest["before"], 2)
    figures.note("wires: p99 of the desk while they come in", ratio, "×", DESK_RATIO)
    figures.write(options.json)


def percentile(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


STEPS = {"ingest": ingest, "memory": memory, "desk": desk, "taking": taking}


if __name__ == "__main__":
    sys.exit(main())
