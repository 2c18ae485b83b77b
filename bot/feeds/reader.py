"""The worker process: reads documents from standard input until it ends, one after the other.

``python -m bot.feeds.reader MEMORY`` (bytes of address space). It imports what parsing needs and no
more, and outlives neither its parent (its input ends) nor a document for long (an alarm).
"""

import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from bot.domain.feed import Document, ParsedFeed
from bot.domain.sentence import Sentence, said
from bot.feeds.parser import parse_document
from bot.feeds.wire import (
    LENGTH,
    READY,
    Request,
    Tail,
    framed,
    pack_answer,
    pack_tail,
    unpack_request,
)

if sys.platform != "win32":
    import resource

RESIDENT_LIMIT = 48 * 1024 * 1024
"""Bytes an idle worker may hold; Python gives little back of what a large document took."""
ALARM_AFTER = 5.0
"""Seconds beyond a request's time: a parent that lives has killed us by then."""


def main() -> None:
    """Serve until standard input ends or this process has grown too large."""
    memory = int(sys.argv[1])
    _limit_memory(memory)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for our parent, which ends us
    try:
        _send(sys.stdout.buffer, framed(READY))
        while _serve(sys.stdin.buffer, sys.stdout.buffer, memory):
            pass
    except BrokenPipeError:  # our parent was killed; what is left to say goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _serve(source: BinaryIO, sink: BinaryIO, memory: int) -> bool:
    """Read one document and answer; tell whether to go on."""
    payload, body = _receive(source), _receive(source)
    if payload is None or body is None:
        return False
    request = unpack_request(payload)
    _alarm(request.seconds + ALARM_AFTER)
    sink.writelines(pack_answer(_read(request, body, memory)))
    tail = Tail(retires=_resident() > RESIDENT_LIMIT)
    _send(sink, pack_tail(tail))
    _alarm(0)
    return not tail.retires


def _read(request: Request, body: bytes, memory: int) -> ParsedFeed | Sentence:
    document = Document(body=body, url=request.url, content_type=request.content_type)
    try:
        return parse_document(document, request.now)
    except MemoryError:
        return said("parse.memory", megabytes=memory >> 20)
    except Exception as error:  # noqa: BLE001 - feedparser raises anything on broken documents
        return said("parse.unreadable", error=f"{type(error).__name__}: {str(error)[:200]}")


def _receive(source: BinaryIO) -> bytes | None:
    """Give the next frame, None at the end of input."""
    length = source.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(length)
    payload = source.read(size)
    return payload if len(payload) == size else None


def _send(sink: BinaryIO, frame: bytes) -> None:
    sink.write(frame)
    sink.flush()


def _limit_memory(size: int) -> None:
    if sys.platform == "win32":
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ValueError, OSError):  # macOS knows the limit and refuses it
        return


def _alarm(seconds: float) -> None:
    """End this process in so many seconds, wherever it is then; 0 calls it off."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _resident() -> int:
    """Give the bytes of memory this process holds; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * resource.getpagesize() if sys.platform != "win32" else 0


if __name__ == "__main__":
    main()
