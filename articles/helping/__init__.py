"""Help where it is needed.

addresses.py what the desk answers for this room
commands.py  where the commands behind Ctrl+K may lead, and the keys of the desk, as the open page asks for them
keys.py      every keyboard shortcut of the desk, in one table
how.py       the page “How this desk works”
tour.py      the tour of five steps for newcomers
"""
