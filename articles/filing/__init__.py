"""Filing by programs: the writing API, by which an agency's or a developer's tool does what people do at the desk.

It has no rule of its own: stories are read by the desk's form, saved by `articles.writing.saving`, moved by
`articles.acts`, and `articles.policy` is asked of whoever the key acts as.

keys.py      making a key, revoking it, and whom it lets in
knocking.py  what is looked at before anything is done: the key, its rate, the kind and the size of what is sent
reading.py   JSON that came from anybody
shapes.py    what may be sent, and what is answered
refusing.py what is answered where nothing was done
typed.py     a story as the form of the desk knows it, and as the API tells it
once.py      a request that is sent twice is done once
stories.py   beginning, reading and saving a story
acting.py    doing any act of `articles.acts.table`
api.py       the addresses, and their description as OpenAPI

It may import what the desk's pages stand on, and all below.
"""
