"""Completion for bash, made from the table of verbs: ``. <(chatctl completion)``.

Only words of the table are in the script, so it needs no quoting and starts nothing.
"""

from collections.abc import Iterator

from chatservice.admin import verbs
from chatservice.admin.verbs import AnyVerb, Argument

COMMON = ("--data", "--config", "--json", "--help")

HEAD = """\
# Completion for bash. Put this into ~/.bashrc:  . <(chatctl completion)
_chatctl() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} said=() skip= i verb rest
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        if [[ $skip ]]; then skip=; continue; fi
        case ${COMP_WORDS[i]} in
"""
MIDDLE = """\
            -*) ;;
            *) said+=("${COMP_WORDS[i]}") ;;
        esac
    done
    verb="${said[0]} ${said[1]}" rest=$((${#said[@]} - 2))
    case $verb in
"""
TAIL = """\
    esac
}
complete -F _chatctl chatctl
"""


def script() -> str:
    return "".join(_parts())


def _parts() -> Iterator[str]:
    every = list(verbs.VERBS)
    valued = {"--data": "-d", "--config": "-f"}
    for verb in every:
        for argument in verbs.arguments(verb):
            if _has_value(argument):
                valued[argument.option] = _of(argument)
    yield HEAD
    yield f"            {'|'.join(sorted(valued))}) skip=1 ;;\n"
    yield MIDDLE
    yield f"        {'|'.join(_quoted(verbs.tag(verb)) for verb in every if ' ' in verbs.tag(verb))}) ;;\n"
    yield "        *) verb=${said[0]} rest=$((${#said[@]} - 1)) ;;\n    esac\n"
    yield "    case $prev in\n"
    for option, how in sorted(valued.items()):
        yield f"        {option}) {_reply(how)}; return ;;\n"
    yield "    esac\n    if [[ $cur == -* ]]; then\n        case $verb in\n"
    for verb in every:
        options = [a.option for a in verbs.arguments(verb) if not _is_word(a)]
        yield f"            {_quoted(verbs.tag(verb))}) {_reply(_words([*options, *COMMON]))} ;;\n"
    yield f"            *) {_reply(_words(COMMON))} ;;\n        esac\n        return\n    fi\n"
    yield "    case $verb:$rest in\n"
    for verb in every:
        yield from _places(verb)
    for group, words in _groups(every).items():
        yield f"        {group}:0) {_reply(_words(words))} ;;\n"
    firsts = dict.fromkeys(verbs.tag(verb).split()[0] for verb in every)
    yield f"        :*) {_reply(_words([*firsts]))} ;;\n"
    yield TAIL


def _places(verb: type[AnyVerb]) -> Iterator[str]:
    for place, argument in enumerate(a for a in verbs.arguments(verb) if _is_word(a)):
        how = _of(argument)
        if how:
            yield f"        {_quoted(verbs.tag(verb))}:{place}) {_reply(how)} ;;\n"


def _groups(every: list[type[AnyVerb]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for verb in every:
        first, _, second = verbs.tag(verb).partition(" ")
        if second:
            groups.setdefault(first, []).append(second)
    return groups


def _is_word(argument: Argument) -> bool:
    return (argument.required or argument.arg.words) and not argument.arg.secret


def _has_value(argument: Argument) -> bool:
    return not _is_word(argument) and argument.kind is not bool and not argument.arg.secret


def _of(argument: Argument) -> str:
    """The options of compgen for an argument."""
    if argument.arg.choices:
        return _words(argument.arg.choices)
    return "-f" if argument.arg.path else ""


def _words(words: list[str] | tuple[str, ...]) -> str:
    return f'-W "{" ".join(words)}"'


def _reply(how: str) -> str:
    if not how:
        return ":"
    files = "compopt -o filenames; " if how in {"-f", "-d"} else ""
    return f'{files}mapfile -t COMPREPLY < <(compgen {how} -- "$cur")'


def _quoted(tag: str) -> str:
    return f'"{tag}"' if " " in tag else tag
