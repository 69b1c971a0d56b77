"""What pictures announce to the layers above, which pictures know nothing of."""

from django.dispatch import Signal

# Sent by sender=Image with `image`, inside the transaction, once the row and its credits are saved:
# public copies of its words are brought up to date before anybody reads them. A receiver answers with the places, in
# words, that the picture was taken out of.
image_changed = Signal()

# Sent by sender=Image with `image` before it is deleted. A receiver that knows of a use which no foreign
# key shows (a picture in the text of a story) answers True.
image_wanted = Signal()

# Sent by sender=Image with `image` when files were made that live copies of it do not name yet.
renditions_made = Signal()

# Sent by sender=Image with `images`, their numbers, and `by`, who asks. A receiver answers with a
# `media.library.uses.WhereUsed` for each number that is used: the places that `by` may see, and how many there are
# beside.
asked_where_used = Signal()

# Sent by sender=Image. A receiver answers with the sections of the newspaper: rows with a name.
asked_sections = Signal()

# Sent by sender=Image with `image`. A receiver answers with the parts of it that readers are shown now, as texts of
# boxes: "" for the whole, nothing if it is in no live story.
asked_crops = Signal()

# Sent by sender=LogEntry with `entry`, inside the transaction, once something was written into a picture's log: who
# keeps the records of the house takes it up.
noted = Signal()

# Sent by sender=Image with `images`, their numbers. A receiver answers with those of them that readers are shown now.
asked_shown = Signal()

# Sent by sender=Image with `images`, their numbers, once the rows of several are locked that will change together and
# be announced one by one. A receiver locks what will be written for all of them.
images_held = Signal()
