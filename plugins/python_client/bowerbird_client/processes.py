"""Whether the process that wrote a runtime file may still be there. The file outlives a hub that was killed."""

from __future__ import annotations

import os
import sys

from .sandbox import is_sandboxed


def is_alive(pid: int | None) -> bool | None:
    """Tell whether a process of this user has the number; None where that cannot be known."""
    # A sandbox counts processes of its own.
    if pid is None or pid <= 0 or is_sandboxed():
        return None
    return _is_alive(pid)


if sys.platform == "win32":

    def _is_alive(pid: int) -> bool | None:
        # os.kill would end it.
        import ctypes  # noqa: PLC0415  needed there alone
        from ctypes import wintypes  # noqa: PLC0415  likewise

        query, no_such, still_active = 0x1000, 87, 259
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.GetExitCodeProcess.argtypes = (wintypes.HANDLE, ctypes.POINTER(wintypes.DWORD))
        kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
        process = kernel.OpenProcess(query, False, pid & 0xFFFFFFFF)
        if not process:
            return False if ctypes.get_last_error() == no_such else None
        try:
            code = wintypes.DWORD()
            if not kernel.GetExitCodeProcess(process, ctypes.byref(code)):
                return None
            return code.value == still_active
        finally:
            kernel.CloseHandle(process)

else:

    def _is_alive(pid: int) -> bool | None:
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, PermissionError):
            # One that we may not signal is another user's, who got the number after our hub had ended.
            return False
        except (OSError, OverflowError):
            return None
        return True
