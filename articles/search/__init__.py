"""The search of what is published: one index on either database, of stems that we make ourselves.

words.py     text into words, and words into stems
asked.py     what a reader typed, taken apart
tables.py    the index behind `SearchRow`, in the SQL of each database
indexing.py  the row of a story, written when it is published
finding.py   the one function that asks the database
showing.py   a passage of the story with the words marked
meant.py     another spelling, where nothing was found
naming.py    sections, topics and reporters that bear the words as their name
"""
