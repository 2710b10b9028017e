"""Fetch many links politely: one request in flight a site, sites side by side, waiting by rescheduling.

One thread decides (this one); worker threads make single requests. Every redirect is a request of its own in the
queue of the site it leads to, so no road leads around a site's pace or its robots.txt. A site that asks for patience
is put aside and the others go on; what the budget leaves undone says so.
"""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import queue
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from connectors.pages.answer import Answer
from connectors.pages.archive import Archive, Fetch, Hop
from connectors.pages.client import Client
from connectors.pages.pace import MAX_HOPS, Pace, wait_before_retry
from connectors.pages.robots import Rules, read_rules
from connectors.pages.target import BadLinkError, Target, follow, read_target

_DEAD_AFTER = 4  # requests in a row without any answer
_ROBOTS_AGE = dt.timedelta(hours=20)  # RFC 9309: not longer than a day; short of it, so that every night reads anew

Follow = Callable[
    [Fetch, Answer], Sequence["FetchRequest"]
]  # what a page makes us want as well; called in a worker thread


@dataclass(frozen=True)
class FetchRequest:
    """A link somebody wants to see, in its normal form."""

    url: str
    kind: str = "page"


@dataclass
class _Job:
    wish: FetchRequest
    target: Target
    hops: tuple[Hop, ...] = ()
    tries: int = 0


@dataclass
class _Site:
    jobs: deque[_Job] = field(default_factory=deque)
    interval: float = 0.0
    ready_at: float = 0.0  # monotonic
    is_busy: bool = False
    is_queued: bool = False
    silent: int = 0  # requests in a row without an answer
    rules: dict[str, Rules] = field(default_factory=dict)  # by scheme://host:port
    asked: set[str] = field(default_factory=set)  # whose robots.txt is on its way


