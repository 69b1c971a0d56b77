"""Telling the caches in front of us which pages have changed. docs/decisions/0037 and docs/serving.md say how.

destinations.py  the caches of PURGE_URLS: how each is told, by keys or by addresses
paths.py         the addresses of keys, for a cache that knows no keys
collecting.py    what the database's triggers wrote down becomes a purge, with a delivery for each cache
delivering.py    deliveries go out, what was taken from readers first; what fails is tried again
replica.py       whether readers' own database has the change yet
gone.py          for the desk: whether a story is new, or gone, in every cache

It may import records, models and what is below them.
"""
