"""Fronts: what the home page and the pages of sections show, in which order, and when.

available.py   which stories could stand there    planning.py   which of them stands where
drafting.py    a front while it is arranged       wording.py    what changed, in an editor's words
versions.py    saving a front                     going_live.py at once, or at a time
placing.py     where a story stands, and putting it first
releasing.py   stories and the front that shows them, all or none

`available` and `planning` serve readers and desk alike. How a front is arranged, `composing.arrangement` says.
"""
