"""What people are told about their own settings and data."""

from bot.messages import Choice, File, Post
from bot.people import MOST_REVIEWS, Profile
from bot.records import Person, Team
from bot.wording.text import plain, short
from bot.wording.times import count

_VALUES = {
    "zone": "a zone such as Europe/Berlin, or `team` for the team's",
    "names": "`on` or `off`",
    "board": "`name`, `pseudonym` or `off`",
    "reviews": f"`on`, `off`, or how many a day at most, up to {MOST_REVIEWS}",
}


def settings(team: Team, one: Profile) -> Post:
    """Show what a person decided, with how to change it."""
    zone = one.zone or f"{team.zone}, the team's"
    if not one.on_board:
        board = "you are on no board"
    elif one.board_name:
        board = f"you are “{one.board_name}” there"
    else:
        board = "your name is on it"
    names = "says your name" if one.named else "does not say your name"
    reviews = f"at most {one.reviews} a day" if one.reviews else "none are sent"
    return Post(
        title=f"You in {team.name}",
        body=(
            f"- `zone` {zone}\n"
            f"- `board` {board}\n"
            f"- `names` the team's heat map {names}\n"
            f"- `reviews` {reviews}"
        ),
        footer="`me WHAT VALUE` changes one. `me export` hands you it all; `me delete` ends it.",
    )


def valid(what: str, said: str) -> Post:
    """Say which values a setting takes."""
    return Post(body=f"Unknown {what} “{plain(short(said))}”. It takes {_VALUES[what]}.")


def unknown(said: str) -> Post:
    """Say what somebody can ask about themselves."""
    valid = "`zone`, `board`, `names`, `reviews`, `export` or `delete`"
    return Post(body=f"Unknown “{plain(short(said))}”. `me` takes {valid}.")


def exported(team: Team, files: tuple[File, ...]) -> Post:
    """Hand over everything that is stored about a person."""
    return Post(
        body=(
            f"Everything that is stored about you in {team.name}: the first file has all of it, "
            "the second your answers for a spreadsheet."
        ),
        files=files,
    )


def are_you_sure(team: Team, person: Person) -> Post:
    """Ask before everything about a person is deleted."""
    return Post(
        title=f"Delete everything about you in {team.name}?",
        body=(
            "Your answers, grades, points, reviews and settings go for good, and posts of mine "
            "that name or quote you are replaced. What you wrote in the chat itself stays until "
            "you delete it there. Nobody else's points change. `me export` first, if you want to "
            "keep a copy."
        ),
        choices=(Choice(action="forget", value=person.id, label="Delete it all"),),
    )


def forgotten(answers: int) -> Post:
    """Confirm that everything about a person is gone."""
    return Post(
        body=(
            f"Done: {count(answers, 'answer')} and everything else about you here is gone. "
            "If you answer again, you start afresh."
        )
    )


def nobody() -> Post:
    """Say that there is nothing about somebody here."""
    return Post(body="There is nothing about you here.")


def no_reviews() -> Post:
    """Confirm that no more reviews are sent."""
    return Post(
        body="No more of these come unasked. `review` starts one when you like, and `me reviews "
        "on` brings them back."
    )


def taken_back() -> Post:
    """Stand where a post named or quoted somebody who has left."""
    return Post(body="This was about somebody who has deleted their data.")
