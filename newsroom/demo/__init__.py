"""The demonstration newspaper: The Almadrel Meridian, of an invented harbour city.

`newsroom.json` has its sections, topics, agencies, reporters and log-ins, `pages.toml` its plain pages;
`stories/` holds a file per story, TOML between `+++` lines and the body below; `pictures/pictures.toml` lists every
picture with its credits.
`reading.py` reads all three, `drawing.py` draws the illustrations. People, places and firms are invented; the
photographs and their credits are real.
"""
