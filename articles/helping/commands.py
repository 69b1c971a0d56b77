"""What the commands behind Ctrl+K know besides the page that is open: where this person may go, and the keys.

The open page has its own buttons, and none that would be refused: its commands are those buttons.
"""

from __future__ import annotations

from django.http import HttpRequest

from articles.desk.places import of_the_desk
from articles.helping.keys import GROUPS
from house.doors import JSON, By, Said, door


@door("GET", answers=JSON)
def commands(request: HttpRequest, by: By) -> Said:
    """The pages of the desk that are open to this person, besides those at the head of all, and every shortcut."""
    # A row is {label, about, address}, as the rows of stories are that are found.
    places = [
        {"label": place.name, "about": place.about, "address": place.address}
        for place in of_the_desk(request, by)
    ]
    return {"places": places, "keys": [group.facts for group in GROUPS]}
