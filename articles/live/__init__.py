"""Live stories: what is posted into them entry by entry. It may import acts and all below.

posting.py       what is done to entries: draft, post, change, correct, mark, remove
entry_guards.py  what may refuse an entry

Coverage is closed and reopened by an act of the story, see `articles.acts.closing`.
"""
