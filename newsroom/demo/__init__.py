"""The demonstration newspaper: The Almadrel Meridian, of an invented harbour city.

`newsroom.json` has its sections, topics, agencies, reporters and log-ins, `pages.toml` its plain pages;
`stories/` holds a file per story, TOML between `+++` lines and the body below; `pictures/pictures.toml` lists every
picture with its credits. `desk.toml` has what the desk is busy with: assignments, ideas, reports of errors, and
`wires.toml` what its agencies sent. `reading.py` reads them all, `drawing.py`
draws the illustrations, `loading.py` puts everything in with `entries.py`, `fronts.py`, `work.py` and `wires.py`.
People, places and firms are invented; the photographs and their credits are real.
"""
