"""What the flow needs of the outside: one protocol per neighbour, its promise on each method."""

from bot.pipeline.ports.flow import FlowStore
from bot.pipeline.ports.hosts import HostStore
from bot.pipeline.ports.outbox import Outbox
from bot.pipeline.ports.outside import Clock, Fetcher, Notifier, Parser
from bot.pipeline.ports.reading import ReadStore
from bot.pipeline.ports.store import Store
from bot.pipeline.ports.subscribers import SubscriberStore
from bot.pipeline.ports.values import (
    Changes,
    Claimed,
    FeedHealth,
    Found,
    Noted,
    QueueState,
    Remembered,
    Result,
    StoredItem,
    Told,
    Trace,
)

__all__ = [
    "Changes",
    "Claimed",
    "Clock",
    "FeedHealth",
    "Fetcher",
    "FlowStore",
    "Found",
    "HostStore",
    "Noted",
    "Notifier",
    "Outbox",
    "Parser",
    "QueueState",
    "ReadStore",
    "Remembered",
    "Result",
    "Store",
    "StoredItem",
    "SubscriberStore",
    "Told",
    "Trace",
]
