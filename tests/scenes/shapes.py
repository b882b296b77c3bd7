"""Input as it comes from people who copy, programs that are wrong, and those who try: texts, JSON, forms.

The kinds are those of the usual collections (naughty strings, suites for JSON and multipart); the
vectors are our own.
"""

TEXTS = {
    "words of programs": [
        "null",
        "None",
        "undefined",
        "true",
        "NaN",
        "__proto__",
        "constructor",
        "(nil)",
        "\\",
    ],
    "numbers": [
        "0",
        "-0",
        "1e309",
        "0x7f",
        "1_000",
        "٣",
        "½",
        "99999999999999999999",
        "-9223372036854775809",
        "1,5",
    ],
    "signs": [
        "'",
        '"',
        "\"'`",
        "!@#$%^&*()",
        "{}[]<>|~",
        ",;:.",
        "/",
        "//",
        "\\n",
        "%s%n%x",
        "{0}{name}",
        "$HOME",
    ],
    "blanks": [
        " ",
        "\t",
        "\u00a0",
        "\u2003",
        "\u3000",
        "\u200b",
        "\ufeff",
        "\u2060",
        "\u00ad",
        "\u180e",
        "\u2800",
    ],
    "lines": ["a\nb", "a\rb", "a\r\nb", "a\u2028b", "a\u0085b", "\n", "\v\f"],
    "controls": ["\x00", "a\x00b", "\x1b[2J", "\x1b]0;t\x07", "\x7f", "\x9b31m", "\x04", "\x1a", "\b\b\b"],
    "marks": ["e" + "\u0301\u0316" * 40, "\u0301", "ก็็็็็็", "a\u20dd", "\u0f77"],
    "directions": ["\u202eabc", "\u2066x\u2069", "שלום", "مرحبا", "\u200fabc", "a\u061c"],
    "beyond": ["😀", "👩‍🚀", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇪🇺🇪", "𐐷", "\U0010ffff", "\uffff", "\ufdd0", "\ue000", "e\ufe0f"],
    "folds": ["ß", "İi", "\u017f", "ǅ", "ﬃ", "ﷺ", "\uff21", "\U0001d41a", "\u212a", "ά", "ς"],
    "half a character": ["\ud800", "\udfff", "a\udc80b", "\ud83d"],
    "pages": [
        "<b>x</b>",
        "<script>x</script>",
        '" onload="x',
        "javascript:x",
        "&lt;&#0;",
        "]]>",
        "<!--",
        "data:,x",
    ],
    "statements": ["'; DROP TABLE events; --", "1 OR 1=1", '" NEAR "', "a* OR b", "MATCH", "%", "_", "x' --"],
    "shells": ["$(id)", "`id`", "| id", "; id", "&& id", "> /x", "~root", "*", "{a,b}", "-rf", "--help"],
    "paths": [
        "..",
        "../../etc/passwd",
        "..\\..\\x",
        "%2e%2e%2f",
        "/dev/null",
        "CON",
        "aux.txt",
        ".",
        "C:\\x",
        "file:///x",
    ],
    "dialects": [
        "BROADCAST|x",
        "NAME_TAKEN",
        "QUIT",
        "PING :x",
        ":a!b@c PRIVMSG d :e",
        "ROOM",
        '{"cmd":"quit"}',
        "/quit x",
    ],
    "names here": [
        "@",
        "@bob",
        "@bob,alice",
        "#1",
        "!aaaaaaaaaa",
        "*",
        "lobby",
        "room_1",
        "server",
        "all",
        "in:",
        "from:",
    ],
    "long": ["x" * 300, "x" * 5_000, "ß" * 600, "\ufdfa" * 200, "a " * 400, "@a " * 200, "🏳️‍🌈" * 60],
}
ALL = [text for texts in TEXTS.values() for text in texts]

JSON = {
    "nothing": [b"", b" ", b"\xef\xbb\xbf", b"\x00"],
    "bare": [b"null", b"true", b"1", b'"cmd"', b"[]", b"[{}]", b"{}", b'[{"cmd":"ping"}]', b"nul", b"True"],
    "cut": [
        b"{",
        b'{"cmd"',
        b'{"cmd":',
        b'{"cmd":"pi',
        b'{"cmd":"ping"',
        b"[",
        b'"',
        b'{"cmd":"ping",',
        b"[1,",
    ],
    "too much": [
        b'{"cmd":"ping"}}',
        b'{"cmd":"ping"}{"cmd":"ping"}',
        b'{"cmd":"ping"} x',
        b'{"cmd":"ping"},',
        b"1 2",
    ],
    "signs": [
        b"{'cmd':'ping'}",
        b'{cmd:"ping"}',
        b'{"cmd" "ping"}',
        b'{"cmd"::"ping"}',
        b'{"cmd":"ping",}',
        b"{,}",
    ],
    "comments": [b'{"cmd":"ping"/**/}', b'{"cmd":"ping"} // x', b"# x"],
    "numbers": [
        b'{"cmd":"ping","ref":%s}' % number
        for number in (
            *(
                b"-0",
                b"01",
                b"+1",
                b"1.",
                b".5",
                b"1e",
                b"1e+",
                b"0x1",
                b"1_0",
                b"--1",
                b"- 1",
                b"NaN",
                b"-Infinity",
            ),
            *(
                b"1e999",
                b"-1e999",
                b"1e-999",
                b"9" * 400,
                b"0." + b"1" * 400,
                b"18446744073709551616",
                b"1.5",
            ),
        )
    ],
    "texts": [
        b'{"cmd":"say","text":"%s"}' % text
        for text in (
            *(
                b"\\u0000",
                b"\\ud800",
                b"\\udc00\\ud800",
                b"\\ud83d\\ude00",
                b"\\uD8",
                b"\\u00zz",
                b"\\x41",
                b"\\a",
            ),
            *(
                b"\t",
                b"\x00",
                b"\x1f",
                b"\x7f",
                b"\xff",
                b"\xc0\xaf",
                b"\xed\xa0\x80",
                b"\xf4\x90\x80\x80",
                b"\xe2\x82",
            ),
            *(b"\\", b"\\\\", b"\\/", b"\\u2028", b"\xef\xbf\xbf", b"\\uffff"),
        )
    ],
    "keys": [
        b'{"cmd":"ping","cmd":"quit"}',
        b'{"CMD":"ping"}',
        b'{"":"x"}',
        b'{"cmd ":"ping"}',
        b'{"\\u0063md":"ping"}',
        b'{"cmd":"ping","__proto__":{}}',
        b'{"cmd":"ping","x":{"y":[{}]}}',
        b'{"cmd":"ping",%s}' % b",".join(b'"k%d":1' % number for number in range(300)),
    ],
    "types": [
        b'{"cmd":%s}' % value
        for value in (b"null", b"1", b"[]", b"{}", b"true", b'""', b'"no such"', b'["ping"]')
    ]
    + [b'{"cmd":"say","text":%s}' % value for value in (b"null", b"1", b"[]", b"{}", b"true", b'["a"]')]
    + [
        b'{"cmd":"history","limit":%s}' % value
        for value in (b'"5"', b"-1", b"0", b"1.0", b"1e9", b"null", b"true")
    ],
    "depth": [
        b"[" * 2_000,
        b"[" * 2_000 + b"]" * 2_000,
        b'{"a":' * 2_000,
        b'{"cmd":"ping","ref":' + b"[" * 500 + b"]" * 500 + b"}",
    ],
    "other encodings": [
        '{"cmd":"ping"}'.encode(coding) for coding in ("utf-16", "utf-16-be", "utf-32-le", "cp037")
    ],
}

B = b"xYzZy"


def _part(name=b'; name="text"', value=b"hi", more=b"", end=b"\r\n"):
    return end.join([b"--" + B, b"Content-Disposition: form-data" + name + more, b"", value, b""])


END = b"--" + B + b"--\r\n"
FILE = _part(b'; name="file"; filename="a.txt"', b"data")
FORMS = {  # the body, and the type if it is not the usual one
    "whole": (FILE + END, b""),
    "nothing": (b"", b""),
    "no parts": (END, b""),
    "no end": (FILE, b""),
    "half an end": (FILE + b"--" + B + b"-", b""),
    "cut in the head": (b"--" + B + b"\r\nContent-Dispo", b""),
    "cut in the value": (FILE[:-4], b""),
    "almost the boundary": (_part(value=b"\r\n--xYzZ\r\n--xYzZyy\r\n-xYzZy\r\n--xYzZx") + END, b""),
    "line ends in a file": (_part(b'; name="file"; filename="a"', b"\r\n\r\n\r\r\n\n" * 300) + END, b""),
    "LF alone": (FILE.replace(b"\r\n", b"\n") + END, b""),
    "CR alone": (FILE.replace(b"\r\n", b"\r") + END, b""),
    "before and after": (b"words before\r\n" + FILE + END + b"words after", b""),
    "lines before": (b"\r\n\r\n\r\n" + FILE + END, b""),
    "no name": (_part(b"") + END, b""),
    "an empty name": (_part(b'; name=""') + END, b""),
    "no disposition": (b"--" + B + b"\r\nX: y\r\n\r\nhi\r\n" + END, b""),
    "another disposition": (FILE.replace(b"form-data", b"attachment") + END, b""),
    "no head": (b"--" + B + b"\r\n\r\nhi\r\n" + END, b""),
    "no colon": (b"--" + B + b"\r\nContent-Disposition form-data\r\n\r\nhi\r\n" + END, b""),
    "folded": (_part(more=b';\r\n filename="a"') + END, b""),
    "NUL in the head": (_part(b'; name="te\x00xt"') + END, b""),
    "bytes in the head": (_part(b'; name="file"; filename="\xff\xfe"') + END, b""),
    "escapes": (_part(b'; name="file"; filename="a\\"b\\\\c;d"') + END, b""),
    "percent": (_part(b"; name=\"file\"; filename*=utf-8''%e2%82%ac%2e%2e%2fx") + END, b""),
    "unknown coding of a name": (_part(b"; name=\"file\"; filename*=klingon''%ff") + END, b""),
    "a path": (_part(b'; name="file"; filename="../../etc/passwd"') + END, b""),
    "an empty file name": (_part(b'; name="file"; filename=""', b"") + END, b""),
    "base64": (_part(more=b"\r\nContent-Transfer-Encoding: base64", value=b"aGk=") + END, b""),
    "quoted-printable": (
        _part(more=b"\r\nContent-Transfer-Encoding: quoted-printable", value=b"=C3=") + END,
        b"",
    ),
    "a form in a form": (
        _part(more=b"\r\nContent-Type: multipart/mixed; boundary=in", value=b"--in\r\n\r\nx\r\n--in--") + END,
        b"",
    ),
    "many parts": (_part() * 300 + END, b""),
    "many heads": (_part(more=b"\r\nX-A: b" * 200) + END, b""),
    "a long head": (_part(more=b"\r\nX-A: " + b"b" * 20_000) + END, b""),
    "a long value": (_part(value=b"x" * 100_000) + END, b""),
    "twice": (FILE + FILE + END, b""),
    "no boundary": (FILE + END, b"multipart/form-data"),
    "an empty boundary": (FILE + END, b"multipart/form-data; boundary="),
    "a quoted boundary": (FILE + END, b'multipart/form-data; boundary="xYzZy"'),
    "two boundaries": (FILE + END, b"multipart/form-data; boundary=a; boundary=xYzZy"),
    "a long boundary": (FILE + END, b"multipart/form-data; boundary=" + b"b" * 300),
    "a boundary with blanks": (FILE + END, b"multipart/form-data ; boundary = xYzZy "),
    "a boundary of bytes": (FILE + END, b"multipart/form-data; boundary=\xff"),
    "capitals": (
        FILE.replace(b"Content-Disposition", b"CONTENT-DISPOSITION") + END,
        b"Multipart/Form-Data; Boundary=xYzZy",
    ),
    "mixed": (FILE + END, b"multipart/mixed; boundary=xYzZy"),
    "of an address": (b"text=a&text=b&%zz=%&=&&x", b"application/x-www-form-urlencoded"),
}
