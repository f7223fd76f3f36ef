"""Counters and timings for Prometheus; `bot.health` serves them."""

from prometheus_client import Counter, Gauge, Histogram

EVENTS = Counter("greenroom_events", "Events handled", ["kind", "outcome"])
WAKES = Counter("greenroom_wakes", "Wakes handled", ["kind", "outcome"])
DELIVERIES = Counter("greenroom_deliveries", "Things said", ["platform", "outcome"])
GRADES = Counter("greenroom_grades", "Answers judged", ["grader", "outcome"])
GRADING_SECONDS = Histogram("greenroom_grading_seconds", "Time that judging took", ["grader"])
OUTBOX_PENDING = Gauge("greenroom_outbox_pending", "Things that wait to be said")
