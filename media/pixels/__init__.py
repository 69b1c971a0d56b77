"""What a picture file is, what it weighs, and drawing it anew: bytes in, bytes out.

Imports `metadata` and `terms`; knows no rows and no shelves.
"""
