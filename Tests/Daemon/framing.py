"""Requests whose end, or whose meaning, two parsers might see differently (RFC 9112, sections 3, 5, 6, 7 and 11.2)."""

HOST = b"Host: 127.0.0.1\r\n"
#: What must never be answered: it stands where a lenient parser would see a request of its own.
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
CHUNKED_HIDDEN = b"%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)


def post(fields: bytes, body: bytes, key: str) -> bytes:
    return (b"POST /v1/scans HTTP/1.1\r\n" + HOST + b"Authorization: Bearer " + key.encode()
            + b"\r\nContent-Type: image/png\r\n" + fields + b"\r\n" + body)


def get(line: bytes, fields: bytes = HOST) -> bytes:
    return line + b"\r\n" + fields + b"Connection: close\r\n\r\n"


def refused(key: str) -> dict[str, bytes]:
    """What has to be refused, or hung up on, and nothing behind it be answered."""
    tricks = {}
    for value in (b"+5", b"-5", b"-0", b"5,5", b"5, 6", b"0x5", b"5 5", b"", b"5;", b"'5'", b"1e1", b"\xd9\xa5", b"5\x0b",
                  b"18446744073709551621", b"9223372036854775808"):
        tricks[f"Content-Length: {value!r}"] = post(b"Content-Length: " + value + b"\r\n", b"12345" + HIDDEN, key)
    both = {
        "two lengths": b"Content-Length: 5\r\nContent-Length: 200\r\n",
        "length and then chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "chunks and then length": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "a space before the colon": b"Transfer-Encoding : chunked\r\n",
        "a folded coding": b"Transfer-Encoding:\r\n chunked\r\n",
        "codings on two lines": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
    }
    for value in (b"chunked, chunked", b"xchunked", b"chunked, identity", b"identity", b"gzip, chunked", b"chunked;q=1",
                  b"\x0bchunked", b"chunk", b"", b"chunked\x00", b"\"chunked\""):
        both[f"Transfer-Encoding: {value!r}"] = b"Transfer-Encoding: " + value + b"\r\n"
    for name, fields in both.items():
        tricks[name] = post(fields, CHUNKED_HIDDEN, key)
    tricks["chunks in HTTP/1.0"] = post(
        b"Transfer-Encoding: chunked\r\n", CHUNKED_HIDDEN, key).replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    chunks = {
        "a size below zero": b"-1\r\n", "a size with 0x": b"0x5\r\n12345\r\n0\r\n\r\n", "a size with a sign": b"+5\r\n12345\r\n0\r\n\r\n",
        "a size that overflows": b"FFFFFFFFFFFFFFFFF\r\n", "a size that is none": b"g\r\n", "no size": b"\r\n\r\n",
        "more than the size": b"5\r\n123456789\r\n0\r\n\r\n", "no end of line": b"5\r\n1234567\r\n",
        "endless trailers": b"0\r\n" + b"a: b\r\n" * 100_000 + b"\r\n",
        "a carriage return in the size": b"5\r\r\n12345\r\n0\r\n\r\n",
    }
    for name, body in chunks.items():
        tricks[f"chunks: {name}"] = post(b"Transfer-Encoding: chunked\r\n", body + HIDDEN, key)
    lines = (b"GET /healthz", b"GET /healthz HTTP/0.9", b"GET /healthz HTTP/2.0", b"GET /healthz HTTP/1.10",
             b"GET /healthz HTTP/1.1 more", b"GET /healthz HTTP/1", b"GET /healthz http/1.1", b"GET\x00 /healthz HTTP/1.1",
             b"GET /heal\x00thz HTTP/1.1", b"GET /heal\x01thz HTTP/1.1", b"GET healthz HTTP/1.1", b"BREW /healthz HTTP/1.1",
             b"CONNECT 127.0.0.1:80 HTTP/1.1", b"TRACE /healthz HTTP/1.1", b"G" * 9000 + b" / HTTP/1.1",
             b"GET /" + b"a" * 100_000 + b" HTTP/1.1", b" GET /healthz HTTP/1.1", b"PRI * HTTP/2.0\r\n\r\nSM\r\n")
    for line in lines:
        tricks[f"line {line[:40]!r}"] = get(line) + HIDDEN
    heads = {
        "no Host": b"", "two Hosts": HOST * 2, "two unlike Hosts": HOST + b"Host: elsewhere\r\n", "an empty Host": b"Host:\r\n",
        "a Host with a path": b"Host: a/b\r\n", "a Host with a user": b"Host: a@127.0.0.1\r\n", "a Host with a space": b"Host: a b\r\n",
        "a line without a colon": HOST + b"nothing\r\n", "a name with a space": HOST + b"a b: c\r\n", "no name": HOST + b": c\r\n",
        "a folded line": HOST + b"a: b\r\n c\r\n", "NUL in a value": HOST + b"a: b\x00c\r\n",
        "a carriage return in a value": HOST + b"a: b\rc\r\n", "a name beyond ASCII": HOST + b"\xe9: c\r\n",
        "90 kB in a line": HOST + b"a: " + b"b" * 90_000 + b"\r\n", "10000 lines": HOST + b"a: b\r\n" * 10_000,
    }
    for name, fields in heads.items():
        tricks[name] = get(b"GET /healthz HTTP/1.1", fields) + HIDDEN
    return tricks


def allowed(key: str) -> dict[str, tuple[bytes, list[int]]]:
    """What only looks odd, and the statuses of its answers."""
    extension = b"5;" + b"a" * 200_000 + b"\r\n12345\r\n0\r\n\r\n"
    return {
        "empty lines before": (b"\r\n\r\n" + get(b"GET /healthz HTTP/1.1"), [200]),
        "an absolute target": (get(b"GET http://127.0.0.1/healthz HTTP/1.1"), [200]),
        "two at once": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN, [200, 404]),
        "an offer of HTTP/2": (get(b"GET /healthz HTTP/1.1", HOST + b"Upgrade: h2c\r\n"), [200]),
        "an expectation nobody knows": (get(b"GET /healthz HTTP/1.1", HOST + b"Expect: cake\r\n"), [200]),
        "a long extension of a chunk": (post(b"Transfer-Encoding: chunked\r\n", extension + HIDDEN, key), [415, 404]),
        "HTTP/1.0": (get(b"GET /healthz HTTP/1.0"), [200]),
    }
