"""The files of pictures: made, put where readers fetch them, served, taken away, swept and restored.

Imports `clearance` and what is below it.
"""
