"""What is sent in many tests."""

from tests.servers.discord_api import Json

V2 = 1 << 15
EPHEMERAL = 1 << 6

SAY, DEFER, DEFER_UPDATE, UPDATE, SUGGEST, MODAL = 4, 5, 6, 7, 8, 9
"""Kinds of first answers."""


def text(content: str) -> Json:
    """Return a text display."""
    return {"type": 10, "content": content}


def button(custom_id: str = "b", **more: object) -> Json:
    """Return a button."""
    return {"type": 2, "style": 1, "label": "Press", "custom_id": custom_id, **more}


def row(*components: Json) -> Json:
    """Return an action row."""
    return {"type": 1, "components": list(components)}


COMMANDS: list[Json] = [
    {
        "name": "prep",
        "description": "Practice",
        "options": [
            {"type": 1, "name": "board", "description": "The board"},
            {
                "type": 1,
                "name": "explain",
                "description": "Explain something",
                "options": [
                    {
                        "type": 3,
                        "name": "concept",
                        "description": "Which",
                        "required": True,
                        "autocomplete": True,
                    },
                    {"type": 4, "name": "level", "description": "How deep", "max_value": 3},
                ],
            },
        ],
    },
    {"name": "Grade this message", "type": 3},
    {"name": "admin", "description": "For some", "default_member_permissions": 32},
]
