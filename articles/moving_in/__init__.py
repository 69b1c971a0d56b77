"""Moving in: the archives of other systems, read and made into stories, pages, people and pictures."""
