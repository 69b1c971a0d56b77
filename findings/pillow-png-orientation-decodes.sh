#!/bin/bash
# Pillow 13.0.0, seen on 2026-11-28: asking a PNG for its Exif data decodes all of its pixels, since a PNG may say such things
# after them. A JPEG or a WebP answers from its header alone.
#
# In a newsroom: whoever asks for the orientation first, to know how wide a picture is before weighing it, has the
# whole picture in memory by then, and what was wrong with its pixels is reported by a question that had nothing to
# do with them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "pillow==13.0.0"
cd "$folder"
cat > try.py <<'PYTHON'
import io
import sys
from unittest.mock import patch

from PIL import Image, ImageFile


def decoded_by_asking(kind):
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(file, kind)
    decodings = []
    load = ImageFile.ImageFile.load

    def watched(picture):
        decodings.append(kind)
        return load(picture)

    with patch.object(ImageFile.ImageFile, "load", watched):
        Image.open(file).getexif()
    return bool(decodings)


seen = {kind: decoded_by_asking(kind) for kind in ("PNG", "JPEG", "TIFF")}
for kind, decoded in seen.items():
    print(f"{kind}: getexif() {'decodes the picture' if decoded else 'reads the header only'}")
sys.exit(seen != {"PNG": True, "JPEG": False, "TIFF": False})
PYTHON
"$folder/venv/bin/python" try.py
