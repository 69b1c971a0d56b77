"""What readers get, composed from what the newsroom wrote: rows, cards, parts of pages. Nothing is stored here.

It may import writing and all below.
"""
