"""The files of pictures: making them, putting them where readers fetch them, serving, removing and restoring them.

Imports `clearance` and what is below it.
"""
