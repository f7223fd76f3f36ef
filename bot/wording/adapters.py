"""What adapters have to say themselves, before the core is asked."""

from bot.ports import Sentences
from bot.wording import setup
from bot.wording.text import short


def sentences() -> Sentences:
    """Return the sentences that are handed to every adapter."""
    return Sentences(
        unknown_command=setup.unknown_command,
        problem=setup.problem,
        field=setup.field,
        form=setup.form,
        not_stored="That was not stored, so it does not count. Please send it again.",
        commands_here=(
            "/as NAME speaks as someone else, /thread N goes to a thread (0 leaves it), "
            "/edit TEXT and /delete change your newest message, /admin VERB means the verb for "
            "admins, /quit ends."
        ),
        no_choice=_no_choice,
        waiting=_waiting,
        welcome="Greenroom · #practice · demo team",
        help_hint="/help for commands",
        prep="Practise for interviews: today's question, your feedback, the board",
        prep_admin="Decide what is asked here, and when",
        grade_this="Grade this message",
        not_pickable="I can grade a message of your own in the thread of a question.",
        got_it="Got it, and kept. The answer comes here or as a direct message.",
        cannot_read=(
            "I may not read messages here. People answer with *Answer privately* under a question, "
            "or pick *Apps*, then *Grade this message* on what they wrote. To have replies read, "
            "switch on the message-content intent; `greenroom doctor discord` says where."
        ),
        correct="Correct it",
        outdated="That is no longer in use. Please open the list of commands again.",
        menu="What would you like to do?",
        send="Send",
        not_opened="That took too long to open. Please try once more.",
        about="Practise AI-engineering interviews with your team.",
    )


def _no_choice(said: str) -> str:
    return f"There is no choice {said} here. An answer needs words."


def _waiting(names: str) -> str:
    return (
        f" Waiting a moment in case {short(names)} adds something, then grading. /done grades now."
    )
