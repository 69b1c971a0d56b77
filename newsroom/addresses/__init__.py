"""The addresses of each kind of process, by its name in NEWSROOM_PROCESS; `newsroom.urls` has all of them.

site.py  readers' pages and their pictures, and no address of the desk
desk.py  the desk; readers' pages have their names there, for links to them, but are not served
"""
