"""House style: how letters, words and times are written and read, and the form fields that the desk shares.

Stories and pictures use it alike. It imports nothing else of the project.
"""
