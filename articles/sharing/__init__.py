"""Links by which somebody without a log-in sees a story: made for one recipient, expiring, revocable.

links.py   making and revoking a link; both stand in the story's log
asking.py  what a secret opens, and nothing for any other; who has opened a link

It may import acts and all below.
"""
