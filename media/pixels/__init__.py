"""What a picture file is, how much memory it takes, and drawing it anew: bytes in, bytes out.

Imports `metadata` and `terms`, and knows nothing of rows and shelves.
"""
