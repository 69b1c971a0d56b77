"""Pictures: what the newsroom owns or may use, who is credited, and which files readers may fetch.

The lowest layer: nothing here imports stories. What others must hear of goes out as a signal.
"""
