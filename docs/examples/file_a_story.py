"""Files a story at the desk of a newsroom, and submits it to its editors. Needs Python and nothing else.

NEWSROOM_KEY=nwsr_… python file_a_story.py https://paper.example story.json
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid


def ask(method, address, sent=None, name=""):
    """The status and the answer. A request with a name may be sent again: it is done once."""
    headers = {"Authorization": f"Bearer {os.environ['NEWSROOM_KEY']}", "Content-Type": "application/json"}
    headers |= {"Idempotency-Key": name} if name else {}
    body = json.dumps(sent).encode() if sent is not None else None
    while True:
        # The address is that of whoever runs this.
        request = urllib.request.Request(address, body, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as said:  # noqa: S310
                return said.status, json.load(said)
        except urllib.error.HTTPError as refused:
            if refused.code not in {429, 503}:
                return refused.code, json.load(refused)
            # Over the rate, or too much to do: once more, under the same name.
            time.sleep(int(refused.headers["Retry-After"] or 10))


def main(paper, file):
    desk, name = f"{paper}/api/desk/v1", str(uuid.uuid4())
    with open(file) as story:
        status, said = ask("POST", f"{desk}/stories", json.load(story), name)
    if status != 201:
        sys.exit(f"Not filed: {said['why']}")
    print(f"Filed as story {said['id']}: {said['at_the_desk']}", *said["left_out"], sep="\n  left out: ")
    act = f"{desk}/stories/{said['id']}/acts/submit"
    status, done = ask("POST", act, {"revision": said["revision"]}, f"{name}-submit")
    print(done["done"] if status == 200 else f"Not submitted: {done['why']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
