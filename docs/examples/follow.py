"""Keeps a folder with the same stories as a newspaper's site: new ones, corrected ones, and none that was taken away.

    python follow.py https://paper.example stories/

Run it as often as you like: it goes on where it ended. Each story is a file of ninjs 3.
"""

import json
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen


def ask(address):
    """What is at an address. Whoever asks too often is told how long to wait."""
    while True:
        try:
            with urlopen(address, timeout=30) as answer:  # noqa: S310 # named by whoever runs this
                return json.load(answer)
        except HTTPError as refused:
            if refused.code not in {429, 503}:
                raise
            time.sleep(int(refused.headers["Retry-After"] or 10))


def follow(site, folder, ask=ask):
    """Take over what changed since the last time."""
    folder.mkdir(parents=True, exist_ok=True)
    bookmark = folder / "next"
    address = bookmark.read_text() if bookmark.exists() else f"{site}/api/v1/changes"
    while True:
        answer = ask(address)
        for change in answer["changes"]:
            story = change["story"]
            file = folder / f"{story['altIds'][0]['value']}.json"
            if story["pubStatus"] == "canceled":
                file.unlink(missing_ok=True)
            else:
                file.write_text(json.dumps(story, ensure_ascii=False, indent=2), encoding="utf-8")
        # Only when all of it is on the disk: whoever is interrupted is told once more, which does no harm.
        address = answer["next"]
        bookmark.write_text(address)
        if not answer["more"]:
            return


if __name__ == "__main__":
    follow(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
