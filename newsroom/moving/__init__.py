"""Moving out, and back in: everything that a newsroom owns, as a folder of files.

tables.py      which tables leave, and what of them does not: every model is named
rows.py        a row as a line of JSON, and such a line as a row
weighing.py    rows in pieces that memory holds
numbers.py     the numbers that rows get next
snapshot.py    one moment of the database
folder.py      the folder: written until it is whole, and read without being led out of it
manifest.py    what the folder says of itself
stories.py, histories.py, page.py  each story as ninjs and as a page, with all its records
pictures.py    originals and what is made of them, there and back
beside.py      plain pages, all addresses, a README
exporting.py   writes the folder
returning.py   takes it back into an empty newsroom
telling.py     how far it is
"""
