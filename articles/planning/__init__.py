"""The newspaper that is being made: what is planned for which day, and how the desk has done.

board.py    the planning board: stories by section and day, from idea to live
ideas.py    a story that begins as a slugline on the board
moving.py   a card of the board goes to another day or another section
figures.py  stories out by day, time in edit, corrections
charts.py   these figures as bars, drawn on the server
days.py     days as the language of whoever is served names them

It may import the desk's rooms and all below, and no page.
"""
