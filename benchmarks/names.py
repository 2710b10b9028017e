"""Names per CPU-second, precision and recall of the resolver, beside Splink and rapidfuzz's best-of in one run.

    .venv/bin/python benchmarks/names.py [--villages 1800] [--records 50000] [--seed 1] [--only ours]

A register is assembled from Tày-Nùng name parts on the real communes of 2020–2024, homonym communes and near-twin
villages included; records are damaged copies with their truth, and guards: texts that mean a village the register does
not hold, beside its near-twin. All three get the same repaired texts. Splink and DuckDB are in the dependency group
"bench"; where they are missing, the script says so and goes on without them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import random
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pandas as pd

from doisoat.text.encodings import TCVN3_TABLE, VNI_TABLE
from doisoat.text.repair import repair_rows
from gazetteer.editions import load_editions
from gazetteer.names import name_of
from gazetteer.resolver import Gazetteer

DAY = dt.date(2024, 6, 1)
_HEADS = (
    "Nà Nà Nà Nà Bản Bản Bản Khuổi Khuổi Khuổi Khòn Cốc Nặm Vằng Thâm Lũng Bó Pác Pắc Phiêng Phai Kéo Khau Co Còn Pò "
    "Khe Tềnh Slam Khun Làng Phia Pá Kỳ Tân Đồng Hòa Quý Thụy Minh Hồng Bắc"
)
_TAILS = (
    "Rài Mèo Chuông Việt Toòng Phầy Thuyền Nưa Pài Loỏng Thuồng Tấu Dụi Giàm Cại Nhúng Ngọa Mằn Sài Ban Đừng "
    "Nhùng "
    "Luông Lượt Cọ Cướm Lay Rạc Vài Văn Lùng Sáng Sang Mới Puộc Dự Vàn Nhàu Đeng Làng Mặn Mản Màn Rào Dào Giào Cà "
    "Giang Mu Tồng Cuồng Liềng Rọ Bốc Mác Cáy Tiên Chả Hốc Ứn Mấn Háp Luống Hoàng Hoong Cái Rãi Xè Sè Lẹng Trọ Kèn "
    "Phán Pán Bay Hòa Hoà Quý Mỹ Thủy Tọa Khỏe Kim Lợi Đoàn Kết Phong Sơn Thái Hưng Thành Loan Lý Kỳ Vỹ"
)
HEADS, TAILS = _HEADS.split(), _TAILS.split()
KINDS = ("Thôn", "Thôn", "Thôn", "Thôn", "Khu", "Tổ dân phố", "Bản")
_TONED = {"àáảãạ": "a", "èéẻẽẹ": "e", "ìíỉĩị": "i", "òóỏõọ": "o", "ùúủũụ": "u", "ỳýỷỹỵ": "y"}
_VARIANTS = {c: group for group, base in _TONED.items() for c in group + base}
_TO_TCVN3 = {letter: chr(code) for code, letter in TCVN3_TABLE.items()}
_TO_VNI = {letter: shown for shown, letter in reversed(VNI_TABLE.items())}
_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
_NEW_PLACE = [
    ("òa", "oà"),
    ("óa", "oá"),
    ("ỏa", "oả"),
    ("õa", "oã"),
    ("ọa", "oạ"),
    ("ùy", "uỳ"),
    ("úy", "uý"),
    ("ủy", "uỷ"),
]
_NEW_PLACE += [("ũy", "uỹ"), ("ụy", "uỵ"), ("ỏe", "oẻ"), ("òe", "oè")]


# ---------------------------------------------------------------- register


def make_name(rng: random.Random) -> str:
    """A village name: two words mostly, with a number now and then, sometimes merged from two."""
    roll = rng.random()
    if roll < 0.09:
        return str(rng.randint(1, 14))
    if roll < 0.12:
        return f"{rng.randint(1, 5)} {rng.choice(TAILS)}"
    name = f"{rng.choice(HEADS)} {rng.choice(TAILS)}"
    if roll < 0.22:
        return f"{name} {rng.randint(1, 3)}"
    if roll < 0.27:
        return f"{name} - {rng.choice(HEADS)} {rng.choice(TAILS)}"
    if roll < 0.30:
        return f"{name} {rng.choice(['Trong', 'Ngoài', 'Trên', 'Dưới'])}"
    return name


def near_twin(name: str, rng: random.Random) -> str:
    """A different village whose name lies one step away: another tone, letter, word or number."""
    words = name.split()
    step = rng.randrange(4)
    if step == 0 and words[-1].isdigit():
        return " ".join([*words[:-1], str(int(words[-1]) + 1)])
    if step == 1 and not words[-1].isdigit():
        return f"{name} {rng.randint(1, 3)}"
    toned = [n for n, c in enumerate(name) if c in _VARIANTS and c not in "aeiouy"]
    if step == 2 and toned:
        n = rng.choice(toned)
        # hỏi and ngã are one habit of spelling, not two villages
        others = [c for c in _VARIANTS[name[n]] if c != name[n] and not _same_habit(c, name[n])]
        return name[:n] + rng.choice(others) + name[n + 1 :]
    return " ".join([*words[:-1], rng.choice(TAILS)])


def _same_habit(one: str, other: str) -> bool:
    tones = [unicodedata.normalize("NFD", c)[1:2] for c in (one, other)]
    return set(tones) == {"\u0309", "\u0303"}


def make_register(size: int, rng: random.Random) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A register frame, and the villages that exist but are missing from it (same columns)."""
    units = load_editions().units_on(DAY)
    homonyms = [u for u in units if sum(v.name == u.name for v in units) > 1]
    others = [u for u in units if u not in homonyms]
    chosen = [*homonyms, *rng.sample(others, min(len(others), max(1, size // 10)))]
    rows: list[dict[str, str]] = []
    missing: list[dict[str, str]] = []
    number = 0
    while len(rows) < size:
        for unit in chosen:
            names: dict[str, str] = {}
            have = {row["village_name"] for row in rows if row["commune_code"] == unit.code}
            while len(names) < 4:
                name = make_name(rng)
                names.setdefault(fold(name), name)
                if rng.random() < 0.25:
                    twin = near_twin(name, rng)
                    names.setdefault(fold(twin) + "~", twin)
            for name in names.values():
                if name in have or (fold(name) in {fold(h) for h in have} and rng.random() < 0.7):
                    continue
                have.add(name)
                number += 1
                row = {
                    "village_code": f"{unit.code}{number:05d}",
                    "village_name": name,
                    "village_kind": rng.choice(KINDS) if unit.kind != "Xã" else "Thôn",
                    "commune_name": unit.full_name,
                    "commune_code": unit.code,
                    "district_name": unit.district,
                }
                (missing if rng.random() < 0.06 else rows).append(row)
    return pd.DataFrame(rows[:size]), pd.DataFrame(missing)


def written(name: str) -> str:
    """What two names share that are the same in writing: tone place, i/y and the number's place aside."""
    return name_of(name).key


def fold(text: str) -> str:
    """Lower case, without marks."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in bare if not unicodedata.combining(c)).lower()


# ---------------------------------------------------------------- damage


def to_tcvn3(text: str) -> str:
    """As the ABC fonts stored it, shown under Windows-1252; capitals with marks come out small."""
    return "".join(_TO_TCVN3.get(c, _TO_TCVN3.get(c.lower(), c)) for c in text)


def to_vni(text: str) -> str:
    """As the VNI fonts stored it."""
    return "".join(_TO_VNI.get(c, c) for c in text)


def to_cp1258(text: str) -> str:
    """Windows-1258 bytes read as Windows-1252."""
    shown = []
    for c in text:
        parts = unicodedata.normalize("NFD", c)
        base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in _MARKS))
        shown.append(base + "".join(p for p in parts if p in _MARKS))
    return "".join(shown).encode("cp1258").decode("cp1252")


def to_mojibake(text: str) -> str:
    """UTF-8 bytes read as Windows-1252."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())


def to_new_tone(text: str) -> str:
    """The other place of the tone mark."""
    for old, new in _NEW_PLACE:
        text = text.replace(old, new)
    return text


def to_typo(text: str, rng: random.Random) -> str:
    """One letter lost, doubled, or another."""
    places = [n for n, c in enumerate(text) if c.isalpha() and n > 0]
    if not places:
        return text
    n = rng.choice(places)
    return rng.choice(
        [text[:n] + text[n + 1 :], text[:n] + text[n] + text[n:], text[:n] + rng.choice("aeiounhgt") + text[n + 1 :]]
    )


def to_spelling(text: str, rng: random.Random) -> str:
    """One of the confusions of the region; the text itself where none applies."""
    swaps = [
        ("Pác", "Pắc"),
        ("Pắc", "Pác"),
        ("Nặm", "Nậm"),
        ("Lũng", "Lủng"),
        ("Giàm", "Dàm"),
        ("Rào", "Dào"),
        ("Xè", "Sè"),
    ]
    swaps += [("Sài", "Xài"), ("Giang", "Dang"), ("Rãi", "Rải"), ("Mản", "Mãn"), ("Loỏng", "Loõng"), ("Dự", "Rự")]
    fitting = [(a, b) for a, b in swaps if a in text.split()]
    if not fitting:
        return text
    old, new = rng.choice(fitting)
    return " ".join(new if word == old else word for word in text.split())


def _typed(name: str, kind: str, rng: random.Random) -> str:
    short = {"Thôn": ["Thôn ", "T. ", "T.", "THÔN ", "thôn ", ""], "Khu": ["Khu ", "K. ", "KHU "], "Bản": ["Bản "]}
    short["Tổ dân phố"] = ["Tổ dân phố ", "TDP ", "Tổ "]
    return rng.choice(short[kind]) + name


def make_records(register: pd.DataFrame, missing: pd.DataFrame, count: int, rng: random.Random) -> pd.DataFrame:
    """Damaged rows with truth: ``want`` is a village code, or "" where nothing may be matched; ``kind`` the damage."""
    rows = register.to_dict("records")
    held = {(r["commune_code"], written(r["village_name"])) for r in rows}
    lost = [r for r in missing.to_dict("records") if (r["commune_code"], written(r["village_name"])) not in held]
    homonym = Counter(register.drop_duplicates("commune_code").commune_name)
    encoders: dict[str, Callable[[str], str]] = {
        "tcvn3": to_tcvn3,
        "vni": to_vni,
        "cp1258": to_cp1258,
        "mojibake": to_mojibake,
        "nfd": lambda t: unicodedata.normalize("NFD", t),
        "tone": to_new_tone,
        "eth": lambda t: t.replace("Đ", "Ð").replace("đ", "ð"),
    }
    kinds = [
        "clean",
        "style",
        "style",
        "bare",
        "address",
        "spelling",
        "number",
        "merged",
        "typo",
        "guard",
        "code",
        "nodistrict",
    ]
    kinds += list(encoders)
    kinds_of_name = Counter((r["commune_code"], written(r["village_name"])) for r in rows)
    records = []
    for _ in range(count):
        kind = rng.choice(kinds)
        row = rng.choice(lost) if kind == "guard" and lost else rng.choice(rows)
        full = f"{row['village_kind']} {row['village_name']}"
        village, commune, district, address = full, row["commune_name"], row["district_name"], ""
        want = row["village_code"]
        if kinds_of_name[row["commune_code"], written(row["village_name"])] > 1 and kind != "guard":
            continue
        if kind == "style":
            village = _typed(row["village_name"], row["village_kind"], rng)
            if rng.random() < 0.4:
                village = village.upper()
            commune = rng.choice(
                [
                    commune,
                    commune.replace("Xã ", "X. "),
                    commune.upper(),
                    commune.removeprefix("Thị trấn ").removeprefix("Xã ").removeprefix("Phường "),
                ]
            )
            district = rng.choice([district, district.replace("Huyện ", "H. "), district.replace("Huyện ", "")])
        elif kind == "bare":
            village, commune, district = (
                t.translate(_BARE) for t in (fold_case(village), fold_case(commune), fold_case(district))
            )
        elif kind == "address":
            address = f"{village}, {commune}, {district}, tỉnh Lạng Sơn"
            village = commune = district = ""
        elif kind == "spelling":
            village = to_spelling(village, rng)
            if (row["commune_code"], written(village.removeprefix(row["village_kind"]))) in held and village != full:
                continue
        elif kind == "number":
            village = f"{row['village_kind']} {renumber(row['village_name'], rng)}"
        elif kind == "merged" and " - " in row["village_name"]:
            one, two = row["village_name"].split(" - ")
            village = rng.choice(
                [f"{two} - {one}", f"{one}, {two}", f"{one}-{two}", f"{one} – {two}", f"Thôn {two} và {one}"]
            )
        elif kind == "typo":
            name = to_typo(row["village_name"], rng)
            village = f"{row['village_kind']} {name}"
            want = "" if name != row["village_name"] else want
        elif kind == "guard":
            village = _typed(row["village_name"], row["village_kind"], rng)
            want = ""
        elif kind == "code":
            commune, district = rng.choice([row["commune_code"], row["commune_code"].lstrip("0")]), ""
        elif kind == "nodistrict":
            district = ""
            want = "" if homonym[row["commune_name"]] > 1 else want
        elif kind in encoders:
            village, commune, district = (encoders[kind](t) for t in (village, commune, district))
        records.append(
            (village or None, commune or None, district or None, address or None, want, kind, row["village_code"])
        )
    columns = ["village_text", "commune_text", "district_text", "address_text", "want", "kind", "meant"]
    return pd.DataFrame(records, columns=columns, dtype="str")


_BARE = str.maketrans({"đ": "d", "Đ": "D"})


def fold_case(text: str) -> str:
    """Without marks, case kept."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def renumber(text: str, rng: random.Random) -> str:
    """The number of a name in another form, or before instead of behind; the text itself where there is none."""
    words = text.split()
    digits = [n for n, w in enumerate(words) if w.isdigit()]
    if len(digits) != 1 or "-" in words or int(words[digits[0]]) > 15:
        return text
    value = int(words[digits[0]])
    roman = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV"][value]
    rest = [w for w in words if not w.isdigit()]
    forms = [[*rest, f"{value:02d}"], [*rest, roman], [*rest, str(value)]] + ([[str(value), *rest]] if rest else [])
    return " ".join(rng.choice(forms))


# ---------------------------------------------------------------- the three


def score(found: pd.Series, records: pd.DataFrame) -> dict[str, float]:
    """Precision of what was matched, recall of what has an answer, F1, and the number of wrong matches."""
    found = found.fillna("").reset_index(drop=True)
    want = records.want.reset_index(drop=True).fillna("")
    meant = records.meant.reset_index(drop=True)
    # A typing error that was matched to the village meant is no wrong match, but nothing is asked of it.
    right = (found != "") & (
        (found == want) | ((found == meant) & records.kind.reset_index(drop=True).isin(["typo", "nodistrict"]))
    )
    wrong = (found != "") & ~right
    precision = right.sum() / max(1, (found != "").sum())
    recall = ((found == want) & (want != "")).sum() / max(1, (want != "").sum())
    return {
        "P": precision,
        "R": recall,
        "F1": 2 * precision * recall / max(1e-9, precision + recall),
        "wrong": float(wrong.sum()),
    }


def run_ours(register: pd.DataFrame, records: pd.DataFrame) -> tuple[pd.Series, float]:
    """The resolver of this project, register build included in the time."""
    start = time.process_time()
    gazetteer = Gazetteer.build(register, load_editions())
    answer = gazetteer.resolve(records, DAY)
    return answer.village_code, time.process_time() - start


def run_rapidfuzz(register: pd.DataFrame, records: pd.DataFrame) -> tuple[pd.Series, float]:
    """Best of all by WRatio over "village, commune, district" folded, accepted from 90 up."""
    from rapidfuzz import fuzz, process

    start = time.process_time()
    names = [
        fold(f"{r.village_kind} {r.village_name}, {r.commune_name}, {r.district_name}") for r in register.itertuples()
    ]
    codes = register.village_code.tolist()
    texts = [
        fold(r.address_text if isinstance(r.address_text, str) else ", ".join(t for t in r[1:4] if isinstance(t, str)))
        for r in records.itertuples()
    ]
    known: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        best = process.extractOne(text, names, scorer=fuzz.WRatio, score_cutoff=90)
        known[text] = codes[best[2]] if best else ""
    return pd.Series([known[t] for t in texts]), time.process_time() - start


def run_splink(register: pd.DataFrame, records: pd.DataFrame) -> tuple[pd.Series, float] | None:
    """Splink on DuckDB: linked on name, commune and district, abstaining on ties. None where it is not installed."""
    try:
        import splink.comparison_library as cl
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    except ImportError:
        print("Splink 5 hoặc DuckDB chưa cài (nhóm phụ thuộc bench): bỏ qua phần so sánh này", file=sys.stderr)
        return None
    start = time.process_time()
    strip = r"^(?:thon|khu|to dan pho|tdp|ban|xa|huyen|thi tran|phuong|thanh pho|[txhk]\.)\s*"
    left = pd.DataFrame(
        {
            "unique_id": [f"r{n}" for n in range(len(register))],
            "village": register.village_name.map(fold),
            "commune": register.commune_name.map(fold).str.replace(strip, "", regex=True),
            "district": register.district_name.map(fold).str.replace(strip, "", regex=True),
        }
    )
    parts = records.address_text.fillna("").str.split(", ", expand=True).reindex(columns=range(3))
    right = pd.DataFrame({"unique_id": [f"q{n}" for n in range(len(records))]})
    for name, column, part in (
        ("village", "village_text", 0),
        ("commune", "commune_text", 1),
        ("district", "district_text", 2),
    ):
        text = records[column].where(records[column].notna(), parts[part]).fillna("").map(fold)
        right[name] = text.str.replace(strip, "", regex=True).where(lambda s: s != "", None)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("village", [0.95, 0.88]),
            cl.JaroWinklerAtThresholds("commune", [0.95]),
            cl.ExactMatch("district"),
        ],
        blocking_rules_to_generate_predictions=[block_on("village"), block_on("commune")],
    )
    engine = DuckDBAPI()
    linker = Linker([engine.register(left), engine.register(right)], settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("village", "commune")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("commune"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("village"))
    pairs = linker.inference.predict(threshold_match_probability=0.9).as_pandas_dataframe()
    swapped = pairs.unique_id_l.str.startswith("q")
    query = pairs.unique_id_r.where(~swapped, pairs.unique_id_l)
    village = pairs.unique_id_l.where(~swapped, pairs.unique_id_r)
    best = pd.DataFrame({"q": query, "v": village, "w": pairs.match_weight}).sort_values("w", ascending=False)
    top = best.groupby("q").w.transform("max")
    best = best[best.w >= top - 1e-6]
    single = best.groupby("q").v.agg(["first", "size"])
    single = single[single["size"] == 1]["first"]
    codes = dict(zip(left.unique_id, register.village_code, strict=True))
    found = right.unique_id.map(single).map(codes)
    return found, time.process_time() - start


def main() -> None:
    """Generate, run, print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--villages", type=int, default=1800)
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["ours", "rapidfuzz", "splink"])
    options = parser.parse_args()
    rng = random.Random(options.seed)
    register, missing = make_register(options.villages, rng)
    records = make_records(register, missing, options.records, rng)
    start = time.process_time()
    columns = ["village_text", "commune_text", "district_text", "address_text"]
    repaired = repair_rows([[None if pd.isna(t) else str(t) for t in records[column]] for column in columns])
    for column, texts in zip(columns, repaired, strict=True):
        records[column] = pd.Series(texts, dtype="str")
    print(f"{len(register)} villages, {len(records)} records; repair {time.process_time() - start:.2f} CPU-s for all")
    runs: list[tuple[str, Callable[[pd.DataFrame, pd.DataFrame], tuple[pd.Series, float] | None]]] = [
        ("ours", run_ours),
        ("splink", run_splink),
        ("rapidfuzz", run_rapidfuzz),
    ]
    for name, run in runs:
        if options.only and options.only != name:
            continue
        result = run(register, records)
        if result is None:
            continue
        found, seconds = result
        s = score(found, records)
        print(
            f"{name:10s} P {s['P']:.4f} R {s['R']:.4f} F1 {s['F1']:.4f} wrong {int(s['wrong'])} "
            f"{len(records) / seconds:,.0f} records per CPU-s"
        )


if __name__ == "__main__":
    main()
