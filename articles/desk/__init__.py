"""What the desk's pages stand on: the story form and its fields, who sits at it, and what waits for whom.

It may import everything that acts on stories, and no page.
"""
