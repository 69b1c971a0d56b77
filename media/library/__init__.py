"""The library's records of its pictures: the log, where pictures are used, and the words that find them.

Imports `models` and what is below.
"""
