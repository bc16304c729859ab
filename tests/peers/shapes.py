"""The shape of JSON: which keys a record has and of what type, whatever its values.

Records of one kind are merged: a key is required when all of them have it. Objects keyed by
entity or statistic ids are maps, whose values are merged likewise. Attributes are free-form.
"""

FREE_FORM = {"attributes", "options", "categories", "translation_placeholders", "types"}


def is_map(value):
    return bool(value) and all("." in key or ":" in key for key in value)


def shape_of(value):
    """A nested description: {"types": {...}, "keys": {...}, "required": {...}, "items": ...}."""
    if isinstance(value, bool):
        return {"types": {"boolean"}}
    if value is None:
        return {"types": {"null"}}
    if isinstance(value, (int, float)):
        return {"types": {"number"}}
    if isinstance(value, str):
        return {"types": {"string"}}
    if isinstance(value, list):
        return {"types": {"array"}, "items": merge(map(shape_of, value))}
    if is_map(value):
        return {"types": {"map"}, "items": merge(map(shape_of, value.values()))}
    keys = {key: {"types": set()} if key in FREE_FORM else shape_of(item)
            for key, item in value.items()}
    return {"types": {"object"}, "keys": keys, "required": set(keys)}


def merge(shapes):
    """The shape that all of `shapes` have; of none, an empty one that fits everything."""
    merged = {"types": set()}
    for shape in shapes:
        merged["types"] |= shape["types"]
        if "items" in shape:
            merged["items"] = merge(filter(None, (merged.get("items"), shape["items"])))
        if "keys" in shape:
            keys = merged.setdefault("keys", {})
            for key, item in shape["keys"].items():
                keys[key] = merge((keys[key], item)) if key in keys else item
            required = merged.get("required", shape["required"])
            merged["required"] = required & shape["required"]
    return merged


def differences(wanted, given, path="$"):
    """Sentences on what `given` lacks or has in another type; more keys than wanted are fine.

    A null fits everywhere, and what was only ever null or empty says nothing of the type.
    """
    known = wanted["types"] - {"null"}
    found = given["types"] - {"null"}
    if {"map", "object"} == known | found and not (wanted if "map" in found else given)["keys"]:
        return []  # an empty object has no keys to tell a map by
    if known and found - known:
        return [f"{path} is {'/'.join(sorted(found))}, not {'/'.join(sorted(known))}"]
    sentences = []
    if "object" in known and "object" in found:
        for key in sorted(wanted["required"] - given["required"]):
            sentences.append(f"{path}.{key} is missing")
        for key in sorted(wanted["keys"].keys() & given["keys"].keys()):
            sentences += differences(wanted["keys"][key], given["keys"][key], f"{path}.{key}")
    if "items" in wanted and "items" in given:
        sentences += differences(wanted["items"], given["items"], f"{path}[]")
    return sentences
