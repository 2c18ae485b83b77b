"""What an item costs with many in the window, and what taking a window up costs after a restart."""

import gc
import tracemalloc
from datetime import timedelta
from time import process_time

from benchmarks.stories.corpus import Tape
from bot.domain.item import Item
from bot.domain.story import StoryId
from bot.stories.frequencies import Frequencies
from bot.stories.index import StoryIndex

MEASURED = 1_000
_SAMPLE = 5_000
"""Items whose memory is traced: tracing makes everything slow."""


def measure_window(size: int, frequencies: Frequencies) -> str:
    """Fill a window with ``size`` items of a made-up tape, place the next, take it all up again."""
    items = list(Tape().items(size + MEASURED, timedelta(hours=71)))
    index = StoryIndex(frequencies)
    stories = [_put(index, item) for item in items[:size]]
    gc.freeze()  # as after a start
    started = process_time()
    stories += [_put(index, item) for item in items[size:]]
    each = (process_time() - started) / MEASURED * 1e6
    gists = [index.gist(item.id) for item in items]
    again = StoryIndex(frequencies)
    gc.disable()  # as at a start
    started = process_time()
    for item, story, gist in zip(items[:size], stories, gists, strict=False):
        again.restore(item, (), story, gist)
    rebuild = process_time() - started
    gc.enable()
    return (
        f"window of {size:,}: {each:.0f} µs of CPU an item placed and added; taken up again in {rebuild:.1f} s;"
        f" {_memory(items[:_SAMPLE], stories, frequencies) / 1024:.1f} KiB an item"
    )


def _put(index: StoryIndex, item: Item) -> StoryId:
    placement = index.place(item)
    index.add(item, (), placement)
    return placement.story_id


def _memory(items: list[Item], stories: list[StoryId], frequencies: Frequencies) -> float:
    tracemalloc.start()
    index = StoryIndex(frequencies)
    for item, story in zip(items, stories, strict=False):
        index.restore(item, (), story)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used / len(items)
