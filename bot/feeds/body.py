"""Bodies as they come over the wire: decompressed by us, so that no bomb goes off."""

import zlib
from collections.abc import Iterator

from bot.domain.sentence import Sentence, said

ACCEPTED = "gzip, deflate"
"""What we ask for in Accept-Encoding."""

_GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 256 * 1024
"""Bytes decompressed at once; whoever reads gives way between pieces."""
_MEMBERS = 64
"""Gzip members a body may be made of; thousands of empty ones cost time and give nothing."""


class BodyError(Exception):
    """A body that cannot be taken, and what it is ("its gzip is damaged")."""

    def __init__(self, why: Sentence) -> None:
        self.said = why
        super().__init__(str(why))


class Decompressor:
    """Turns the bytes of a body into those of its document, within ``limit`` bytes of each."""

    def __init__(self, coding: str, limit: int) -> None:
        """``coding`` is the Content-Encoding header.

        Raises:
            BodyError: it is none that we asked for.

        """
        self._coding = coding.strip().lower() or "identity"
        if self._coding not in {"identity", "gzip", "x-gzip", "deflate"}:
            raise BodyError(said("fetch.body_coding", coding=repr(coding[:40])))
        self._limit, self._received, self._given = limit, 0, 0
        self._inflate: zlib._Decompress | None = None
        self._members, self._ended = 0, False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Give what ``chunk`` adds to the document, in pieces.

        Raises:
            BodyError: the document is damaged or larger than the limit.

        """
        if not self._received and (self._coding != "identity" or chunk.startswith(_GZIP_MAGIC)):
            # A file "feed.xml.gz" comes as it lies there, without a Content-Encoding.
            self._inflate = zlib.decompressobj(self._window_bits(chunk))
        self._received += len(chunk)
        for piece in self._inflated(chunk) if self._inflate else (chunk,):
            self._given += len(piece)
            if max(self._given, self._received) > self._limit:
                raise BodyError(said("fetch.body_large", megabytes=self._limit >> 20))
            yield piece

    def finish(self) -> None:
        """Check that the document is whole.

        Raises:
            BodyError: it was cut off.

        """
        if self._inflate and not self._ended:
            raise BodyError(said("fetch.body_cut"))

    def _inflated(self, data: bytes) -> Iterator[bytes]:
        assert self._inflate is not None
        try:
            while data and not self._ended:
                if piece := self._inflate.decompress(data, _PIECE):
                    yield piece
                data = self._inflate.unconsumed_tail
                if self._inflate.eof:
                    data = self._next_member(self._inflate.unused_data)
        except zlib.error as error:
            damage = said("fetch.body_damaged", coding=self._coding, error=str(error))
            raise BodyError(damage) from None

    def _next_member(self, rest: bytes) -> bytes:
        """Begin the next gzip member; what follows the last one is no part of the document."""
        self._members += 1
        if not rest.startswith(_GZIP_MAGIC) or self._members >= _MEMBERS:
            self._ended = True
            return b""
        self._inflate = zlib.decompressobj(31)
        return rest

    def _window_bits(self, chunk: bytes) -> int:
        if self._coding != "deflate":
            return 31
        # "deflate" is zlib's format (RFC 9110 section 8.4.1.2), which some servers leave out.
        return 15 if chunk[:1] and chunk[0] & 0x0F == 8 else -15
