"""May this picture be shown, here, now? And who is told when the answer is about to change.

Imports `library` and what is below it.
"""
