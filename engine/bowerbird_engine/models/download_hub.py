"""The hub, through huggingface_hub: what it reports of a repository, and the bytes of a file from any place on.

The one module that opens connections; it is loaded when a download begins. No account token is sent, and nothing is
told but what is wanted. The library's own downloader is not used: it starts a file from nothing after an interruption,
and takes a second protocol (xet) for most large files, all of which the hub gives by plain HTTP as well.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import warnings
from collections.abc import Generator
from typing import Final
from urllib.parse import unquote, urlsplit

import httpx2

with warnings.catch_warnings(action="ignore"):  # it has some about settings that are not ours
    from huggingface_hub import HfApi, constants, get_session
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RevisionNotFoundError,
)
from huggingface_hub.utils import hf_raise_for_status  # type: ignore[attr-defined]  # documented, but in no __all__

from bowerbird_engine.errors import BowerbirdError, HubError, HubRefusedError, HubUnreachableError
from bowerbird_engine.models.download_background import THREAD_NAME, in_background, once
from bowerbird_engine.models.download_line import (
    SIDE_LOAD,
    LineBrokenError,
    Patience,
    Piece,
    RangeRefusedError,
    Report,
    Reported,
    RevisionGoneError,
    checked_endpoint,
)

USER_AGENT: Final = "bowerbird"

_NOT_FOUND: Final = 404
_FORBIDDEN: Final = frozenset({401, 403})
_WHOLE: Final = 200
_NOT_THAT_RANGE: Final = 416
# Too slow, too often asked, or in trouble: the same question may be answered later.
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class Hub:
    """One hub, or a mirror of it, at an address. Raises HubError for an address that is none."""

    def __init__(self, endpoint: str | None, patience: Patience, cancel: threading.Event) -> None:
        self.endpoint = checked_endpoint(endpoint)
        self._patience = patience
        self._cancel = cancel
        # The library's telemetry tells what else is installed and which program runs it, and asks its home about that,
        # whatever the endpoint. Once it is off it stays off: a thread that was given up may still be in the library.
        constants.HF_HUB_DISABLE_TELEMETRY = True
        for handler in logging.getLogger("huggingface_hub").handlers:
            handler.addFilter(_OURS_STAY_SILENT)

    def report(self, repository: str, revision: str) -> Report:
        """Ask for the sizes and digests of all files. Raises HubError, LineBrokenError or RevisionGoneError."""
        return once(lambda: self._report(repository, revision), self._cancel)

    def pieces(self, url: str, start: int) -> Generator[Piece, None, None]:
        """Ask for a file from a place on; the answer may begin at 0 instead.

        Raises HubError, LineBrokenError, or RangeRefusedError when the answer is of no use to go on with.
        """
        return in_background(lambda: self._pieces(url, start), self._cancel)

    def _report(self, repository: str, revision: str) -> Report:
        with self._translated(f"the repository {repository}"):
            _session()
            told = HfApi(self.endpoint, headers={"user-agent": USER_AGENT}).model_info(
                repository,
                revision=revision,
                files_metadata=True,
                timeout=self._patience.read_seconds,
                token=False,
            )
            files: dict[str, Reported] = {}
            for file in told.siblings or ():
                if file.lfs is not None:
                    files[file.rfilename] = Reported(file.lfs.size, f"sha256:{file.lfs.sha256}")
                elif file.size is not None and file.blob_id is not None:
                    files[file.rfilename] = Reported(file.size, f"git:{file.blob_id}")
            return Report(told.sha or "", files)

    def _pieces(self, url: str, start: int) -> Generator[Piece, None, None]:
        # What is packed for the way cannot be gone on with, and its length is not the file's.
        headers = {"user-agent": USER_AGENT, "accept-encoding": "identity"}
        if start:
            headers["range"] = f"bytes={start}-"
        patience = self._patience
        connect, read = patience.connect_seconds, patience.read_seconds
        with (
            self._translated(f"the file {unquote(urlsplit(url).path).lstrip('/')}"),
            _session().stream("GET", url, headers=headers, timeout=(connect, read, read, read)) as answer,
        ):
            if answer.status_code == _NOT_THAT_RANGE:
                raise RangeRefusedError
            hf_raise_for_status(answer)
            # Who does not know how to go on gives the whole.
            offset = 0 if answer.status_code == _WHOLE else start
            for data in answer.iter_bytes():
                yield Piece(offset, data)
                offset += len(data)

    @contextlib.contextmanager
    def _translated(self, what: str) -> Generator[None, None, None]:
        """Turn what the library raises into what this module promises."""
        try:
            yield
        except BowerbirdError:
            raise
        except (httpx2.InvalidURL, KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._odd(f"{type(error).__name__}: {error}") from error
        except (httpx2.HTTPError, OSError) as error:
            raise self._meaning(error, what) from error

    def _meaning(self, error: Exception, what: str) -> Exception:
        match error:
            case OfflineModeIsEnabled():
                return HubUnreachableError(
                    "HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE is set, which forbids downloads from the hub. Unset it and "
                    f"try again. {SIDE_LOAD}"
                )
            case HfHubHTTPError():
                return self._refusal(error, what)
            case httpx2.TimeoutException():
                reached = not isinstance(error, httpx2.ConnectTimeout)
                return LineBrokenError("it took too long", reached=reached)
            case httpx2.ConnectError() | httpx2.ProxyError():
                return LineBrokenError(str(error), reached=False)
            case httpx2.NetworkError() | httpx2.RemoteProtocolError():
                return LineBrokenError(str(error) or "the line broke", reached=True)
            case _:
                return self._odd(str(error))

    def _refusal(self, error: HfHubHTTPError, what: str) -> Exception:
        status = error.response.status_code
        if isinstance(error, RevisionNotFoundError):
            return RevisionGoneError(
                f"{self.endpoint} does not have {what} in this version. Choose another model from `bowerbird models list`."
            )
        if status in _PASSING:
            return LineBrokenError(f"it answers {status}", reached=True, wait=self._asked_wait(error))
        if isinstance(error, GatedRepoError):
            reason, step = "only to people who accepted its terms there", "Accept them in a browser"
        elif status in _FORBIDDEN:
            reason, step = (
                f"not to everyone ({status})",
                "It may have been removed or renamed. Look in a browser",
            )
        elif status == _NOT_FOUND:
            reason, step = (
                "no more: it does not know it",
                "It may have been renamed. Look for it in a browser",
            )
        else:
            reason, step = f"not now ({status})", "Try later, or use a browser"
        return HubRefusedError(
            f"{self.endpoint} gives {what} {reason}; Bowerbird asks without an account. {step}, fetch the files that "
            "`bowerbird models show ID` prints, and add them with `bowerbird models add FOLDER --name ID`; or choose another model from "
            "`bowerbird models list`."
        )

    def _asked_wait(self, error: HfHubHTTPError) -> float:
        told = error.response.headers.get("retry-after", "")
        return min(float(told), self._patience.longest_wait) if told.isdecimal() else 0.0

    def _odd(self, detail: str) -> HubError:
        return HubError(
            f"{self.endpoint} answers as no hub does ({detail}). If HF_ENDPOINT is set, check it; a network that wants a "
            f"login first answers so, too. {SIDE_LOAD}"
        )


def _session() -> httpx2.Client:
    """Give the library's connections, which follow what the surroundings say of proxies and certificates."""
    try:
        return get_session()
    except (ImportError, OSError, ValueError, httpx2.InvalidURL) as error:
        raise HubUnreachableError(
            f"No connection can be made as the environment wants it ({error}). Correct HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, "
            f"SSL_CERT_FILE or SSL_CERT_DIR, or unset them. {SIDE_LOAD}"
        ) from error


class _SilentDownloads(logging.Filter):
    """Keep the library's messages about our downloads off the terminal: what matters becomes an error of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.threadName != THREAD_NAME


_OURS_STAY_SILENT: Final = _SilentDownloads()
