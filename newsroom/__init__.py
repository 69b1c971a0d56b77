"""The project around stories and pictures. What stands higher here imports what stands lower, never back.

management/    commands: demo, doctor, make_archive, makemessages, purge, reset_second_factor, serve, worker
duties.py      what the worker does
desk.py        the desk's admin site and its first page
passwords.py   forgotten passwords, and new ones
urls.py        the addresses of everything      wsgi.py  what the web server calls   server.py  that server
addresses/     those of a process for readers, and of one for the desk
people/        log-ins: second factors, passkeys, sessions, invitations, leaving
apps.py        the Django apps of this package  desk_app.py  the admin as one
log_in.py      logging in: how often somebody may try, and who hears of failures
demo/          the demonstration newspaper
pagecache/     finished pages, kept in front of Django
health.py      is this process able to serve?   heartbeat.py  signs of life of the worker
checks.py      what `manage.py check --deploy` looks at besides Django's list
settings.py    the settings                     environment.py  reading and checking them
outside_settings.py  those that say whom we ask outside, and who asks us from there
middleware.py  refusals and headers around each request
doctor.py      what `manage.py doctor` looks at
metrics.py     what Prometheus is told         watching/  request ids, lines of the log, what is counted
serving.py     how many requests wait at once   patience.py  how long one waits for the database
connections.py whether a connection to the database still stands   clock.py  what time it is there
lists.py       what a list of the desk may be asked for
rendering.py   HTML of form fields, written fast
templates.py   which templates a process for readers has
routing.py     where it puts what readers send
models.py      attempts to log in, questions for a new password, signs of life of workers
storage.py     static files under names with a hash
context.py     what every template knows        formats/  how dates and times look
"""
