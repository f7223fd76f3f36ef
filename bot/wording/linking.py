"""Codes, and what they link, in words."""

from bot.codes import LASTS, TRIES
from bot.messages import Choice, Post
from bot.people import UNDO, Pairing, Refusal, Side, Undone
from bot.records import Person, Team
from bot.wording.text import plain
from bot.wording.times import span

_REFUSED = {
    Refusal.UNKNOWN: (
        f"That is not known here, or too old: codes are good for {span(LASTS)}, once. `link` gives "
        "a new one."
    ),
    Refusal.TOO_MANY: (
        f"That makes {TRIES} wrong codes. Wait {span(LASTS)}, then ask for a new one."
    ),
    Refusal.YOURSELF: "That is your own code. Give it where you are somebody else: `link CODE`.",
    Refusal.OTHER_TEAM: (
        "That belongs to another team. An admin can bring both places into one team with "
        "`link-team`."
    ),
    Refusal.BUSY: (
        "You are in the middle of an answer or a round on both sides. Finish one, then press "
        "*Link* again."
    ),
    Refusal.NO_LINK: "No link of that id is on record. `audit` lists them.",
    Refusal.TOO_LATE: f"That cannot be undone any more: a link can be for {span(UNDO)}.",
    Refusal.NEWER: "There is a newer link of the same person. Undo that one first.",
}


def code(said: str) -> Post:
    """Give the code that links two identities."""
    return Post(
        title=said,
        body=(
            f"On the other platform, within {span(LASTS)}: `link {said}`. I then ask you on both "
            "sides. Only use it for yourself: both become one person, with one set of points."
        ),
    )


def refused(why: Refusal) -> Post:
    """Say why nothing was linked."""
    return Post(body=_REFUSED[why])


def is_it_you(found: Pairing, other: Person) -> Post:
    """Ask one side whether the other one is them."""
    return Post(
        title="Is that you?",
        body=(
            f"{_who(other)} is to be the same person as you. Your answers and points become "
            "one; where both answered the same question, the better answer counts. The settings "
            f"of {_who(found.keeps.person)} stay. An admin can undo it for {span(UNDO)}."
        ),
        choices=(
            Choice(action="link", value=found.id, label="Link"),
            Choice(action="unpair", value=found.id, label="Not me"),
        ),
    )


def waiting(other: Side) -> Post:
    """Say that the other side has to agree too."""
    return Post(body=f"Noted. Now press *Link* as {_who(other.person)} too.")


def linked(found: Pairing) -> Post:
    """Confirm that two are one."""
    return Post(
        body=(
            f"{_who(found.keeps.person)} and {_who(found.joins.person)} are one person now. An "
            f"admin can undo it for {span(UNDO)}: `unlink {found.id}`."
        )
    )


def declined() -> Post:
    """Say that nothing was linked."""
    return Post(body="Nothing was linked, and the code is used up.")


def undone(found: Undone) -> Post:
    """Confirm that two are two again."""
    return Post(
        body=(
            f"{plain(found.kept.name)} and {plain(found.gone.name)} are two people again, each "
            "with their own answers and points."
        )
    )


def team_code(team: Team, said: str) -> Post:
    """Give the code by which another platform joins a team."""
    return Post(
        title=said,
        body=(
            f"On the other platform, within {span(LASTS)}: `link-team {said}`. That place then "
            f"belongs to {team.name}, and `join` asks the same questions there."
        ),
    )


def which_team() -> Post:
    """Say how a place comes into a team."""
    return Post(
        body="There is no team here yet. Run `link-team` where your team is; it gives a code "
        "for here. Or start a new team with `setup`."
    )


def has_a_team(team: Team) -> Post:
    """Say that a place belongs to a team already."""
    return Post(body=f"This place belongs to {team.name} already, so it cannot join another team.")


def joined(team: Team) -> Post:
    """Confirm that a place belongs to a team."""
    return Post(
        body=(
            f"This place belongs to {team.name} now. `join` asks its questions in this channel, "
            "and people link themselves with `link`."
        )
    )


def _who(one: Person) -> str:
    return f"{plain(one.name)} on {one.user.partition(':')[0]}"
