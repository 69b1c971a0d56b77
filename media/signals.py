"""Signals from the pictures to the packages above, which `media` does not import: what happened, and questions."""

from django.dispatch import Signal

# A picture was changed. Sent with sender=Image and `image`, inside the transaction, after the row and its credits are
# saved, so that public copies of its words are updated in the same transaction. A receiver answers with the places,
# in words, that the picture was taken out of.
image_changed = Signal()

# Is this picture still needed? Sent with sender=Image and `image` before the picture is deleted. A receiver answers
# True if it knows of a use that no foreign key shows, such as a picture in the text of a story.
image_wanted = Signal()

# Files were made that published copies do not name yet. Sent with sender=Image and `image`.
renditions_made = Signal()

# Where are these pictures used? Sent with sender=Image, `images` (their numbers) and `by`, the user who asks. A
# receiver answers with a dictionary: for each number in use a `media.library.uses.WhereUsed`, which has the places
# that `by` may see and counts the others.
asked_where_used = Signal()

# Which sections has the newspaper? Sent with sender=Image. A receiver answers with rows that have a name.
asked_sections = Signal()

# Which parts of this picture do readers see now? Sent with sender=Image and `image`. A receiver answers with boxes as
# texts, "" for the whole picture; with nothing if no published story shows it.
asked_crops = Signal()

# Something was written into a picture's log. Sent with sender=LogEntry and `entry`, inside the transaction, so that
# the entry joins the history that proves what was on record.
noted = Signal()

# Which of these pictures do readers see now? Sent with sender=Image and `images`, their numbers. A receiver answers
# with a part of these numbers.
asked_shown = Signal()

# Several pictures will change in one transaction. Sent with sender=Image and `images`, their numbers, after their
# rows are locked and before each change is announced. A receiver locks all the rows that it will write for them.
images_held = Signal()
