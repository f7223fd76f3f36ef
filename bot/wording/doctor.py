"""What `greenroom doctor` tells an operator: a line for each check, and how to mend what fails."""

from collections.abc import Callable, Mapping

from bot.findings import Finding

Facts = Mapping[str, str]

CHECKS: Mapping[str, Callable[[Facts], str]] = {
    "clock": lambda facts: f"This machine's clock agrees with {facts['platform']}'s.",
}
"""What is in order, by the name of its check."""

REMEDIES: Mapping[str, Callable[[Facts], str]] = {
    "clock-off": lambda facts: (
        f"This machine's clock is {facts['seconds']} s away from {facts['platform']}'s. "
        "Let it follow a time server (NTP)."
    ),
}
"""What is wrong and how it is mended, by the name of its problem."""


def line(finding: Finding) -> str:
    """Return the line about one finding."""
    if finding.problem is None:
        return f"ok    {CHECKS[finding.check](finding.facts)}"
    return f"mend  {REMEDIES[finding.problem](finding.facts)}"
