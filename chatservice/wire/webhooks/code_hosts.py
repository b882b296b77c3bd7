"""What the programs that hold source code have in common: pushes."""

from chatservice.wire.webhooks.values import first, lines, linked, objects, spaced

COMMITS_SHOWN = 5


def branch(ref: str) -> str:
    """``refs/heads/main`` is main."""
    return ref.removeprefix("refs/heads/").removeprefix("refs/tags/")


def pushed(who: str, where: str, commits: object, count: int, url: str) -> str:
    """``carol pushed 2 commits to main of team/app: Fix it (URL)``, then the commits of several."""
    heads = [first(commit, "message", "title").partition("\n")[0] for commit in objects(commits)]
    start = spaced(who, "pushed", f"{count} {'commit' if count == 1 else 'commits'} to", where)
    if len(heads) == 1:
        return linked(f"{start}: {heads[0]}", url)
    more = f"… and {count - COMMITS_SHOWN} more" if count > COMMITS_SHOWN else ""
    return lines(linked(start, url), *(f"- {head}" for head in heads[:COMMITS_SHOWN]), more)
