"""The list of stories at the desk, and finding a story from any page.

filters.py  what the list may be asked for, and in which order it is then
menus.py    what the filters offer and what somebody has kept, by one query
orders.py   orders, and places in them from which a page goes on
rows.py     the rows that somebody may see, a page at a time
columns.py  what the table shows of each story
saved.py    filters under a name, shared or not, and columns by choice
together.py one act on many stories, each by itself
finding.py  the first stories that have the words of the search box

It may import what the desk's pages stand on, and no page.
"""
