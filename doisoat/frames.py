"""Frames put together."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def below_each_other(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of all frames in their order, numbered anew; of a single frame without a second copy of its cells."""
    return frames[0].reset_index(drop=True) if len(frames) == 1 else pd.concat(frames, ignore_index=True)
