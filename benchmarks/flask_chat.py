"""A REST chat as people write it with Flask: dicts, a list and a lock, nothing stored.

The peer of `rest`: the same paths and fields as the older interface of the project's server.
"""

from threading import Lock
from typing import Any

from flask import Flask, jsonify, request  # type: ignore[import-not-found]  # in its own environment

app = Flask(__name__)
lock = Lock()
people: set[str] = set()
said: list[dict[str, Any]] = []


@app.post("/register")  # type: ignore[untyped-decorator]
def register() -> Any:
    name = request.get_json()["username"]
    with lock:
        people.add(name)
    return jsonify(status="success", message="registered")


@app.post("/send")  # type: ignore[untyped-decorator]
def send() -> Any:
    asked = request.get_json()
    with lock:
        if asked["sender"] not in people or asked["recipient"] not in people:
            return jsonify(status="fail", message="not here"), 400
        said.append(
            {
                "id": len(said) + 1,
                "sender": asked["sender"],
                "recipient": asked["recipient"],
                "message": asked["message"],
            }
        )
    return jsonify(status="success", message="sent")


@app.get("/messages")  # type: ignore[untyped-decorator]
def messages() -> Any:
    name = request.args["username"]
    last = request.args.get("last_id", default=0, type=int)
    with lock:
        found = [one for one in said if one["id"] > last and one["recipient"] == name]
    return jsonify(status="success", messages=found)
