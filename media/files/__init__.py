"""The files of pictures: making them, putting them where readers fetch them, serving, removing and restoring them.

renditions.py  the files that readers get, and making them     publicity.py  which of them readers can fetch
serving.py     serving them to readers                         removal.py    killing and deleting a picture
sweeping.py    files that no row names                         restoring.py  lost files made anew

Imports `clearance` and what is below it.
"""
