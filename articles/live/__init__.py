"""Live stories: what is posted into them entry by entry, and how it becomes what readers get.

record.py     what the versions of a story's entries say together: texts, times, what was corrected
composing.py  the public rows of the entries
posting.py    the acts: draft, post, change, correct, mark, remove, close, reopen
"""
