"""What admins are told about places that cannot be spoken to."""

from bot.messages import Address, Post
from bot.records import AskedQuestion
from bot.wording.text import plain


def doubtful_question(about: AskedQuestion) -> Post:
    """Say that a question may or may not be in its channel."""
    return Post(
        body=(
            f"I could not find out whether “{about.question.title}” reached {about.asked.channel}. "
            "I have not sent it again, so that nobody is asked twice. If it is missing there, "
            "`post` asks a question now."
        )
    )


def not_said(address: Address) -> Post:
    """Say that something was given up, since saying it failed again and again."""
    return Post(
        body=(
            f"There was something that I could not say in {address}, for a reason that I do not "
            "know, so I left it out and went on. My log names the place in the program."
        )
    )


def channel_lost(address: Address, reason: str) -> Post:
    """Say that a channel is gone, and what that stopped."""
    return Post(
        body=(
            f"I can no longer speak in {address} ({plain(reason)}). Schedules that have no "
            "other channel are paused. Give me access again and run `setup` there to go on."
        )
    )


def thread_lost(address: Address, reason: str) -> Post:
    """Say that a thread cannot be spoken in."""
    return Post(
        body=(
            f"I can no longer speak in the thread {address} ({plain(reason)}). Answers in it are "
            "not graded; the next question opens a new one."
        )
    )
