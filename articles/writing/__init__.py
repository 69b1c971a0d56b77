"""What a story says, while it is written: saved, merged, compared, translated.

Nothing here changes what readers get. It may import records, search, policy, models and the body.
"""
