"""The desktop's notifications, where there is a desktop."""

from __future__ import annotations

import os
from collections.abc import Mapping

from syslead_cli.errors import SysleadError
from syslead_cli.remind.programs import Programs

_SCRIPT = (
    'display notification (item 1 of argv) with title "syslead"'  # the text is data, not script
)
_TOAST = """
[Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType=WindowsRuntime] > $null
$xml = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent(1)
$text = $xml.GetElementsByTagName('text')
$text.Item(0).AppendChild($xml.CreateTextNode('syslead')) > $null
$text.Item(1).AppendChild($xml.CreateTextNode($env:SYSLEAD_SAID)) > $null
$toast = [Windows.UI.Notifications.ToastNotification]::new($xml)
$id = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($id).Show($toast)
"""  # noqa: E501


class Notifier:
    """Whichever of the three desktops' programs there is."""

    def __init__(self, programs: Programs, environ: Mapping[str, str]) -> None:
        self._programs = programs
        self._environ = environ

    def show(self, text: str) -> bool:
        """Whether it was shown. Never raises: a reminder is no reason to fail."""
        for name, how in (
            ("notify-send", self._linux),
            ("osascript", self._mac),
            ("powershell", self._windows),
        ):
            if self._programs.find(name):
                try:
                    return how(text)
                except SysleadError:
                    return False
        return False

    def _linux(self, text: str) -> bool:
        extra = {}
        if "DBUS_SESSION_BUS_ADDRESS" not in self._environ and hasattr(os, "getuid"):
            bus = f"/run/user/{os.getuid()}/bus"  # cron's jobs are not told of it
            extra = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}"} if os.path.exists(bus) else {}
        ran = self._programs.run("notify-send", "--app-name=syslead", "syslead", text, extra=extra)
        return ran.code == 0

    def _mac(self, text: str) -> bool:
        script = [part for line in ("on run argv", _SCRIPT, "end run") for part in ("-e", line)]
        return self._programs.run("osascript", *script, text).code == 0

    def _windows(self, text: str) -> bool:
        ran = self._programs.run(
            "powershell", "-NoProfile", "-Command", _TOAST, extra={"SYSLEAD_SAID": text}
        )
        return ran.code == 0
