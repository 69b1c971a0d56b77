"""An archive of any size, to see how a newsroom of that size behaves. `manage.py make_archive` fills it.

founding.py   sections, topics, people and pictures of an empty newsroom
patterns.py   the stories that are written, approved and published at the desk, and the rows they left
copying.py    as many stories as are wanted, each with the rows of one of these under a number of its own
putting.py    many rows into a table at once
"""
