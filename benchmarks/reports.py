"""CPU time of all reports of a province, with pictures, workbooks and messages: ``python -m benchmarks.reports``.

65 communes after 1/7/2025 and 11 districts before, 1,700 villages each, names and findings invented. The bar is 20
CPU-seconds for the 65.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from email.policy import SMTP
from pathlib import Path

from reports import district_quality
from reports.contract import Letterhead, ReportFrames
from reports.district_quality.report import REPORT
from reports.letter import compose
from reports.scope import recipient_units
from tests.reports.province import AFTER, BEFORE, frames, verdicts

FOLDER = Path(district_quality.__file__).parent


def province(*, districts: bool) -> ReportFrames:
    """About 1,700 villages in 65 communes, or in 194 communes of 11 districts."""
    if districts:
        places = [(f"{6000 + n:05}", f"Xã Số {n}", str(178 + n % 11), f"Huyện Số {n % 11}") for n in range(194)]
        return frames(verdicts(places, BEFORE, villages=9), BEFORE)
    return frames(verdicts([(f"{6000 + n:05}", f"Xã Số {n}", "", "") for n in range(65)], AFTER, villages=26), AFTER)


def main() -> None:
    """Print seconds, sizes and, with ``--profile``, where the time goes."""
    for name, districts in (("65 communes", False), ("11 districts", True)):
        whole = province(districts=districts)
        units = recipient_units(whole.verdicts)
        profile = cProfile.Profile() if "--profile" in sys.argv else None
        before = time.process_time()
        if profile is not None:
            profile.enable()
        reports = REPORT.build(whole, units, Letterhead(sender="doisoat@langson.example.vn"))
        built = time.process_time()
        sizes = [
            len(compose(r, FOLDER, "a@xa.example.vn", f"<{r.unit_code}@x.vn>").as_bytes(policy=SMTP)) for r in reports
        ]
        done = time.process_time()
        if profile is not None:
            profile.disable()
            pstats.Stats(profile).sort_stats("tottime").print_stats(18)
        print(
            f"{name}: {len(reports)} reports, {sum(r.finding_count for r in reports)} findings, "
            f"{sum(len(r.pictures) for r in reports)} pictures: {done - before:.1f} CPU-seconds "
            f"(messages {done - built:.1f}), largest message {max(sizes) / 1024:.0f} kB"
        )


if __name__ == "__main__":
    main()
