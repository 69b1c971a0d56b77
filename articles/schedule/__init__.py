"""What happens to stories at a time that was set before: carried out by the worker, and shown at the desk.

It may import acts, fronts and all below. Scheduling itself is an act: see `articles.acts.scheduling`.

releases.py  several stories with or without a front, planned together
on_time.py   the worker's duty: claims what is due, and does it
overview.py  what the desk shows: of one story, and next, late and failed
agenda.py    all that is scheduled, on a page of its own
telling.py   letters about what did not happen at its time
"""
