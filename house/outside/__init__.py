"""The one door by which this program asks others: hubs, search engines, partners, whatever a story links to.

An address that somebody typed, or that a server outside sends us on to, may name a machine of our own network. So
every request goes through `ask`. Caches in front are not outside: their addresses are settings (articles/purging/).

addresses.py   which addresses are asked at all
networks.py    which machines are nobody else's business
connecting.py  a name is looked up once, and what was looked up and found good is connected to, all in time
asking.py      a request with its redirects, and as much of the answer as is wanted
together.py    several asked at the same time

docs/decisions/0060-one-door-to-the-outside.md says why.
"""

from house.outside.addresses import AddressRefused, NoAnswer, OutsideProblem, UnknownName
from house.outside.asking import OutsideAnswer, ask
from house.outside.together import together

__all__ = ["AddressRefused", "NoAnswer", "OutsideAnswer", "OutsideProblem", "UnknownName", "ask", "together"]
