"""What pictures announce to the layers above, which pictures know nothing of."""

from django.dispatch import Signal

# Sent by sender=Image with `image`, inside the transaction, once the row and its credits are saved:
# public copies of its words are brought up to date before anybody reads them.
image_changed = Signal()

# Sent by sender=Image with `image` before it is deleted. A receiver that knows of a use which no foreign
# key shows (a picture in the text of a story) answers True.
image_wanted = Signal()
