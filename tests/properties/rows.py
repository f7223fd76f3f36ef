"""Rows as a store would return them, with whatever a test wants to be different."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.cards import Card, CardId, CardView
from bot.consequences import AskedId
from bot.content import Difficulty, Track
from bot.memory import missed
from bot.messages import Address, MessageRef, Place, SpaceKey, UserId
from bot.people import Profile
from bot.records import (
    Answer,
    Asked,
    AskedQuestion,
    AskedState,
    Attempt,
    AttemptId,
    AttemptState,
    AttemptView,
    Feedback,
    Limits,
    Person,
    PersonId,
    Plan,
    Schedule,
    ScheduleId,
    Slot,
    SlotId,
    SlotState,
    Team,
    TeamId,
)

from .arbitrary import BERLIN, LATER, NOON, a_question

CHANNEL = Address("console:practice")
THREAD = Address("console:practice/1")
PLACE = Place(space=SpaceKey("console:demo"), channel=CHANNEL, thread=THREAD)
ANA = UserId("console:ana")


def a_team(limits: Limits | None = None) -> Team:
    """Return a team in Berlin."""
    return Team(
        id=TeamId("team"),
        name="demo team",
        zone=BERLIN,
        first_weekday=0,
        admin_address=CHANNEL,
        feedback=Feedback.BRIEF,
        limits=limits or Limits(),
    )


def a_plan() -> Plan:
    """Return a plan with a reminder."""
    return Plan(
        at=time(9),
        zone=BERLIN,
        days=("mon", "wed"),
        tracks=(Track.APPLIED, Track.CODING),
        difficulties=tuple(Difficulty),
        open_for=timedelta(hours=24),
        remind=timedelta(hours=1),
        grace=timedelta(hours=3),
    )


def a_schedule(*, paused: bool = False) -> Schedule:
    """Return a schedule that skips two questions and has one queued."""
    return Schedule(
        id=ScheduleId("schedule"),
        team=TeamId("team"),
        name="daily",
        plan=a_plan(),
        paused=paused,
        skip=2,
        queued="attention-root-dk",
        next_at=NOON + timedelta(days=1),
        channels=(CHANNEL,),
        version=1,
    )


def about(
    *, team: Team | None = None, omissions: tuple[tuple[int, ...], ...] = ()
) -> AskedQuestion:
    """Return a question that was asked at noon and is open until the noon after."""
    asked = Asked(
        id=AskedId("asked"),
        slot=SlotId("slot"),
        channel=CHANNEL,
        state=AskedState.OPEN,
        thread=THREAD,
        receipt=None,
    )
    slot = Slot(
        id=SlotId("slot"),
        schedule=ScheduleId("schedule"),
        team=TeamId("team"),
        local="2026-11-23T13:00",
        opens_at=NOON,
        closes_at=NOON + timedelta(days=1),
        state=SlotState.OPEN,
    )
    question = a_question(flags=1, omissions=omissions)
    return AskedQuestion(asked=asked, slot=slot, team=team or a_team(), question=question)


def an_attempt(*, practice: bool = False) -> Attempt:
    """Return an attempt that is being collected since noon."""
    return Attempt(
        id=AttemptId("attempt"),
        asked=AskedId("asked"),
        person=PersonId("ana"),
        user=ANA,
        number=1,
        state=AttemptState.COLLECTING,
        revision=1,
        first_sent_at=NOON,
        last_sent_at=NOON,
        settles_at=NOON + timedelta(seconds=20),
        practice=practice,
        private=False,
    )


def a_person(name: str = "Ana") -> Person:
    """Return a member of the team."""
    return Person(id=PersonId("ana"), team=TeamId("team"), user=ANA, name=name)


def a_profile(
    name: str = "Ana", *, on_board: bool = True, board_name: str | None = None
) -> Profile:
    """Return what a member of the team decided."""
    return Profile(person=a_person(name), on_board=on_board, board_name=board_name)


def a_card(name: str = "Ana") -> CardView:
    """Return a card of somebody who missed the second point, due in a day."""
    card = Card(
        id=CardId("card"),
        person=PersonId("ana"),
        point="p1",
        due_at=LATER,
        asked_at=None,
        answer="",
        revision=1,
        failures=0,
        memory=missed(NOON),
    )
    profile = a_profile(name)
    return CardView(
        card=card, question=a_question(), team=a_team(), profile=profile, address=CHANNEL
    )


def a_view(
    *, name: str = "Ana", practice: bool = False, asked: AskedQuestion | None = None
) -> AttemptView:
    """Return an attempt with all that is known about it."""
    return AttemptView(
        attempt=an_attempt(practice=practice),
        about=asked or about(omissions=((0, 1),)),
        person=a_person(name),
        text="An answer.",
        messages=1,
        last_message=MessageRef("console:1"),
        outcome=None,
        used=0,
    )


def an_answer(sent_at: datetime, *, private: bool = False) -> Answer:
    """Return a piece of an answer by Ana."""
    public = Answer(
        ref=MessageRef("console:1"),
        user=ANA,
        name="Ana",
        place=PLACE,
        text="An answer.",
        sent_at=sent_at,
    )
    return replace(public, private=private, at_once=private)
