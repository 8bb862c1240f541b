from collections.abc import Mapping, Sequence
from io import BufferedReader, BytesIO
from typing import Any, Protocol, TypeAlias

from numpy.typing import NDArray

Header: TypeAlias = Mapping[str, object]

class Storage: ...
class Compression: ...

scanlineimage: Storage
tiledimage: Storage
deepscanline: Storage
deeptile: Storage

NO_COMPRESSION: Compression
RLE_COMPRESSION: Compression
ZIPS_COMPRESSION: Compression
ZIP_COMPRESSION: Compression
PIZ_COMPRESSION: Compression
PXR24_COMPRESSION: Compression
B44_COMPRESSION: Compression
B44A_COMPRESSION: Compression
DWAA_COMPRESSION: Compression
DWAB_COMPRESSION: Compression

class TileDescription:
    xSize: int
    ySize: int
    def __init__(self) -> None: ...

class Channel:
    name: str
    xSampling: int
    ySampling: int
    pixels: NDArray[Any]
    def __init__(self, name: str, pixels: NDArray[Any], xSampling: int, ySampling: int) -> None: ...

class Part:
    header: Header
    channels: Mapping[str, Channel]
    part_index: int
    def __init__(
        self, header: Mapping[str, object], channels: Mapping[str, NDArray[Any] | Channel], name: str = ""
    ) -> None: ...
    def name(self) -> str: ...

class File:
    parts: Sequence[Part]
    def __init__(
        self,
        source: BufferedReader | BytesIO | Sequence[Part],
        separate_channels: bool = False,
        header_only: bool = False,
    ) -> None: ...
    def write(self, target: BytesIO) -> None: ...

class _PixelType(Protocol):
    @property
    def v(self) -> int: ...

class InputFile:
    def __init__(self, source: BufferedReader | BytesIO) -> None: ...
    def channels(
        self, names: Sequence[str], pixel_type: _PixelType, first: int, last: int
    ) -> list[bytes]: ...
    def channel(self, name: str, pixel_type: _PixelType, first: int, last: int) -> bytes: ...
    def close(self) -> None: ...

def set_global_thread_count(count: int) -> None: ...
