"""A made-up nation, or a part of it: 34 provinces, 3,321 communes, 90,000 villages, 25 million addresses, 3 operators.

``python -m benchmarks.nation 0.1 /tmp/nation [parquet]`` writes a tenth of it. A source sends a file a province. Names
of villages come again from commune to commune, those of communes from district to district, and are written in the ways
that real files write them; a few point to no village, some codes stand in two rows, some plates are not stated. The
same for the same seed. Names, people and figures are invented.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from benchmarks.inboxes import KINDS, NAMES, Village, write_claims, write_operator, write_register

PROVINCES, COMMUNES, VILLAGES, ADDRESSES = 34, 3_321, 90_000, 25_000_000
_COMMUNES_OF_A_DISTRICT = 6
_HEADER = (
    "Mã Vpostcode", "Loại đối tượng", "Tên đối tượng", "Thôn/xóm", "Xã/Phường", "Quận/Huyện", "Đã thông báo",
    "Đã gắn biển", "Ngày gắn",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much of the nation."""

    provinces: int
    communes: int
    villages: int
    addresses: int


def size(part: float) -> Size:
    """A part of the nation, whole provinces where that is possible."""
    return Size(
        max(1, round(PROVINCES * part)), max(1, round(COMMUNES * part)), round(VILLAGES * part), round(ADDRESSES * part)
    )


def villages(wanted: Size, seed: int = 7) -> list[list[Village]]:
    """The villages of each province, commune by commune."""
    dice = random.Random(seed)
    per_village = wanted.addresses // wanted.villages if wanted.addresses else 100
    found: list[list[Village]] = [[] for _ in range(wanted.provinces)]
    for number in range(wanted.communes):
        province = number * wanted.provinces // wanted.communes
        district = number // _COMMUNES_OF_A_DISTRICT
        # Of six communes of a district none has the name of another; districts share them.
        place = number % _COMMUNES_OF_A_DISTRICT
        commune = f"Xã {NAMES[(district * 7 + place * 31) % 450]}"
        first, last = (n * wanted.villages // wanted.communes for n in (number, number + 1))
        for position, name in enumerate(dice.sample(NAMES, last - first), start=1):
            offices, groups, sites = dice.randint(0, 2), dice.randint(0, 2), dice.randint(0, 1)
            households = max(1, round(dice.uniform(0.7, 1.3) * per_village))
            code = f"{10_000 + number}"
            found[province].append(
                Village(
                    f"{code}{position:03d}",
                    name,
                    commune,
                    code,
                    f"Huyện Mẫu {district}",
                    (households, offices, groups, sites),
                )
            )
    return found


def write_nation(folder: Path, part: float, *, as_parquet: bool = False, seed: int = 7) -> int:
    """Write the inbox; returns the number of data rows in it."""
    wanted, rows = size(part), 0
    left = wanted.addresses
    provinces = villages(wanted, seed)
    rows += write_register(folder, [village for each in provinces for village in each])
    for number, listed in enumerate(provinces):
        dice = random.Random(seed * 1000 + number)
        first = sum(map(len, provinces[:number]))
        rows += write_claims(folder, listed, dice, f"tinh_{number:02d}", first)
        for operator in ("vnpt", "viettel", "mobifone"):
            rows += write_operator(folder, operator, listed, dice, f"{operator}_{number:02d}_20240930", first)
        share = left if number == len(provinces) - 1 else round(wanted.addresses * len(listed) / wanted.villages)
        left -= share
        if share > 0:
            rows += _addresses(folder, number, listed, share, np.random.default_rng([seed, number]), as_parquet)
    return rows


def _ways(village: Village) -> tuple[str, ...]:
    """One village as files write it."""
    plain = f"Thôn {village.name}"
    return (plain, f"T. {village.name}", plain.upper(), village.name, unicodedata.normalize("NFD", plain),
            _without_marks(plain), f" {plain}  ")  # fmt: skip


def _without_marks(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _addresses(
    folder: Path, province: int, listed: list[Village], share: int, dice: np.random.Generator, as_parquet: bool
) -> int:
    """One export: the points of the villages, one village after the other, as often as the register counts them."""
    counts = np.array([village.counts for village in listed])
    # Of every village and kind what the register counts; the rest of the share goes round once more.
    cells = np.repeat(np.arange(counts.size), counts.ravel())
    cells = np.sort(np.resize(cells, share), kind="stable") if share > len(cells) else cells[:share]
    village, kind = np.divmod(cells, counts.shape[1])
    ways = [_ways(each) for each in listed]
    texts = pa.array([text for each in ways for text in each] + ["Không rõ"])
    way = dice.choice(len(ways[0]), share, p=(0.4, 0.15, 0.1, 0.2, 0.05, 0.05, 0.05))
    text = np.where(dice.random(share) < 0.0005, len(texts) - 1, village * len(ways[0]) + way)
    number = np.arange(share)
    number = np.where(dice.random(share) < 0.0005, np.maximum(number - 1, 0), number)  # a code in two rows
    # Half of the villages bear all their plates, the others lack up to a tenth.
    lacking = np.where(dice.random(len(listed)) < 0.5, 0.0, dice.random(len(listed)) / 10)
    lacks = (dice.random(share) < lacking[village]).astype(int)
    columns = [
        pa.compute.binary_join_element_wise(
            pa.array([f"P{province:02d}"] * share), pa.compute.utf8_lpad(pa.array(number).cast(pa.string()), 8, "0"), ""
        ),
        _picked([title for title, _ in KINDS], kind),
        pa.compute.binary_join_element_wise(pa.array(["Hộ mẫu"] * share), pa.array(number).cast(pa.string()), " "),
        pa.DictionaryArray.from_arrays(pa.array(text, pa.int32()), texts),
        _picked([each.commune for each in listed], village),
        _picked([each.district for each in listed], village),
        _picked(["Có", "Chưa"], dice.choice(2, share, p=(0.98, 0.02))),
        _picked(["Có", "Chưa", ""], np.where(dice.random(share) < 0.002, 2, lacks)),
        _picked([f"{day:02d}/{month:02d}/2024" for month in range(1, 9) for day in range(1, 29)],
                dice.integers(0, 8 * 28, share)),
    ]  # fmt: skip
    path = folder / "vpostcode" / f"vpostcode_{province:02d}_20241031.{'parquet' if as_parquet else 'csv'}"
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.table(dict(zip(_HEADER, columns, strict=True)))
    if as_parquet:
        pa.parquet.write_table(table, path)
    else:
        plain = pa.table({name: table.column(name).cast(pa.string()) for name in table.column_names})
        pa.csv.write_csv(plain, path, pa.csv.WriteOptions(quoting_style="needed"))
    return share


def _picked(texts: list[str], which: np.ndarray) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(which, pa.int32()), pa.array(texts))


if __name__ == "__main__":
    print(write_nation(Path(sys.argv[2]), float(sys.argv[1]), as_parquet="parquet" in sys.argv[3:]))
