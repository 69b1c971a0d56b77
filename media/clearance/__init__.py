"""May this picture be shown, here, now? And telling the picture desk of rights that end soon.

Imports `library` and what is below it.
"""
