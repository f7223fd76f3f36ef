"""How the Web API and events show people, channels, messages and files."""

from tests.servers.slack_api.world import APP, Channel, File, Json, Message, Person, Workspace


def message_json(space: Workspace, said: Message, *, metadata: bool = False) -> Json:
    """Return a message, without the channel that it is in."""
    found: Json = {"type": "message", "user": said.user, "text": said.text, "ts": said.ts}
    found["team"] = said.team
    if said.subtype:
        found["subtype"] = said.subtype
    if said.bot_id:
        found |= {"bot_id": said.bot_id, "app_id": said.app_id}
        found["bot_profile"] = {"id": said.bot_id, "app_id": said.app_id, "team_id": said.team}
    if said.blocks:
        found["blocks"] = said.blocks
    if said.attachments:
        found["attachments"] = said.attachments
    if said.edited:
        found["edited"] = said.edited
    if said.metadata is not None and metadata:
        found["metadata"] = said.metadata
    if said.reactions:
        found["reactions"] = reactions_json(said)
    if said.thread_ts:
        found["thread_ts"] = said.thread_ts
        found |= _thread(space, said)
    return found


def _thread(space: Workspace, said: Message) -> Json:
    channel = space.channels[said.channel]
    root = channel.messages.get(said.thread_ts or "")
    if said.is_reply:
        return {"parent_user_id": root.user} if root else {}
    replies = [one for one in channel.thread(said.ts) if one.ts != said.ts]
    if not replies:
        return {}
    return {
        "reply_count": len(replies),
        "reply_users": sorted({one.user for one in replies}),
        "latest_reply": replies[-1].ts,
    }


def reactions_json(said: Message) -> list[Json]:
    """Return who reacted to a message with what."""
    return [
        {"name": name, "users": sorted(users), "count": len(users)}
        for name, users in said.reactions.items()
    ]


def file_json(url: str, file: File, *, brief: bool = False, now: float | None = None) -> Json:
    """Return a file; `brief` is all that an event of a shared channel says."""
    if brief:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
    ready = now is None or now >= file.ready_at
    private = f"{url}/files-pri/{file.team}-{file.id}"
    found: Json = {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype if ready else "",
        "filetype": file.filetype if ready else "",
        "mode": file.mode,
        "user": file.user,
        "size": len(file.content),
        "is_external": False,
        "url_private": f"{private}/{file.name}",
        "url_private_download": f"{private}/download/{file.name}",
        "file_access": "visible",
        "shares": {
            kind: {channel: [{"ts": ts} for ts in all_ts] for channel, all_ts in shown.items()}
            for kind, shown in file.shares.items()
        },
    }
    if file.mode == "snippet":
        text = file.content.decode(errors="replace")
        found |= {"preview": text[:500], "lines": text.count("\n") + 1, "editable": True}
    if file.alt:
        found["alt_txt"] = file.alt
    return found


def person_json(space: Workspace, person: Person) -> Json:
    """Return someone as `users.info` does."""
    found: Json = {
        "id": person.id,
        "team_id": space.id,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "is_admin": person.admin,
        "is_owner": False,
        "is_bot": person.bot,
        "is_app_user": False,
        "profile": {
            "real_name": person.real_name,
            "display_name": person.real_name,
            "team": space.id,
        },
    }
    if person.zone is not None:
        found |= {"tz": person.zone, "tz_label": person.zone, "tz_offset": person.offset}
    return found


def channel_json(space: Workspace, channel: Channel) -> Json:
    """Return a conversation as `conversations.info` does."""
    if channel.kind == "im":
        (user,) = channel.members - {space.bot}
        return {"id": channel.id, "is_im": True, "user": user, "is_archived": channel.archived}
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.kind == "private",
        "is_archived": channel.archived,
        "is_member": space.bot in channel.members,
        "context_team_id": space.id,
        "creator": APP,
    }
