"""What can be filled in: a window where a platform has them, else line by line."""

from bot.commands.admins import SCHEDULE
from bot.commands.fields import Field, Form, Kind

ANSWER_FORM = Form(
    name="answer",
    title="Answer privately",
    fields=(
        Field(
            name="text", help="Your answer", kind=Kind.LONG_TEXT, required=True, low=1, high=40_000
        ),
    ),
)

APPEAL_FORM = Form(
    name="appeal",
    title="Appeal",
    fields=(
        Field(
            name="point",
            help="Which point, in the words of your feedback",
            required=True,
            low=2,
            high=300,
        ),
        Field(
            name="sentence",
            help="The sentence of your answer that makes it, word for word",
            kind=Kind.LONG_TEXT,
            required=True,
            low=3,
            high=1000,
        ),
    ),
)

REVIEW_FORM = Form(
    name="review",
    title="From memory",
    fields=(
        Field(
            name="text",
            help="What you remember, in a sentence or two",
            kind=Kind.LONG_TEXT,
            required=True,
            low=1,
            high=4000,
        ),
    ),
)

SETUP_FORM = Form(name="setup", title="A daily question", fields=SCHEDULE[:5])
"""What is asked when, where and what from; five fields, as many as a window of Discord holds."""

FORMS = (ANSWER_FORM, APPEAL_FORM, REVIEW_FORM, SETUP_FORM)
