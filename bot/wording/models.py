"""What an operator is told about the models at start."""

from collections.abc import Sequence
from datetime import datetime


def model_trouble(
    model: str, trouble: str, retires_at: datetime | None, suggested: Sequence[str]
) -> str:
    """Say what is wrong with a model, and what to do about it."""
    when = f" on {retires_at:%d %B %Y}" if retires_at else ""
    match trouble:
        case "unknown":
            offered = f" It offers {', '.join(suggested)}." if suggested else ""
            return f"The service knows no model {model}.{offered} Set GREENROOM_MODEL."
        case "retired":
            return f"The model {model} was retired{when}. Set GREENROOM_MODEL to another one."
        case "retiring":
            return f"The model {model} retires{when}. Set GREENROOM_MODEL to another one by then."
        case "no_schemas":
            return f"The model {model} cannot be held to a schema, so it cannot grade."
        case "key_refused":
            return "The key in ANTHROPIC_API_KEY is refused. Answers are kept until it works."
        case _:
            return f"Whether {model} can be used could not be checked; the service did not answer."
