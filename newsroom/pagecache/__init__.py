"""Finished pages, kept in the memory of each serving process in front of Django. docs/serving.md says how.

in_front.py    the WSGI application: answers from what is kept, or lets one request make the page
keeping.py     what is kept, and no more bytes of it than the setting says
shared.py      what processes share of it by Redis
asking.py      which requests may be answered from it, and under what name
by_the_clock.py  what the clock changes without anybody writing
following.py   whether anything that readers get has changed
"""
