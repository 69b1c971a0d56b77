"""Fronts: what the home page and the pages of sections show, in which order, and when.

`arrangement` and `planning` know no database and serve readers and desk alike; the others are the desk's.
"""
