#!/bin/bash
# Pillow 13.0.0, seen on 2026-11-30: a TIFF whose orientation lays it on its side says, right after it is opened, a size that is
# turned already and an orientation that still asks to be turned. A JPEG, PNG, WebP or AVIF says the size as it is stored. After
# `load()` the orientation of the TIFF is gone.
#
# In a newsroom: whoever works out from the header how wide a picture will be seen, to weigh it or to place a crop, turns a
# photographer's TIFF twice: an upright portrait counts as a landscape, and the crop is cut from the wrong place.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "pillow==13.0.0"
cd "$folder"
cat > try.py <<'PYTHON'
import io
import sys

from PIL import Image

ORIENTATION = 274
EXPECTED = {kind: ((40, 20), 6, (40, 20), 6) for kind in ("JPEG", "WEBP", "AVIF")}
EXPECTED["TIFF"] = ((20, 40), 6, (20, 40), None)


def said(kind: str) -> tuple[tuple[int, int], int | None, tuple[int, int], int | None]:
    file, exif = io.BytesIO(), Image.Exif()
    exif[ORIENTATION] = 6
    Image.new("RGB", (40, 20)).save(file, kind, exif=exif)
    picture = Image.open(file)
    size, turn = picture.size, picture.getexif().get(ORIENTATION)
    picture.load()
    return size, turn, picture.size, picture.getexif().get(ORIENTATION)


seen = {kind: said(kind) for kind in EXPECTED}
for kind, (size, turn, loaded_size, loaded_turn) in seen.items():
    print(f"{kind}: opened {size}, orientation {turn}; loaded {loaded_size}, orientation {loaded_turn}")
sys.exit(seen != EXPECTED)
PYTHON
"$folder/venv/bin/python" try.py
