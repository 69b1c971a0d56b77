"""Telling hubs of feeds (WebSub) and search engines (IndexNow) that something is new. See docs/decisions/0060.

noting.py        an entry of the ledger is to be announced: a row in its transaction
feeds.py         the feeds in which a version of a story stands
visible.py       whether readers can have it: hubs fetch a feed as readers do
collecting.py    what readers can have becomes pings, one for each address and each who is told
destinations.py  hubs, and where IndexNow is told: how each is asked
delivering.py    pings go out, each destination by itself; what fails is tried again, and given up in the end
unheard.py       for people: who has not heard of us since when, and why

It may import telling caches and all below.
"""
