"""What lies beside the stories: plain pages, a list of all addresses, and a README for whoever opens the folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from articles.models import GonePath, PlainPage, PublishedArticle, Redirect
from house.web import absolute
from newsroom.moving import tables
from newsroom.moving.folder import Folder
from newsroom.moving.manifest import Manifest

PAGE = """<!doctype html>
<html>
<head>
<meta charset="utf-8">
<title>{title}</title>
</head>
<body>
<h1>{title}</h1>
{text}
</body>
</html>
"""

README = """{name}: everything this newsroom owns
{line}

Written on {made_at} from {url} by Newsroom {version}.

To take it back:   manage.py import_ninjs FOLDER
into a newsroom of the same version that has nothing in it yet.
To see that it is whole:   sha256sum --check FILES.sha256
Keep this line elsewhere; it stands for the whole history:
    {head}

What lies where
  stories/YEAR/MONTH/NUMBER-SLUG/
      story.ninjs.json    what readers have, as ninjs 3.1 (https://iptc.org/standards/ninjs/)
      index.html          the same as a page; its pictures are those of this folder
      working.ninjs.json  the desk's working copy, which is not public
      history.jsonl       every version, edition, correction and move of the story, one a line
  pages/                  the pages beside the stories, such as “About us”
  addresses.csv           where stories and pages are, where old addresses lead, what is gone
  originals/              every picture as it was brought in, and a .json with caption, credits and rights
  renditions/             the sizes of pictures that readers get
  tables/                 every row of every table, one a line: import_ninjs reads these and the pictures
  MANIFEST.json           how much there is of what; FILES.sha256 has a digest for each file

This folder has what is private: drafts, notes, names of people who reported errors, e-mail addresses. Whoever has it
has the newsroom.

Left out, because it is secret
{secrets}
Left out, for other reasons (with the number of rows)
{left_out}{lost}"""


def write(folder: Folder) -> None:
    for page in PlainPage.objects.order_by("slug"):
        text = mark_safe(page.rendered_text)  # noqa: S308 # cleaned when it was saved
        folder.put(f"pages/{page.slug}.html", format_html(PAGE, title=page.title, text=text).encode())
    with folder.file("addresses.csv") as file:
        for row in _addresses():
            line = io.StringIO()
            csv.writer(line).writerow(row)
            file.write(line.getvalue().encode())


def _addresses() -> Iterator[tuple[str, ...]]:
    yield "address", "answer", "leads to", "story"
    live = PublishedArticle.objects.order_by("path").values_list("path", "story_id")
    for path, story in live.iterator():
        yield absolute(path), "200", "", str(story)
    old = Redirect.objects.order_by("old_path").values_list("old_path", "story__path", "story__story_id")
    for path, new, story in old.iterator():
        yield absolute(path), "301", absolute(new), str(story)
    for page in PlainPage.objects.order_by("slug"):
        here = absolute(page.get_absolute_url())
        yield here, "200", "", ""
        for path in page.old_paths:
            yield absolute(path), "301", here, ""
    for path, story in GonePath.objects.order_by("path").values_list("path", "story_id").iterator():
        yield absolute(path), "410", "", str(story)


def readme(said: Manifest) -> str:
    blanks = [blank.why for columns in tables.BLANKS.values() for blank in columns.values()]
    secret = [tables.LEFT_OUT["mfa.Authenticator"], *blanks, "SECRET_KEY and all other settings."]
    others = [
        f"  {label} ({said.left_out[label]}): {why}"
        for label, why in tables.LEFT_OUT.items()
        if said.left_out.get(label)
    ]
    lost = [f"  {name}" for name in said.lost]
    return README.format(
        name=said.site_name,
        line="=" * (len(said.site_name) + 34),
        made_at=said.made_at,
        url=said.site_url,
        version=said.newsroom,
        head=said.history_head,
        secrets="".join(f"  {why}\n" for why in secret),
        left_out="".join(f"{line}\n" for line in others),
        lost="\nLost before: files that the newsroom names and did not have\n" + "\n".join(lost)
        if lost
        else "",
    )
