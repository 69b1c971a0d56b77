"""What readers get, composed from what the newsroom wrote. Nothing is stored here.

story_rows.py   the public rows of a story      entry_rows.py  those of live coverage
content_credentials.py  who signed a picture, for readers
picture_rows.py those of its pictures           rendered_text.py  its text, with pictures and videos
facts.py        what these rows know of others  lines.py       the byline and the agency line
videos.py       where a video may be played     pictures.py    a picture as an element of a page
cards.py        a story in a list               zones.py       the zones of a front, by layout
story_parts.py  the parts of a story's page     times.py       times as the paper writes them
arrangement.py  how a front is arranged         navigation.py, colours.py  the sections, and their colours
frame.py        what is the same on many pages  advertisements.py  which stand on a page
names_in_stories.py  the sections, people, topics and agencies that stories name

docs/design.md says how a card, a zone or a part of a page is changed. The room may import writing and all below.
"""
