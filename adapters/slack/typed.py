"""Commands that were typed: after a slash, or after our name."""

from adapters.slack import commands, inbound, replies
from adapters.slack.desk import Desk
from adapters.slack.render import render
from bot.arguments import Invocation, UnknownCommand, WrongArguments, parse
from bot.messages import CommandInvoked


async def invoke(  # noqa: PLR0913 - what a typed command consists of
    desk: Desk,
    *,
    team: str,
    user: str,
    line: str,
    admin: bool,
    event: str,
    reply: replies.InChannel,
) -> None:
    """Hand in a command, or say what is wrong with it; buttons where nothing was typed.

    Raises NotStored where it was not committed.
    """
    verbs = commands.ADMIN_VERBS if admin else commands.VERBS
    if not line:
        await desk.say(team, user, reply, *render(commands.menu(desk.sentences, admin=admin)))
        return
    match parse(line, admin=admin):
        case UnknownCommand() as unknown:
            said = desk.sentences.unknown_command(unknown, f"{verbs} ")
            await desk.say_line(team, user, reply, said)
        case WrongArguments(problems=found):
            said = "\n".join(desk.sentences.problem(one) for one in found)
            await desk.say_line(team, user, reply, said)
        case Invocation(command=command, arguments=arguments):
            await desk.handle(
                CommandInvoked(
                    event=event,
                    author=await desk.people.author(team, user),
                    place=inbound.place(team, reply.channel, reply.thread),
                    command=command.name,
                    arguments=arguments,
                    at=desk.now(),
                    reply=replies.handle(reply, desk.now()),
                    admin=command.admin,
                )
            )
