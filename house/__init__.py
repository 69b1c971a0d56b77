"""The ground floor: what stories and pictures share, and what knows of neither. Imports nothing else of the project.

House style: letters.py and folded.py (words in searches and addresses), lines.py (texts of one line), typography.py
(quotation marks and dashes), clock.py (times). The desk: doors.py and arguments.py (what browsers send), moments.py
and suggesting.py (form fields), plainly.py (messages after saving). web.py makes full addresses,
people.py says what people are called, asking.py puts several questions to the database as one,
numbers.py numbers rows that are not there yet, tables.py stores many of them at once. locking.py keeps secrets that
we need again.
processes.py shares work among processes. outside/ is how others are asked: hubs, partners, what stories link to.
"""
