"""Who has a story: assigning it to a person or a desk, taking what was left to a desk, giving it back.

deciding.py  the acts; each writes a record, and what the story's own row repeats of it
whom.py      who may get what from whom
handing_on.py  all that somebody has who leaves, in one go

It may import acts and all below.
"""
