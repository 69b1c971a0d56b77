"""What may be done to a story, by whom and when, and the functions that do it.

It may import publishing and all below.

One module an act: `publish`, `correct`, `withdraw`, `kill`, `republish`, `approve`, `lift_embargo`; `closing` closes
coverage and reopens it; `schedule`, `schedule_withdrawal`, `unschedule` say what happens later; `plain_moves` holds
those that only move a story; `one_press` takes, approves and publishes at once; `hide_line` hides lines that readers
are shown.

table.py     every act, in order: a new one adds its line here
act.py       what is known of an act, and of the press of its button; Refused
decision.py  what is judged before an act is done
guards.py    what may refuse it
wires.py     the guard of wire copy
offering.py  which acts the desk offers to whom
moving.py    the one function that moves a story
entering.py  what acts have in common that readers notice: the ledger's entry, what is held meanwhile
scheduling.py  what scheduling a publication and a withdrawal have in common
proposing.py what kind of change a revision is, by its difference to what readers have
pending.py   what waits for its time, and what takes it back
presses.py   a press that is sent twice counts once
bring_in.py  stories of another system's archive, many at once, each with its record
"""
