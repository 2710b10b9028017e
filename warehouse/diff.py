"""Which verdicts differ between two runs, in themselves or in their standing, and why.

A changed verdict gets exactly one cause, so that the causes add up to the changes:

* ``scope``: the unit was not asked about in one of the runs.
* ``set``: the criteria set was not asked about in one of the runs.
* ``decision``: an officer's decision began or ended to count, and the evidence says the same.
* ``answer``: the unit began or ceased to object, and the evidence says the same.
* ``source``: it rests on a row that says something else than before, of a file that the other run did not use (new,
  changed, gone, or published after the other run's as-of day).
* ``match``: the files are the same, but a place text that concerns the unit was resolved differently.
* ``rule``: the criteria file is another one.
* ``expired``: the same rows under the same rules on another day: evidence that grew too old, or was not yet.
* ``code``: nothing of this differs but the program's version does.
* ``other``: none of it can be shown from what is stored, and both runs were asked the same.

File, sheet and row are named where a row of evidence speaks otherwise than in the other run: for ``source`` always but
where a source fell silent, for the other causes where it is one row's doing.

``overall`` verdicts and those of units that have no evidence of their own take the cause of what they sum up.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection, RowMapping, Select, not_, select

from doisoat.row_runs import rows_of
from warehouse.questions import verdicts
from warehouse.schema import evidence, evidence_block, origin, resolution, source_file, verdict, verdict_claim
from warehouse.within import within

KEY = ("criteria", "level", "unit_code", "indicator")
SIDES = ("claim", "verdict", "basis", "reasons")
DIFF = (
    *KEY,
    "unit",
    "commune",
    "district",
    *(f"{name}_{side}" for name in SIDES for side in ("a", "b")),
    "cause",
    "sentence",
    "source_id",
    "file",
    "sheet",
    "row",
)
CAUSES = ("scope", "set", "decision", "answer", "source", "match", "rule", "expired", "code", "other")
_STALE = ("stale", "expired")
_SENTENCES = {
    "match": "cách khớp tên địa bàn đã thay đổi giữa hai lượt",
    "rule": "tệp bộ tiêu chí đã thay đổi giữa hai lượt",
    "expired": "cùng minh chứng nhưng xét vào ngày khác: minh chứng hết hạn hoặc chưa đến hạn",
    "code": "phiên bản chương trình đã thay đổi giữa hai lượt",
    "scope": "một trong hai lượt không xét đơn vị này",
    "set": "một trong hai lượt không xét bộ tiêu chí này",
    "asked": "hai lượt xét phạm vi khác nhau",
    "decision": "quyết định của cán bộ bắt đầu hoặc thôi áp dụng; căn cứ vẫn vậy",
    "answer": "đơn vị phản đối hoặc thôi phản đối; căn cứ và kết luận vẫn vậy",
    "other": "chưa xác định được nguyên nhân từ dữ liệu đã lưu",
}


@dataclass(frozen=True)
class _Cause:
    name: str
    sentence: str
    source_id: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None


@dataclass(frozen=True)
class _Proof:
    """A row a verdict rests on, and what it says: a row that moved to another line says the same."""

    says: tuple[str, ...]  # check, role, sentence
    published_on: dt.date | None
    source_id: str
    sha: str
    sheet: str
    row: int | None


Key = tuple[str, ...]


def diff(connection: Connection, a: RowMapping, b: RowMapping) -> pd.DataFrame:
    """See ``Warehouse.diff``."""
    old, new = verdicts(connection, a, []), verdicts(connection, b, [])
    both = old.merge(new, on=list(KEY), how="outer", suffixes=("_a", "_b"))
    only_one = both["verdict_a"].isna() | both["verdict_b"].isna()
    changed = both[only_one | (both["verdict_a"] != both["verdict_b"]) | (both["standing_a"] != both["standing_b"])]
    changed = changed.astype(object).where(changed.notna(), "")
    for name in ("unit", "commune", "district"):
        changed[name] = changed[f"{name}_b"].where(changed[f"{name}_b"] != "", changed[f"{name}_a"])
    causes = _causes(connection, a, b, changed) if len(changed) else []
    causes_frame = pd.DataFrame(
        [vars(cause) for cause in causes], columns=[*_Cause.__dataclass_fields__], index=changed.index
    )
    result = changed.join(causes_frame.rename(columns={"name": "cause"}))
    result["row"] = pd.array(result["row"].tolist(), dtype="Int64")
    return result[list(DIFF)].sort_values(list(KEY), kind="stable", ignore_index=True)


def _causes(connection: Connection, a: RowMapping, b: RowMapping, changed: pd.DataFrame) -> list[_Cause]:
    finder = _Finder(connection, a, b)
    records = ({str(name): value for name, value in row.items()} for row in changed.to_dict("records"))
    rows = {tuple(row[name] for name in KEY): row for row in records}
    own = {key: finder.of(key, row) for key, row in rows.items()}
    places = {
        key: {row[f"{name}_{side}"] for name in ("commune_code", "district_code") for side in ("a", "b")}
        for key, row in rows.items()
    }
    return [_summed_up(key, own, places) if finder.sums_up(key) else own[key] for key in rows]


def _summed_up(key: Key, own: dict[Key, _Cause], places: dict[Key, set[str]]) -> _Cause:
    """The cause of a verdict that sums up others: that of the first of them that changed."""
    criteria, _, unit_code, indicator = key
    same_unit = [k for k in own if k[0] == criteria and k[2] == unit_code and k[3] != indicator]
    below = [k for k in own if k[0] == criteria and unit_code in places[k] and k[2] != unit_code and k[3] != "overall"]
    for candidates in (same_unit, below):
        if candidates:
            first = min(candidates)
            cause = own[first]
            return _Cause(
                cause.name,
                f"theo chỉ tiêu {first[3]} của {first[2]}: {cause.sentence}",
                cause.source_id,
                cause.file,
                cause.sheet,
                cause.row,
            )
    return own[key]


class _Finder:
    """Knows what two runs rested on, and tells for one verdict what of it differs."""

    def __init__(self, connection: Connection, a: RowMapping, b: RowMapping) -> None:
        self._a, self._b = a, b
        self._proofs = [_proofs(connection, mine, other) for mine, other in ((a, b), (b, a))]
        self._files = [_files(connection, found) for found in (a, b)]
        self._moved = _moved(connection, a, b) | _moved(connection, b, a)
        self._rules = [_criteria(found) for found in (a, b)]
        self._scopes = [frozenset(json.loads(found["scope"])) for found in (a, b)]
        self._evidence_verdicts = [_evidence_verdicts(connection, found) for found in (a, b)]

    def sums_up(self, key: Key) -> bool:
        return key[3] == "overall" and not any(key in side for side in self._proofs)

    def of(self, key: Key, texts: dict[str, str]) -> _Cause:
        """The cause of one change; ``texts`` are its row of the comparison."""
        if asked := self._asked(key, texts) or self._said(key, texts):
            return _Cause(asked, _SENTENCES[asked])
        found = self._source(key, texts, by_date=False)
        if found is not None:
            return found
        name = self._name(key, texts)
        if name == "asked":
            return _Cause("scope", _SENTENCES[name])
        if name not in ("match", "rule", "scope"):
            found = self._source(key, texts, by_date=True) or (self._any_file() if name == "other" else None)
        return found or self._seen_otherwise(name, key)

    def _asked(self, key: Key, texts: dict[str, str]) -> str:
        """Whether one run has no verdict because it was not asked for one."""
        for side, end in enumerate("ab"):
            if texts[f"verdict_{end}"]:
                continue
            places = {key[2], *(texts[f"{name}_{e}"] for name in ("commune_code", "district_code") for e in "ab")}
            if self._scopes[side] and not self._scopes[side] & places:
                return "scope"
            if key[0] not in self._rules[side] and key[0] in self._rules[1 - side]:
                return "set"
        return ""

    def _said(self, key: Key, texts: dict[str, str]) -> str:
        """Whether people alone made the difference: the evidence says the same in both runs."""
        standings = (texts["standing_a"], texts["standing_b"])
        before, after = (
            self._evidence_verdicts[side].get(key) or texts[f"verdict_{end}"] for side, end in enumerate("ab")
        )
        if standings[0] == standings[1] != "decision" or before != after:
            return ""
        return "decision" if "decision" in standings else "answer"

    def _source(self, key: Key, texts: dict[str, str], *, by_date: bool) -> _Cause | None:
        """A row of a file that only one run used; with ``by_date`` also one that only has another date."""
        same_claim = texts["claim_a"] == texts["claim_b"]
        for side, proof in self._unmatched(key, by_date=by_date):
            if proof.says[1] == "claim" and same_claim and not by_date:
                continue
            day = (self._b, self._a)[side]["as_of"]
            late = proof.published_on is not None and proof.published_on > day
            if proof.sha and ((proof.source_id, proof.sha) not in self._files[1 - side] or late):
                did = "dùng" if side else "không còn dùng"
                cause = self._at(proof, side, "source", "")
                where = f"hàng {proof.row} của tệp {cause.file or proof.source_id}"
                return replace(cause, sentence=f"lượt sau {did} {where}")
        return None

    def _seen_otherwise(self, name: str, key: Key) -> _Cause:
        """The cause with the row of the same files that a run counts and the other does not, or counts otherwise."""
        for side, proof in self._unmatched(key, by_date=True):
            if proof.sha and proof.says[1] != "claim" and name != "scope":
                return self._at(proof, side, name, _SENTENCES[name])
        return _Cause(name, _SENTENCES[name])

    def _unmatched(self, key: Key, *, by_date: bool) -> Iterator[tuple[int, _Proof]]:
        """Rows that say in one run what none says in the other: those of the later run (1) first."""
        old, new = (self._proofs[side].get(key, []) for side in (0, 1))
        for side, proofs, others in ((1, new, old), (0, old, new)):
            said = Counter(_meaning(proof, by_date) for proof in others)
            for proof in proofs:
                meaning = _meaning(proof, by_date)
                if said[meaning] > 0:
                    said[meaning] -= 1
                else:
                    yield side, proof

    def _at(self, proof: _Proof, side: int, name: str, sentence: str) -> _Cause:
        file = self._files[side].get((proof.source_id, proof.sha), "")
        return _Cause(name, sentence, proof.source_id, file, proof.sheet, proof.row)

    def _any_file(self) -> _Cause | None:
        """A file that only one run had: a source that fell silent leaves no row to name."""
        for side, did in ((1, "có thêm"), (0, "không còn")):
            only = sorted(
                (self._files[side][key], key[0]) for key in self._files[side].keys() - self._files[1 - side].keys()
            )
            if only:
                name, source_id = only[0]
                return _Cause("source", f"lượt sau {did} tệp {name}", source_id, name)
        return None

    def _name(self, key: Key, texts: dict[str, str]) -> str:
        if self._scopes[0] != self._scopes[1] and "" in (texts["verdict_a"], texts["verdict_b"]):
            return "scope"
        if key[2] in self._moved:
            return "match"
        if self._rules[0].get(key[0]) != self._rules[1].get(key[0]):
            return "rule"
        grew_old = any((word in texts["reasons_a"]) != (word in texts["reasons_b"]) for word in _STALE)
        if grew_old or self._a["as_of"] != self._b["as_of"]:
            return "expired"
        if self._a["code_version"] != self._b["code_version"]:
            return "code"
        same = self._scopes[0] == self._scopes[1] and set(self._rules[0]) == set(self._rules[1])
        return "other" if same else "asked"


def _meaning(proof: _Proof, by_date: bool) -> tuple[object, ...]:
    return (*proof.says, proof.source_id, proof.published_on) if by_date else (*proof.says, proof.source_id)


def _evidence_verdicts(connection: Connection, found: RowMapping) -> dict[Key, str]:
    """What the evidence says, where an officer decided otherwise or the unit as a whole follows a decision."""
    names = [verdict.c[name] for name in KEY]
    query = select(*names, verdict.c.evidence_verdict).where(
        within(verdict, found), verdict.c.evidence_verdict.is_not(None)
    )
    return {tuple(values[:4]): values[4] for values in connection.execute(query)}


def _criteria(found: RowMapping) -> dict[str, str]:
    loaded: dict[str, str] = json.loads(found["criteria"])
    return loaded


def _proofs(connection: Connection, mine: RowMapping, other: RowMapping) -> defaultdict[Key, list[_Proof]]:
    """Evidence and claim rows by verdict; of lots that both runs have, nothing is read."""
    keys = [evidence_block.c[name] for name in KEY]
    row = (origin.c.source_id, origin.c.file_sha256, origin.c.sheet)
    said = (evidence.c.check_id, evidence.c.role, evidence.c.sentence, evidence.c.published_on)
    lots: Select[Any] = (
        select(*keys, *said, *row, evidence.c.row, evidence.c.row_runs)
        .join_from(evidence_block, evidence, evidence.c.block_id == evidence_block.c.block_id)
        .join(origin, origin.c.origin_id == evidence.c.origin_id, isouter=True)
        .where(within(evidence_block, mine), not_(within(evidence_block, other)))
        .order_by(evidence.c.block_id, evidence.c.n)
    )
    claims: Select[Any] = (
        select(*(verdict_claim.c[name] for name in KEY), *row, verdict_claim.c.row)
        .join_from(verdict_claim, origin, origin.c.origin_id == verdict_claim.c.origin_id, isouter=True)
        .where(within(verdict_claim, mine), not_(within(verdict_claim, other)))
    )
    found: defaultdict[Key, list[_Proof]] = defaultdict(list)
    for values in connection.execute(claims):
        found[tuple(values[:4])].append(_proof(("", "claim", ""), None, *values[4:]))
    for values in connection.execute(lots):
        check_id, role, sentence, published_on, source_id, sha, sheet, number, runs = values[4:]
        proof = _proof((check_id or "", role or "", sentence or ""), published_on, source_id, sha, sheet, number)
        found[tuple(values[:4])] += [replace(proof, row=n) for n in rows_of(runs)] if runs else [proof]
    return found


def _proof(says: Key, published_on: dt.date | None, source_id: Any, sha: Any, sheet: Any, row: Any) -> _Proof:  # noqa: ANN401
    return _Proof(says, published_on, source_id or "", sha or "", sheet or "", row)


def _files(connection: Connection, found: RowMapping) -> dict[tuple[str, str], str]:
    rows = connection.execute(
        select(source_file.c.source_id, source_file.c.file_sha256, source_file.c.name).where(
            within(source_file, found), source_file.c.status != "refused"
        )
    )
    return {(row.source_id or "", row.file_sha256 or ""): row.name or "" for row in rows}


def _moved(connection: Connection, mine: RowMapping, other: RowMapping) -> set[str]:
    """Codes of units named by resolutions that only ``mine`` has, for texts that ``other`` resolved too."""
    text_columns = ("source_id", "kind", "village_text", "commune_text", "commune_code_text", "district_text")
    columns = [resolution.c[name] for name in (*text_columns, "address_text", "village_code", "candidates")]
    one = [_resolved(row) for row in connection.execute(select(*columns).where(within(resolution, mine)))]
    two = [_resolved(row) for row in connection.execute(select(*columns).where(within(resolution, other)))]
    theirs = dict(two)
    return {
        code
        for texts, codes in one
        if texts in theirs and theirs[texts] != codes
        for code in (*codes, *theirs[texts])
        if code
    }


def _resolved(row: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:  # noqa: ANN401 - a SQLAlchemy row
    *texts, village_code, candidates = row
    return tuple(text or "" for text in texts), (village_code or "", *(candidates or "").split("|"))
