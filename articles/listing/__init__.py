"""The list of stories at the desk, and finding a story from any page.

rows.py     the rows that somebody may see, a few at a time, from the first of an order
finding.py  the first stories that have the words of the search box

It may import what the desk's pages stand on, and no page.
"""
