"""As newspapers write it: without the comma between month and year."""

DATE_FORMAT = "j F Y"
