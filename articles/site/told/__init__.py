"""What machines are told of a page, in schema.org's words.

Facts go in and plain data come out: no module here knows a request or asks the database.

stories.py   a story, and live coverage         pictures.py  pictures and videos, with whose they are
pages.py     lists, reporters, pages beside     paper.py     the paper and its site
scripts.py   the data as an element of a page

Names, times, credits and corrections stand on the page in the same words: tests/test_told_as_shown.py compares both.
"""