class Crawl:
    """One collection. ``admit`` says whether a host may be fetched at all; ``interval`` gives a site's own minimum."""

    def __init__(
        self,
        client: Client,
        archive: Archive,
        *,
        pace: Pace,
        started: dt.datetime,
        admit: Callable[[Target], bool],
        interval: Callable[[Target], float],
        follow: Follow | None = None,
        allowed: Iterable[str] = (),
        extractor: str = "",
        tell: Callable[[Fetch], None] | None = None,
    ) -> None:
        self._client, self._archive, self._pace = client, archive, pace
        self._started, self._begun = started, time.monotonic()
        self._admit, self._interval, self._follow = admit, interval, follow
        self._allowed = frozenset(allowed)
        self._extractor = extractor
        self._tell = tell
        self._sites: dict[str, _Site] = {}
        self._heap: list[tuple[float, int, str]] = []
        self._count = itertools.count()
        self._done: queue.SimpleQueue[tuple[_Job, Answer, str, float, Sequence[FetchRequest]]] = queue.SimpleQueue()
        self._flying = 0
        self.results: dict[tuple[str, str], Fetch] = {}
        self._wanted: set[tuple[str, str]] = set()

    def run(self, wishes: Iterable[FetchRequest]) -> dict[tuple[str, str], Fetch]:
        """Fetch all wishes, and what they make us want; returns the finished fetch of each by (link, kind)."""
        for wish in wishes:
            self._want(wish)
        with ThreadPoolExecutor(self._pace.workers, thread_name_prefix="fetch") as pool:
            while self._flying or self._heap:
                self._start_ready(pool)
                if self._flying:
                    self._take_answers(self._patience())
                elif self._heap:
                    time.sleep(max(0.0, min(self._heap[0][0] - time.monotonic(), self._end - time.monotonic())))
        return self.results

    @property
    def _end(self) -> float:
        return self._begun + self._pace.budget

    def _now(self) -> dt.datetime:
        return self._started + dt.timedelta(seconds=time.monotonic() - self._begun)

    def _want(self, wish: FetchRequest) -> None:
        if (wish.url, wish.kind) in self._wanted:
            return
        self._wanted.add((wish.url, wish.kind))
        try:
            target = read_target(wish.url, self._allowed)
        except BadLinkError as error:
            self._finish(wish, (), error.code)
            return
        self._queue(_Job(wish, target))

    def _queue(self, job: _Job, *, first: bool = False) -> None:
        if not self._admit(job.target):
            self._finish(job.wish, (*job.hops, Hop(job.target.url, 0, "")), "unknown_host")
            return
        site = self._sites.setdefault(job.target.site, _Site(interval=self._interval(job.target)))
        if first:
            site.jobs.appendleft(job)
        else:
            site.jobs.append(job)
        self._wake(job.target.site)

    def _wake(self, name: str) -> None:
        site = self._sites[name]
        if site.jobs and not site.is_busy and not site.is_queued:
            site.is_queued = True
            heapq.heappush(self._heap, (site.ready_at, next(self._count), name))

    def _patience(self) -> float:
        soonest = self._heap[0][0] if self._heap and self._flying < self._pace.workers else float("inf")
        return max(0.0, min(soonest - time.monotonic(), 1.0))

    def _start_ready(self, pool: ThreadPoolExecutor) -> None:
        now = time.monotonic()
        while self._heap and self._flying < self._pace.workers and (self._heap[0][0] <= now or now >= self._end):
            _, _, name = heapq.heappop(self._heap)
            site = self._sites[name]
            site.is_queued = False
            if site.ready_at > now and now < self._end:
                self._wake(name)
                continue
            job = self._next_job(site)
            if job is not None:
                site.is_busy = True
                self._flying += 1
                pool.submit(self._work, job)

    def _next_job(self, site: _Site) -> _Job | None:
        """The site's next request, its robots.txt before everything else; jobs that need none are finished here."""
        while site.jobs:
            job = site.jobs.popleft()
            if time.monotonic() >= self._end:
                self._finish(job.wish, job.hops, "busy" if job.tries else "no_time")
            elif site.silent >= _DEAD_AFTER:
                self._finish(job.wish, job.hops, "connect")
            elif job.wish.kind == "robots":
                return job
            else:
                home = f"{job.target.scheme}://{job.target.authority}"
                rules = site.rules.get(home) or self._kept_rules(home)
                if rules is None:
                    site.jobs.appendleft(job)
                    if home in site.asked:
                        return None  # woken again when robots.txt has come, perhaps by way of another site
                    site.asked.add(home)
                    return _Job(
                        FetchRequest(f"{home}/robots.txt", "robots"), read_target(f"{home}/robots.txt", self._allowed)
                    )
                site.rules[home] = rules
                site.interval = max(site.interval, rules.delay or 0.0)
                if rules.allow(job.target.url):
                    return job
                self._finish(job.wish, job.hops, "robots" if rules.is_readable else "robots_unread")
        return None

    def _kept_rules(self, home: str) -> Rules | None:
        """Rules read within the last day; None where they must be asked for."""
        for fetch in reversed(self._archive.fetches(f"{home}/robots.txt", "robots")):
            if not dt.timedelta(0) <= self._now() - fetch.at < _ROBOTS_AGE:
                return None
            kept = self._archive.answer(fetch.sha256, fetch.final_url)
            rules = read_rules(kept) if kept is not None and not fetch.trouble else None
            return rules if rules is not None and rules.is_readable else None
        return None

    def _work(self, job: _Job) -> None:
        """In a worker thread: one request, kept, and read for what else it makes us want."""
        answer, sha256, ended = Answer(job.target.url, trouble="not_http"), "", time.monotonic()
        more: Sequence[FetchRequest] = ()
        try:
            asked, kept = self._archive.validators(job.target.url)
            answer = self._client.get(job.target, asked)
            ended = time.monotonic()
            if answer.status == 304 and kept and not answer.trouble:
                sha256 = kept
                answer = self._archive.answer(kept, job.target.url) or replace(answer, trouble="archive")
            elif answer.status and not answer.trouble:
                sha256 = self._archive.keep(answer, self._now())
            if self._follow is not None and sha256 and 200 <= answer.status < 300 and job.wish.kind != "robots":
                hops = (*job.hops, Hop(job.target.url, answer.status, sha256))
                more = tuple(self._follow(Fetch(job.wish.url, self._now(), job.wish.kind, hops), answer))
        finally:
            self._done.put((job, answer, sha256, ended, more))

    def _take_answers(self, patience: float) -> None:
        try:
            job, answer, sha256, ended, more = self._done.get(timeout=patience)
        except queue.Empty:
            return
        self._flying -= 1
        site = self._sites[job.target.site]
        site.silent = site.silent + 1 if not answer.status else 0
        job.tries += 1
        wait = wait_before_retry(answer, job.tries, self._now(), self._pace) or 0.0
        if wait and time.monotonic() + wait < self._end:
            site.jobs.append(job) if job.wish.kind != "robots" else site.jobs.appendleft(job)
        else:
            wait = 0.0
            self._settle(job, answer, sha256)
            for wish in more:
                self._want(wish)
        # The site counts as busy up to here: a robots.txt just read may have changed its pace.
        site.ready_at = ended + max(site.interval, wait)
        site.is_busy = False
        self._wake(job.target.site)

    def _settle(self, job: _Job, answer: Answer, sha256: str) -> None:
        hops = (*job.hops, Hop(job.target.url, answer.status, sha256))
        location = answer.header("location")
        if not answer.trouble and answer.status in (301, 302, 303, 307, 308) and location:
            try:
                target = follow(job.target, location, self._allowed)
            except BadLinkError as error:
                self._end_of(job, hops, answer, error.code)
                return
            if len(hops) > MAX_HOPS or target.url in {hop.url for hop in hops}:
                self._end_of(job, hops, answer, "too_many_hops")
                return
            # First in line: a site that moved its robots.txt must be understood before its pages.
            self._queue(_Job(job.wish, target, hops), first=job.wish.kind == "robots")
            return
        self._end_of(job, hops, answer, answer.trouble)

    def _end_of(self, job: _Job, hops: tuple[Hop, ...], answer: Answer, trouble: str) -> None:
        if job.wish.kind == "robots" and trouble and not answer.trouble:
            answer = replace(answer, trouble=trouble)
        self._finish(job.wish, hops, trouble, answer)

    def _finish(self, wish: FetchRequest, hops: tuple[Hop, ...], trouble: str, answer: Answer | None = None) -> None:
        fetch = Fetch(wish.url, self._now(), wish.kind, hops, trouble, self._extractor)
        self._archive.note(fetch)
        self.results[wish.url, wish.kind] = fetch
        if wish.kind == "robots":
            home = read_target(wish.url, self._allowed)
            site = self._sites[home.site]
            rules = read_rules(answer or Answer(wish.url, trouble=trouble or "connect"))
            site.rules[wish.url.removesuffix("/robots.txt")] = rules
            site.interval = max(site.interval, rules.delay or 0.0)
            self._wake(home.site)
        elif self._tell is not None:
            self._tell(fetch)
