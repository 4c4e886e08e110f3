"""Titles in alphabetical order; a changed one is put in its place without sorting again."""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from matchmaker.services.bitsets import Ids


@dataclass(frozen=True, slots=True)
class Titles:
    """``order`` holds ids by title, case not counted; equal titles by id."""

    keys: Mapping[int, str]
    order: Ids

    @classmethod
    def of(cls, titles: Mapping[int, str]) -> "Titles":
        keys = {listing: title.casefold() for listing, title in titles.items()}
        order = sorted(keys, key=lambda listing: (keys[listing], listing))
        return cls(keys, np.array(order, dtype=np.int64))

    def changed(self, gone: Collection[int], titles: Mapping[int, str]) -> "Titles":
        """Without those ``gone`` and with ``titles``; one that is in both is replaced."""
        fresh = {listing: title.casefold() for listing, title in titles.items()}
        touched = np.fromiter({*gone, *titles}, dtype=np.int64)
        kept = self.order[~np.isin(self.order, touched)]
        keys = {**self.keys, **fresh}
        for listing in set(gone) - titles.keys():
            keys.pop(listing, None)
        added = sorted(fresh, key=lambda listing: (fresh[listing], listing))
        places = [
            bisect_left(kept, (fresh[listing], listing), key=lambda at: (keys[at], at))
            for listing in added
        ]
        return Titles(keys, np.insert(kept, places, added))
