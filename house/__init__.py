"""House style: how words, times and choices are written and read, in stories and pictures alike.

Imports nothing else of the project.
"""
