"""The terms in which pictures are described: credits, crops, and how a picture came to be.

Imports nothing else of `media`, so that code for readers may import it.
"""
