"""The rows that readers get: written and removed in one transaction and one order of locks, and kept true.

holding.py        what is locked, in which order, stated once
parts.py          parts of pictures that are drawn before readers get them
taken.py          what the transaction that runs has taken, and read of it
public_rows.py    writing and removing the rows of a story
stored_rows.py    of the rows that hang on it, writing only what differs
added_entry.py    an entry that was posted, added to what readers have of its story
public_copies.py  names, credits and captions that changed at the desk
reading.py        live stories a hundred at a time, with what is stored of them
new_rows.py       the rows of many stories that no reader ever had
making_anew.py    what differs of many stories, written together
rebuilding.py     where the rows differ from the ledger, and those made anew

Whether something may be published is not asked here, see `acts`. The room may import composing and all below.
"""
