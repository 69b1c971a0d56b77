"""Pictures: what the newsroom owns or may use, who is credited, and which files readers may fetch.

A room imports only rooms that stand below it:

    admin/      the picture desk: finding, bringing, changing, cropping and killing pictures
    intake/     taking a picture in: refusing or keeping the file, and reading what it says of itself
    files/      making the files that readers get, publishing them, taking them away, sweeping, restoring
    clearance/  may this picture be shown, here, now; who is told that rights end soon
    library/    the log, where pictures are used, and the search
    models/     the records
    pixels/     what a file is, how much memory it takes, and drawing it anew
    metadata/   reading and writing what a file says of itself
    shelves/    where files lie: folders or buckets, one public and one private
    terms/      credits, categories of rights, crops, and how a picture came to be

Nothing here imports stories. signals.py lists what pictures announce to them, and what they ask.
"""
