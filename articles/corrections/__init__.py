"""The corrections desk: what readers and the desk itself report as wrong in a story are tasks with a clock.

deciding.py  the acts on reports: assigned, taken, given back, done, declined, opened again
answering.py a correction that goes out and closes reports, in one transaction
tasks.py     the open reports, story by story, and one of them with all that its page says
passages.py  where the live story has the words that a report is about

It may import acts and all below. `articles.writing.reports` says who sees a report.
"""
