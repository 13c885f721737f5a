"""The fields beside the name, told: what was compared, how well it agrees, and what both sides say."""

from creditgraph.matching.explanation import Feature
from creditgraph.matching.fields import FIELDS, Levels
from creditgraph.matching.han_levels import shown
from creditgraph.matching.side import Side

_SCORES = {
    "GIVEN": (1.0, 1.0, 0.8, 0.6, 0.0),
    "SURNAME": (1.0, 1.0, 0.8, 0.6, 0.0),
    "ADDRESS": (1.0, 0.9, 0.7, 0.5, 0.6, 0.5, 0.3, 0.0),
    "CITY": (1.0, 0.8, 0.0),
    "POSTCODE": (1.0, 0.7, 0.4, 0.0),
    "PHONE": (1.0, 0.9, 0.6, 0.7, 0.4, 0.0),
    "EMAIL": (1.0, 0.5, 0.0),
    "DATE": (1.0, 0.8, 0.5, 0.0),
    "SEX": (1.0, 0.0),
    "ORGANISATION": (1.0, 0.7, 0.0),
    "NUMBER": (1.0, 0.8, 0.5, 0.0),
}
"""Field → how well each of its levels agrees."""


def field_features(a: Side, b: Side, levels: Levels) -> list[Feature]:
    """The fields that both sides have, the name excepted. Numbers of identity are not shown."""
    texts = {
        "GIVEN": (a.record.given, b.record.given),
        "SURNAME": (a.record.family, b.record.family),
        "ADDRESS": (a.record.address, b.record.address),
        "CITY": (a.record.city, b.record.city),
        "POSTCODE": (a.record.postcode, b.record.postcode),
        "PHONE": (a.record.phone, b.record.phone),
        "EMAIL": (a.record.email, b.record.email),
        "DATE": (a.record.date, b.record.date),
        "SEX": (a.record.sex, b.record.sex),
        "ORGANISATION": (a.record.organisation, b.record.organisation),
    }
    return [
        Feature(field, _SCORES[field][level], shown(*texts[field]) if field in texts else "")
        for field, level in zip(FIELDS, levels, strict=True)
        if level is not None and field != "NAME"
    ]
