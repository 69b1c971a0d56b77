"""What may be done to a story, by whom and when, and the functions that do it.

It may import publishing and all below.
"""
