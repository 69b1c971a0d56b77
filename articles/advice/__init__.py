"""What is worth a second look before a story goes out. It advises, and forbids nothing: that the guards of acts do.

looking.py      everything that there is to say of a revision
pictures.py     alt texts that tell nothing
changed.py      numbers and names that are others than in the version before
house_style.py  words that the newspaper avoids
wires.py        newer versions of wire copy that nobody has dealt with

It may import acts and all below.
"""
