"""Taking a picture in: what is refused, what is kept, and what the file says of itself.

Imports `files` and what is below it.
"""
