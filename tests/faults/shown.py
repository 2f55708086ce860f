"""What guests were shown by a booth of `tests.faults.booth` or the campaign's, over all its deaths."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Shown:
    """What no death may take back."""

    shots: dict[str, str] = field(default_factory=dict)
    """The digest of each; less those that their guest may have given up: they go with the session."""
    requests: dict[str, dict[str, Any]] = field(default_factory=dict)

    def note(self, said: dict[str, Any]) -> bool:
        """A line of the booth's; whether it was about shots or requests."""
        if "shot" in said:
            self.shots[said["shot"]] = said["sha256"]
        elif "let_go" in said:
            for shot in said["let_go"]:
                self.shots.pop(shot, None)
        elif "request" in said:
            self.requests[said["request"]] = said
        else:
            return False
        return True
