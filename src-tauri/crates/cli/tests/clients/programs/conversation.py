"""What every client of Python is put through, whichever version it is."""
import os
import sys
import uuid

HTTP = os.environ["COUNTERFOIL_URL"] + "/mcp"
HEADERS = {"Authorization": "Bearer " + os.environ["COUNTERFOIL_TOKEN"]}
STDIO = {
    "command": os.environ["COUNTERFOIL_PROGRAM"],
    "args": ["mcp", "--token-file", os.environ["COUNTERFOIL_TOKEN_FILE"],
             "--data-dir", os.environ["COUNTERFOIL_DATA_DIR"]],
}
run = uuid.uuid4().hex


def over_stdio():
    return sys.argv[1] == "stdio"


def order(key, amount):
    return {"idempotency_key": key + run, "merchant": {"name": "Books", "domain": "books.example"},
            "reason": "wanted", "amount": amount, "currency": "EUR"}


async def converse(revision, names, call):
    """`call(name, arguments)` gives (structured content, whether it is an error)."""
    print(revision)
    assert names[0] == "request_purchase" and len(names) >= 8, names
    print("tools ok")
    bought, _ = await call("request_purchase", order("a", "5.00"))
    assert bought["status"] == "authorized", bought
    print("bought ok")
    asked, _ = await call("request_purchase", order("b", "50.00"))
    assert asked["status"] == "pending", asked
    shown, _ = await call("get_purchase", {"purchase_id": asked["id"], "wait_s": 1})
    assert shown["status"] == "pending", shown
    await call("cancel_purchase", {"purchase_id": asked["id"]})
    print("pending ok")
    again, _ = await call("request_purchase", order("a", "5.00"))
    assert again["id"] == bought["id"]
    print("again ok")
    refused, is_error = await call("request_purchase", order("c", "5,00"))
    assert is_error and refused["field"] == "amount", refused
    print("refused ok")
    try:
        await call("approve_purchase", {"purchase_id": asked["id"]})
    except Exception as error:
        assert "Unknown tool" in str(error), error
        print("unknown ok")
