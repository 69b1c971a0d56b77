"""What pictures cost: drawing them, what a phone fetches of one, the desk while fifty come in, and memory.

Drawing is measured against a plain loop over Pillow that makes the same list of files at the same qualities; each
runs in a process of its own, by turns, so that whatever else the machine does hits both alike. Time is that of the
processor, all threads together; memory is the most that the process ever had.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _databases import ROOT, SETTINGS, run
from _figures import Figures
from _uploading import Sampled, UploadingDesk, most_of_a_process, timed
from PIL import Image, ImageChops

if TYPE_CHECKING:
    from numpy.typing import NDArray

sys.path.insert(0, str(ROOT))
PHOTOGRAPHS = ROOT / "newsroom" / "demo" / "pictures"
LARGE = (6000, 4000)
WIDTHS = (320, 640, 960, 1280, 1920)
FORMATS = ("avif", "webp", "jpeg")
RATIO, LIGHT, ALIKE = 0.8, 60_000, 0.95
# A telephone as Lighthouse has it in mind, with the picture from edge to edge.
PHONE, PIXELS = 390, 1.75
FILES, BYTES, AT_ONCE = 50, 5_000_000, 3  # as many at a time as the library sends
RESPONSIVE = 1000
# Four people bring the same kind of picture in the same moment.
PEOPLE, MEMORY, BY_HEADER = 4, 400, 50


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=3, help="How often the large picture is drawn.")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="Write the figures to this file too.")
    arguments.add_argument("--part", choices=PARTS, help="Only this part.")
    arguments.add_argument("--draw", choices=WAYS, help=argparse.SUPPRESS)
    arguments.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments.add_argument("--weigh", action="store_true", help=argparse.SUPPRESS)
    arguments.add_argument("file", nargs="?", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.draw:
        return drawn_here(options.draw, options.file)
    figures = Figures()
    if options.serve:
        take_in_fifty(figures)
        figures.write(options.json)
        return 0
    if options.weigh:
        take_in_four_at_once(figures)
        figures.write(options.json)
        return 0
    for part in [options.part] if options.part else PARTS:
        PARTS[part](figures, max(1, min(5, options.rounds)))
    if options.json:
        figures.write(options.json)
    return 1 if figures.missed() else 0


def photograph(size: tuple[int, int], seed: int = 0) -> Image.Image:
    """One of the demonstration's at any size, with the grain that a camera leaves."""
    import numpy as np

    with Image.open(PHOTOGRAPHS / "falcon-9-dscovr.jpg") as file:
        large = file.convert("RGB").resize(size, Image.Resampling.BICUBIC)
    grain = np.random.default_rng(seed).normal(0, 5, (size[1] // 2, size[0] // 2)).astype("float32")
    grain = grain.repeat(2, axis=0).repeat(2, axis=1)[:, :, None]
    return Image.fromarray(np.clip(np.asarray(large) + grain, 0, 255).astype("uint8"))


def set_up() -> None:
    import django

    os.environ |= SETTINGS
    django.setup()


# Drawing


def plain(file: Path) -> int:
    """What one writes first."""
    from media.pixels.drawing import QUALITIES

    count = 0
    with Image.open(file) as picture:
        picture.load()
        for width in WIDTHS:
            smaller = picture.convert("RGB").resize(
                (width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS
            )
            for format in FORMATS:
                quality = [quality for least, quality in QUALITIES[format] if least <= width][-1]
                out = io.BytesIO()
                smaller.save(out, format, quality=quality)
                count += len(out.getvalue())
    return count


def ours(file: Path) -> int:
    from media.metadata import Imprint
    from media.pixels.drawing import Size, draw

    words = Imprint(credit_line="Image: Self", creators=["Ana Prado"], copyright_notice="© 2026 Ana Prado")
    with Image.open(file) as picture:
        sizes = [
            Size(width, round(picture.height * width / picture.width), format=format)
            for width in WIDTHS
            for format in FORMATS
        ]
        return sum(len(drawn.data) for drawn in draw(picture, sizes, words))


WAYS = {"plain": plain, "ours": ours}


def drawn_here(way: str, file: Path) -> int:
    # Only ours needs it, and both pay for it.
    set_up()
    size = WAYS[way](file)
    used = resource.getrusage(resource.RUSAGE_SELF)
    # Not ru_maxrss, which begins with what the parent had.
    most = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    memory = int(most[1]) / 1024 if most else 0
    print(json.dumps({"s": used.ru_utime + used.ru_stime, "MB": memory, "bytes": size}))
    return 0


def draw_large(figures: Figures, rounds: int) -> None:
    taken: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as scratch:
        file = Path(scratch) / "large.jpg"
        photograph(LARGE).save(file, "JPEG", quality=92)
        print(f"A picture of 24 megapixels, {file.stat().st_size / 1e6:.0f} MB, to 15 files")
        for number in range(rounds):
            for way in list(WAYS)[:: 1 if number % 2 else -1]:
                command = [sys.executable, __file__, "--draw", way, str(file)]
                answer = subprocess.run(command, check=True, stdout=subprocess.PIPE)
                taken[way].append(json.loads(answer.stdout))
    middle = {
        way: {unit: statistics.median(one[unit] for one in all_of_it) for unit in ("s", "MB", "bytes")}
        for way, all_of_it in taken.items()
    }
    for way, its in middle.items():
        print(f"  {way:8}{its['s']:8.1f} s{its['MB']:8.0f} MB{its['bytes'] / 1000:8.0f} KB made")
        figures.note(f"24 megapixels, {way}", round(its["s"], 1), "s of the processor")
        figures.note(f"24 megapixels, {way}: memory", round(its["MB"]), "MB")
    for what, unit in (("time", "s"), ("memory", "MB")):
        ratio = middle["ours"][unit] / middle["plain"][unit]
        figures.note(f"24 megapixels: {what} beside a plain loop", round(ratio, 2), "×", RATIO)
        print(f"  {what} beside the plain loop: {ratio:.2f}")


# What a telephone fetches


def fetched(widths: list[int]) -> int:
    """The file that Chromium takes for a picture as wide as the screen: it rounds to the nearest, by ratio."""
    densities = [width / PHONE for width in widths]
    for at, density in enumerate(densities[:-1]):
        if (density * densities[at + 1]) ** 0.5 >= PIXELS:
            return widths[at]
    return widths[-1]


def weigh_leads(figures: Figures, _: int) -> None:
    set_up()
    from media.pixels.drawing import AVIF, Size, draw, height_at

    print(f"\nA lead picture on a screen {PHONE} wide with {PIXELS} pixels to the point, beside JPEG at 85")
    listed = tomllib.loads((PHOTOGRAPHS / "pictures.toml").read_text())
    heaviest, least = 0, 1.0
    for facts in listed.values():
        if facts["source"] != "file":
            continue
        with Image.open(PHOTOGRAPHS / facts["file"]) as picture:
            whole = picture.convert("RGB")
        width = fetched(sorted({*(it for it in WIDTHS if it < whole.width), min(whole.width, WIDTHS[-1])}))
        size = width, height_at(whole.size, width)
        (drawn,) = draw(whole.copy(), [Size(*size, format=AVIF)])
        beside = io.BytesIO()
        whole.resize(size, Image.Resampling.LANCZOS).save(beside, "JPEG", quality=85)
        with Image.open(io.BytesIO(drawn.data)) as one, Image.open(beside) as other:
            alike = likeness(one, other)
        print(
            f"  {facts['file']:32}{width:5}{len(drawn.data):9,} bytes{beside.tell():9,} as JPEG   SSIM {alike:.3f}"
        )
        heaviest, least = max(heaviest, len(drawn.data)), min(least, alike)
    figures.note("lead picture on a phone, the heaviest", heaviest, "bytes", LIGHT)
    figures.note("lead picture on a phone, least SSIM to JPEG 85", round(least, 3), "SSIM")
    figures["lead picture on a phone, least SSIM to JPEG 85"] |= {
        "goal": f"≥ {ALIKE}",
        "holds": least >= ALIKE,
    }


def likeness(one: Image.Image, other: Image.Image) -> float:
    """SSIM (Wang and others, 2004) of luminance, at the scale its authors say: 256 pixels on the short side or so."""
    import numpy as np

    factor = max(1, round(min(one.size) / 256))
    first, second = (np.asarray(it.convert("L").reduce(factor), dtype="float64") for it in (one, other))
    window = np.exp(-((np.arange(11) - 5) ** 2) / (2 * 1.5**2))
    window /= window.sum()

    def mean(of: NDArray[Any]) -> NDArray[Any]:
        for axis in (0, 1):
            of = np.apply_along_axis(lambda line: np.convolve(line, window, "valid"), axis, of)
        return of

    means = mean(first), mean(second)
    spread = mean(first**2) - means[0] ** 2, mean(second**2) - means[1] ** 2
    together = mean(first * second) - means[0] * means[1]
    low, high = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * means[0] * means[1] + low) * (2 * together + high)
    below = (means[0] ** 2 + means[1] ** 2 + low) * (spread[0] + spread[1] + high)
    return float((above / below).mean())


# Fifty at once


def upload_fifty(figures: Figures, _: int) -> None:
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as scratch:
        file = Path(scratch) / "figures.json"
        run("manage.py", "collectstatic", "--no-input", "--verbosity", "0", var=scratch)
        database = f"sqlite:///{scratch}/desk.sqlite3"
        if run("bench/pictures.py", "--serve", f"--json={file}", var=scratch, database=database):
            sys.exit("Fifty uploads could not be measured.")
        figures |= json.loads(file.read_text())


def take_in_fifty(figures: Figures) -> None:
    import django

    django.setup()
    from _browser import served
    from _newsroom import CHIEF, found, live_story_in_edit, session_of
    from desk import address
    from django.core.management import call_command

    from media.models import Image as Picture

    call_command("migrate", verbosity=0)
    found(100)
    story = address("change", live_story_in_edit(600).pk)
    before = Picture.objects.count()
    session = session_of(CHIEF)
    files = five_megabytes()
    asked, slow, done = Sampled(), Sampled(), threading.Event()
    with served() as origin:
        desk = UploadingDesk(origin, session)
        for _ in range(5):
            asked.take(lambda: desk.get(story))

        def work() -> None:
            while not done.is_set():
                slow.take(lambda: desk.get(story))
                done.wait(0.2)

        editor = threading.Thread(target=work)
        editor.start()
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as uploaders:
            answers = list(uploaders.map(desk.upload, files))
        seconds = time.monotonic() - began
        done.set()
        editor.join()
    taken = [data for data, answer in zip(files, answers, strict=True) if answer == 201]
    kept = set()
    for picture in Picture.objects.all():
        with picture.open_original() as original:
            kept.add(hash(original.read()))
    lost = sum(hash(data) not in kept for data in taken)
    strangers = Picture.objects.count() - before - len(taken)
    print(
        f"\n{FILES} files of {BYTES / 1e6:.0f} MB, {AT_ONCE} at a time: {seconds:.0f} s, {len(taken)} taken in"
    )
    print(
        f"  a story at the desk: {asked.middle:.0f} ms before; meanwhile {slow.middle:.0f}, 95 % {slow.high:.0f} ms"
    )
    figures.note("fifty uploads: refused or failed", FILES - len(taken), "files", 0)
    figures.note("fifty uploads: acknowledged and not kept", lost, "files", 0)
    figures.note("fifty uploads: kept and not acknowledged", strangers, "files", 0)
    figures.note("fifty uploads", round(seconds, 1), "s")
    figures.note("a story at the desk before", round(asked.middle), "ms, median")
    figures.note("a story at the desk meanwhile", round(slow.middle), "ms, median")
    figures.note("a story at the desk meanwhile, 95 %", round(slow.high), "ms", RESPONSIVE)


def five_megabytes() -> list[bytes]:
    """Photographs of twelve megapixels, no two alike, each filled up to the size asked for."""
    base, chance = photograph((4000, 3000), seed=1), random.Random(1)
    made = []
    for _ in range(FILES):
        out = io.BytesIO()
        ImageChops.offset(base, chance.randrange(4000), 0).save(out, "JPEG", quality=88)
        head, rest = out.getvalue()[:2], out.getvalue()[2:]
        comment = b""
        while len(head) + len(comment) + len(rest) < BYTES:
            words = chance.randbytes(60_000)
            comment += b"\xff\xfe" + (len(words) + 2).to_bytes(2) + words
        made.append(head + comment + rest)
    return made


# Four at once, of whatever weighs most


def weigh_uploads(figures: Figures, _: int) -> None:
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as scratch:
        file = Path(scratch) / "figures.json"
        run("manage.py", "collectstatic", "--no-input", "--verbosity", "0", var=scratch)
        database = f"sqlite:///{scratch}/desk.sqlite3"
        if run("bench/pictures.py", "--weigh", f"--json={file}", var=scratch, database=database):
            sys.exit("Four uploads at once could not be measured.")
        figures |= json.loads(file.read_text())


def take_in_four_at_once(figures: Figures) -> None:
    import django

    django.setup()
    from _browser import served
    from _newsroom import CHIEF, found, session_of
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    found(10)
    session = session_of(CHIEF)
    print(f"\n{PEOPLE} uploads at once, each kind to a server of its own")
    worst = slowest = 0.0
    for name, status, files in heavy():
        with served() as origin:
            desk = UploadingDesk(origin, session)
            if status == 400:
                # A refusal by the header, alone: what it takes beside an answer that looks at no file.
                refusals = [timed(desk.upload, data) for data in files]
                slowest = max(slowest, statistics.median(refusals))
            with ThreadPoolExecutor(PEOPLE) as uploaders:
                answers = list(uploaders.map(desk.upload, files))
            memory = most_of_a_process()
        if set(answers) != {status}:
            sys.exit(f"{name}: answered {answers}, not {status}")
        print(f"  {name:44}{memory:6.0f} MB" + (f"{slowest:7.0f} ms" if status == 400 else ""))
        worst = max(worst, memory)
    figures.note("four uploads at once: memory of a process at most", round(worst), "MB", MEMORY)
    figures.note("a refusal by the header", round(slowest, 1), "ms, median", BY_HEADER)


def heavy() -> Iterator[tuple[str, int, list[bytes]]]:
    """What becomes of each kind (taken or refused), and four files of it that differ by a few bytes."""

    def four(mode: str, size: tuple[int, int], colour: Any, format: str, **options: Any) -> list[bytes]:
        out = io.BytesIO()
        Image.new(mode, size, colour).save(out, format, **options)
        # Behind their end, where every decoder has stopped.
        return [out.getvalue() + bytes([number]) * 8 for number in range(PEOPLE)]

    yield "PNG of 119 megapixels, 451 KB", 400, four("RGB", (10_900, 10_900), (0, 90, 90), "PNG")
    yield "PNG of 110 megapixels in two colours", 400, four("L", (11_000, 10_950), 90, "PNG")
    yield "PNG of 49 megapixels", 201, four("RGB", (8_000, 6_150), (0, 90, 90), "PNG")
    yield "PNG of 26 megapixels with alpha", 201, four("RGBA", (5_900, 4_400), (0, 90, 90, 200), "PNG")
    yield "JPEG of 119 megapixels", 201, four("RGB", (12_000, 9_900), (0, 90, 90), "JPEG")
    yield (
        "progressive JPEG of 30 megapixels",
        201,
        four("RGB", (6_200, 4_800), (0, 90, 90), "JPEG", progressive=True, subsampling=0),
    )
    yield "JPEG of 1,920 × 8,700", 201, four("RGB", (1_920, 8_700), (0, 90, 90), "JPEG")
    yield "TIFF of 33 megapixels", 201, four("RGB", (6_600, 4_950), 90, "TIFF", compression="tiff_deflate")
    yield "WebP of 16 megapixels", 201, four("RGB", (4_700, 3_550), (0, 90, 90), "WEBP", method=0)
    yield (
        "AVIF of 20 megapixels with alpha",
        201,
        four("RGBA", (5_200, 3_900), (0, 90, 90, 200), "AVIF", speed=10),
    )
    yield "photographs of 24 megapixels", 201, photographs()


def photographs() -> list[bytes]:
    made = []
    for seed in range(PEOPLE):
        out = io.BytesIO()
        photograph(LARGE, seed).save(out, "JPEG", quality=90)
        made.append(out.getvalue())
    return made


PARTS = {"drawing": draw_large, "phone": weigh_leads, "uploads": upload_fifty, "memory": weigh_uploads}

if __name__ == "__main__":
    sys.exit(main())
