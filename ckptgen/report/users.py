"""Who uses a table, as text and JSON."""

from collections.abc import Iterable, Iterator

from ckptgen.plan.installs import describe
from ckptgen.plan.standing import Standings, is_directory_table
from ckptgen.plan.users import Mention, TableUsers, User
from ckptgen.report.shapes import Json, printable, table_shape


def users_lines(found: TableUsers, standings: Standings) -> Iterator[str]:
    """Yield the users under fs/ and those elsewhere, each with where it stands on the lists and its places."""
    table = found.table
    kind = "static, known in its file only" if table.static else "external"
    yield f"{printable(table.path)}:{table.line}: {table.name} (struct {table.struct}, {kind})"
    for twin in found.twins:
        yield f"  defined in {printable(twin.path)}:{twin.line} too: one configuration builds one of them"
    yield from _section("in its own file", [], found.own)
    filesystems = [user for user in found.users if _under_fs(user)]
    others = [user for user in found.users if not _under_fs(user)]
    yield from _section(f"used under fs/ ({len(filesystems)})", _labelled(filesystems, found, standings))
    yield from _section(f"used elsewhere ({len(others)})", _labelled(others, found, standings))


def users_json(found: Iterable[TableUsers], standings: Standings) -> Json:
    """Return all tables of the name as one JSON object."""
    return {"schema": "ckptgen-users/1", "tables": [_table_shape(each, standings) for each in found]}


def _table_shape(found: TableUsers, standings: Standings) -> Json:
    return {
        **table_shape(found.table),
        "static": found.table.static,
        "filesystem": found.owner,
        "also_defined": [table_shape(twin) for twin in found.twins],
        "own": [_mention_shape(mention) for mention in found.own],
        "users": [
            {
                "name": user.name,
                "under_fs": _under_fs(user),
                "installs": user.installs,
                "standing": _standing(user, found, standings) or None,
                "uses": [_mention_shape(mention) for mention in user.mentions],
            }
            for user in found.users
        ],
    }


def _mention_shape(mention: Mention) -> Json:
    use = mention.use
    return {
        "path": use.path,
        "line": use.line,
        "kind": str(use.kind),
        "target": use.target,
        "struct": use.holder,
        "alias": mention.alias.target if mention.alias else None,
        "installs": mention.installs,
        "text": use.text,
    }


def _under_fs(user: User) -> bool:
    return any(mention.use.path.startswith("fs/") for mention in user.mentions)


def _standing(user: User, found: TableUsers, standings: Standings) -> str:
    standing = standings.of(user.name, directory=is_directory_table(found.table)).standing
    return str(standing) if standing else ""


def _labelled(users: Iterable[User], found: TableUsers, standings: Standings) -> Iterator[tuple[str, User]]:
    for user in users:
        label = _standing(user, found, standings) or "on no list"
        yield f"{label}" if user.installs else f"{label}, does not install it", user


def _section(title: str, users: Iterable[tuple[str, User]], mentions: Iterable[Mention] = ()) -> Iterator[str]:
    lines = [f"    {_line(mention)}" for mention in mentions]
    for label, user in users:
        lines.append(f"  {printable(user.name)} ({label})")
        lines += [f"    {_line(mention)}" for mention in user.mentions]
    if lines:
        yield ""
        yield f"{title}:"
        yield from lines


def _line(mention: Mention) -> str:
    label = f" as {mention.alias.target}" if mention.alias else ""
    evidence = describe(mention.use, label)
    return f"{printable(evidence.place)}: {printable(evidence.detail)}"
