"""What a report says with values of its own: frozen filled in, so that a page can find the sentence
that it was made of and say it in the reader's language (``services/saying.py``)."""

from typing import Final

from matchmaker.phrases import N_

FIRST: Final = N_(
    "From %(start)s to %(end)s, both included, in UTC. There is no earlier report to compare with."
)
COMPARED: Final = N_(
    "From %(start)s to %(end)s, both included, in UTC. Changes are those against the snapshot "
    "%(previous)s, by the figures that both tell."
)
AGAINST: Final = N_("Against “%(title)s” (%(start)s to %(end)s).")
ECONOMIES: Final = N_(
    "South are emerging market and developing economies, North advanced economies, by the "
    "%(source)s. It is public, renewed each year, and puts every economy that it covers into one "
    "of two groups. The country is that of the organization. A party from a territory that the "
    "source does not class makes the introduction one that is not classified."
)
WITHHELD: Final = N_(
    "Counts below %(smallest)s are withheld and marked [c]. Zero is withheld like any other small "
    "count: beside a total it would say that everybody is somewhere else. So are counts that would "
    "tell a small one by subtraction, from a row, a column, a total or another table: for whoever "
    "adds and subtracts all that is told, a withheld count can still be anything in a range as "
    "wide as that from 0 to %(most)s. The mark does not say why a count is withheld. A share is "
    "told in per cent of %(base)s or more, and as a count of fewer. [z] stands where nothing can "
    "be counted. The numbers were withheld before they were frozen: what this report does not tell "
    "is not in its files."
)
SENTENCES: Final = (FIRST, COMPARED, AGAINST, ECONOMIES, WITHHELD)
