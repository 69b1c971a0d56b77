"""Live coverage: what is posted into a story entry by entry. It may import acts and all below.

posting.py       what is done to entries: draft, post, change, correct, mark, remove
entry_guards.py  what may refuse an entry

What the entries say together is read by `models.live_record` and composed for readers by `composing.entry_rows`.
Coverage is closed and reopened by an act of the story, see `articles.acts.closing`.
"""
