"""Metrics for Prometheus, in its text format.

They are read here on request; events that leave no trace are counted where they happen
(`counters`). The registry is our own, so nothing else of the process ends up in it by accident.
"""

from collections import Counter
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from chatservice import __version__
from chatservice.net.connection import Connection
from chatservice.net.context import ServerContext
from chatservice.net.counters import Histogram

NOBODY = 0  # no principal's id


class Metrics(Collector):
    def __init__(self, shared: ServerContext) -> None:
        self._shared = shared
        self._file_bytes = 0
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    async def look(self) -> None:
        """Query the database before a page is made, since the library collects synchronously."""
        self._file_bytes = (await self._shared.chat.storage.files.used(NOBODY)).in_all

    def page(self) -> bytes:
        return generate_latest(self._registry)

    def describe(self) -> Iterator[Metric]:
        """Nothing; otherwise the registry would collect once just to learn the names."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        shared = self._shared
        chat, tally = shared.chat, shared.tally
        behind = chat.log.condition
        yield InfoMetricFamily("chat", "This server.", {"version": __version__})
        yield self._sessions()
        yield self._refusals()
        for name, text, value in (
            ("chat_people", "People who are here.", len(chat.presence)),
            ("chat_rooms_open", "Rooms in memory.", chat.directory.rooms.count),
            ("chat_outbox_bytes", "Bytes that wait for slow readers.", shared.allowance.used),
            ("chat_files_bytes", "Bytes of shared files, once each.", self._file_bytes),
            ("chat_uploads", "Files on their way in, broken ones among them.", len(chat.files.uploads)),
            ("chat_log_writable", "Whether the last batch could be stored.", not chat.log.trouble),
            ("chat_upkeep_works", "Whether indexing, removing and the like can be done.", not behind.trouble),
            ("chat_search_unindexed", "Events that the search index does not have yet.", behind.unindexed),
            ("chat_wal_bytes", "Size of the write-ahead log beside the database.", behind.wal),
            *((gauge.name, gauge.text, gauge.value()) for gauge in shared.gauges),
        ):
            yield GaugeMetricFamily(name, text, float(value))
        for name, text, count in (
            ("chat_lines", "Events written to the log.", chat.hub.lines),
            ("chat_deliveries", "Events handed to readers.", tally.deliveries),
            ("chat_files_shared", "Files that came in and were shared.", chat.files.shared),
            ("chat_file_bytes_in", "Their bytes.", chat.files.bytes_in),
            ("chat_file_bytes_out", "Bytes of files that were asked for.", chat.files.bytes_out),
            ("chat_login_failures", "Wrong passwords, those of rooms among them.", tally.login_failures),
            ("chat_slow_readers_closed", "Connections closed for their outbox.", tally.slow_readers),
        ):
            yield CounterMetricFamily(name, text, count)
        yield _histogram(
            "chat_commit_seconds", "From handing a batch over to its commit.", tally.batch_seconds
        )
        yield _histogram("chat_commit_size", "Changes in one commit.", tally.batch_sizes)

    def _sessions(self) -> Metric:
        family = GaugeMetricFamily(
            "chat_sessions", "Connections, by door and dialect.", labels=("door", "dialect")
        )
        counts = Counter((connection.door, connection.dialect) for connection in self._shared.connections)
        sessions = self._shared.chat.sessions
        if visitors := sum(not isinstance(session.outlet, Connection) for session in sessions):
            counts["http", "requests"] = visitors  # kept from one request to the next
        for labels, count in sorted(counts.items()):
            family.add_metric(labels, count)
        return family

    def _refusals(self) -> Metric:
        family = CounterMetricFamily("chat_refused", "What was refused, by code.", labels=("code",))
        for code, count in sorted(self._shared.tally.refusals.items()):
            family.add_metric((code,), count)
        return family


def _histogram(name: str, text: str, spread: Histogram) -> Metric:
    buckets, sofar = [], 0
    for bound, count in zip([*map(str, spread.bounds), "+Inf"], spread.counts, strict=True):
        sofar += count
        buckets.append((bound, float(sofar)))
    return HistogramMetricFamily(name, text, buckets, spread.total)
