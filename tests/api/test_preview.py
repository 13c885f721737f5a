"""A preview shows text: whatever stands in a name is no markup."""

from creditgraph.api.preview import preview_page

EVIL = "<script>alert(1)</script>&\"'"


def test_everything_is_escaped() -> None:
    profile = {
        "id": "cg-1",
        "kind": "enterprise",
        "name": EVIL,
        "names": [{"text": EVIL}, {"text": "<b>旧名</b>"}],
        "identifiers": [{"kind": "credit_code", "value": "<i>"}],
    }
    page = preview_page(profile, "zh")
    for tag in ("<script", "<b>", "<i>"):
        assert tag not in page
    assert "&lt;script&gt;" in page
    assert "企业" in page
    assert "company" in preview_page(profile, "en")


def test_an_entity_without_a_name_has_its_id() -> None:
    page = preview_page({"id": "cg-1", "kind": "", "name": "", "names": [], "identifiers": []}, "zh")
    assert "<h1>cg-1</h1>" in page
