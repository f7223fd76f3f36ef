"""What a message may be: its length, its parts, and which of them go together."""

from collections.abc import Iterator

from tests.servers.discord_api import mentions
from tests.servers.discord_api.rules import Path, listed, sized
from tests.servers.discord_api.rules_components import message_problems
from tests.servers.discord_api.wire import EMPTY_MESSAGE, Json, Problem, Refused, Upload, invalid
from tests.servers.discord_api.world import COMPONENTS_V2, EPHEMERAL, Message, inner, walk

MOST_CONTENT = 2000
"""For bots; the official description says 4000."""
MOST_EMBEDDED = 6000
MOST_FILES = 10
LARGEST_FILE = 10 * 1024 * 1024

SUPPRESS_EMBEDS, SILENT, VOICE = 1 << 2, 1 << 12, 1 << 13
ON_CREATE = SUPPRESS_EMBEDS | SILENT | VOICE | COMPONENTS_V2
ON_EDIT = SUPPRESS_EMBEDS | COMPONENTS_V2
"""What an edit can change; other flags in it are ignored without an error."""

LEGACY = ("content", "embeds", "poll", "sticker_ids")


def check_message(
    body: Json,
    files: list[Upload],
    *,
    old: Message | None = None,
    by_interaction: bool = False,
    root: Path = (),
) -> None:
    """Trim a message, and refuse one that breaks a rule; `old` is the one that it changes.

    Raises:
        Refused: with every problem that was found.

    """
    if isinstance(body.get("content"), str):
        body["content"] = body["content"].strip()
    found = list(_problems(body, files, old, by_interaction=by_interaction))
    if found:
        raise invalid(*(Problem((*root, *one.path), one.code, one.message) for one in found))
    if old is None:
        parts = ("content", "embeds", "components", "sticker_ids", "poll")
        if not files and not any(body.get(part) for part in parts):
            raise _empty()
    elif not files and not _something_left(body, old):
        raise _empty()


def _empty() -> Refused:
    return Refused(status=400, code=EMPTY_MESSAGE, message="Cannot send an empty message")


def _something_left(body: Json, old: Message) -> bool:
    new = {"content": old.content, "embeds": old.embeds, "components": old.components, **body}
    kept = body.get("attachments", old.attachments)
    return any(new[part] for part in ("content", "embeds", "components")) or bool(kept)


def _problems(
    body: Json, files: list[Upload], old: Message | None, *, by_interaction: bool
) -> Iterator[Problem]:
    flags = body.get("flags") or 0
    allowed = ON_CREATE | (EPHEMERAL if by_interaction else 0)
    if not isinstance(flags, int) or (old is None and flags & ~allowed):
        yield Problem(("flags",), "MESSAGE_FLAGS_INVALID", f"Flags {flags} cannot be set")
        flags = 0
    v2 = bool((flags | (old.flags if old else 0)) & COMPONENTS_V2)
    components = listed(body, "components")
    if v2:
        code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
        before = {"content": old.content, "embeds": old.embeds} if old else {}
        for name in LEGACY:
            if body.get(name, before.get(name)):
                yield Problem((name,), code, "Not together with components v2")
        if old is None and not components:
            yield Problem(("components",), "BASE_TYPE_REQUIRED", "This field is required")
    yield from sized(body.get("content"), ("content",), 0, MOST_CONTENT)
    yield from message_problems(components, v2=v2)
    yield from _embeds(listed(body, "embeds"))
    yield from mentions.problems(body.get("allowed_mentions"))
    yield from _files(body, files, old)
    nonce = body.get("nonce")
    if isinstance(nonce, str):
        yield from sized(nonce, ("nonce",), 1, 25)


def _embeds(embeds: list[Json]) -> Iterator[Problem]:
    yield from sized(embeds, ("embeds",), 0, 10)
    total = 0
    for n, embed in enumerate(embeds):
        path: Path = ("embeds", n)
        footer, author = embed.get("footer") or {}, embed.get("author") or {}
        parts = [
            ("title", embed.get("title"), 256),
            ("description", embed.get("description"), 4096),
            ("footer", footer.get("text"), 2048),
            ("author", author.get("name"), 256),
        ]
        fields = listed(embed, "fields")
        yield from sized(fields, (*path, "fields"), 0, 25)
        for one in fields:
            parts += [("name", one.get("name") or "", 256), ("value", one.get("value") or "", 1024)]
        for name, value, most in parts:
            yield from sized(value, (*path, name), int(name in ("name", "value")), most)
            total += len(value or "")
    if total > MOST_EMBEDDED:
        code = "MAX_EMBED_SIZE_EXCEEDED"
        yield Problem(("embeds",), code, f"{total} characters, at most {MOST_EMBEDDED}")


def _files(body: Json, files: list[Upload], old: Message | None) -> Iterator[Problem]:
    kept = {one.id: one.name for one in old.attachments} if old else {}
    sent = {file.index: file.name for file in files}
    described = listed(body, "attachments")
    path: Path = ("attachments",)
    if len(described) > MOST_FILES or len(files) > MOST_FILES:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", f"At most {MOST_FILES} files")
    for n, one in enumerate(described):
        if str(one.get("id")) not in sent | kept:
            yield Problem((*path, n), "ATTACHMENT_NOT_FOUND", "Attachment data not found")
    names = {*sent.values(), *kept.values()}
    for name in referenced(listed(body, "components") + listed(body, "embeds")):
        if name not in names:
            code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
            yield Problem(("components",), code, f"The referenced attachment {name!r} is missing")


def referenced(components: list[Json]) -> set[str]:
    """Return the names of the files that components and embeds show."""
    prefix = "attachment://"
    urls = [media["url"] for media in shown_media(components)]
    return {url.removeprefix(prefix) for url in urls if url.startswith(prefix)}


def shown_media(components: list[Json]) -> Iterator[Json]:
    """Yield every place in components and embeds that shows a file or picture."""
    for one in walk(components):
        for place in (one, *listed(one, "items")):
            for key in ("media", "file", "image", "thumbnail"):
                if isinstance(place.get(key), dict) and place[key].get("url"):
                    yield place[key]


def numbered(components: list[Json]) -> list[Json]:
    """Give every component that has none an id, as Discord does."""
    taken = {one["id"] for one in walk(components) if one.get("id")}
    free = iter(n for n in range(1, 10_000) if n not in taken)

    def name(one: Json) -> None:
        if not one.get("id"):
            one["id"] = next(free)
        for each in inner(one):
            name(each)

    for one in components:
        name(one)
    return components
