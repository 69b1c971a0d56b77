"""The two shelves on which the files of pictures lie, one public and one private.

Imports nothing else of `media`, and knows nothing of database rows.
"""
