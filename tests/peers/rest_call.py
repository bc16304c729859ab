"""One REST call as it is recorded: what came back, be it an error. Knows nothing of Ohmstead."""

import json
import urllib.error
import urllib.request


def answer(url, token, method, path, body=None):
    """{"status", "body"}: the body decoded where it is JSON, else as text."""
    request = urllib.request.Request(
        url + path, None if body is None else json.dumps(body).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            status, text = response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read().decode()
    try:
        return {"status": status, "body": json.loads(text)}
    except ValueError:
        return {"status": status, "body": text}
