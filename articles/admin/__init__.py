"""The desk's pages for stories and the lists around them.

article.py  the story's form                             acts.py     the page of an act, and its press
at_work.py  what the writing page says meanwhile         in_place.py answers to a page that stays open
stories.py  the list of stories                          finding.py  the search box in the head
kept.py     filters and columns that somebody keeps      together.py one act on many stories
history.py, compare.py, preview.py, translating.py, hiding.py        what hangs on one story
live.py     the live desk                                reports.py  the corrections desk
wire.py     the inbox of the wire desk                   wire_alarms.py  wire copy in a story that changed
board.py    the planning board                           figures.py  how the desk has done
schedule.py what is scheduled, and releases of several stories
putting.py  a story first on a front
assigning.py who has a story                             told.py     somebody's messages
sharing.py  links to a preview without log-in            shared.py   what they open
fronts.py   with front_places.py, front_history.py and front_release.py
taxonomy.py, agency.py, people.py, plain.py, ledger.py, house_style.py, site_files.py,
partners.py the lists
wire_feeds.py  how copy of agencies arrives, and what of it could not be taken
advertisements.py  what is booked, and by which rule it stands
users.py, permissions.py  who may do what                keys.py     keys of programs
"""

from articles.admin import (
    advertisements,
    agency,
    article,
    assigning,
    fronts,
    house_style,
    keys,
    ledger,
    partners,
    people,
    plain,
    reports,
    site_files,
    taxonomy,
    told,
    users,
    wire_feeds,
)

__all__ = [
    "advertisements",
    "agency",
    "article",
    "assigning",
    "fronts",
    "house_style",
    "keys",
    "ledger",
    "partners",
    "people",
    "plain",
    "reports",
    "site_files",
    "taxonomy",
    "told",
    "users",
    "wire_feeds",
]
