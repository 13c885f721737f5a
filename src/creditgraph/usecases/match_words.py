"""The words of matching: schemas and properties of FollowTheMoney, and what they are called in both languages."""

from creditgraph.matching.record import Kind
from creditgraph.model.request import Language
from creditgraph.model.vocabulary import EntityKind

KINDS_OF_SCHEMA: dict[str, tuple[Kind, ...]] = {
    "Company": ("organisation",),
    "Organization": ("organisation",),
    "PublicBody": ("organisation",),
    "Person": ("person",),
    "LegalEntity": ("organisation", "person"),
}
"""Schema word → whom it may mean."""
SCHEMA_OF_KIND = {
    EntityKind.ENTERPRISE: "Company",
    EntityKind.NON_ENTERPRISE_LEGAL_PERSON: "Organization",
    EntityKind.UNINCORPORATED: "Organization",
    EntityKind.BRANCH: "Organization",
    EntityKind.INDIVIDUAL_BUSINESS: "LegalEntity",
    EntityKind.NATURAL_PERSON: "Person",
}
"""Kind of an entity → the schema that it is told under."""
NAMES = ("name", "alias", "previousName", "weakAlias", "abbreviation")
NUMBERS = ("uscCode", "registrationNumber", "idNumber", "taxNumber")
DATES = {"birthDate": "person", "incorporationDate": "organisation"}
"""Property → whose date it is."""
PROPERTIES = (*NAMES, "firstName", "lastName", *NUMBERS, *DATES, "gender", "address", "phone", "email")
"""What is compared."""
PROPERTY_OF_NUMBER = {
    "credit_code": "uscCode",
    "registration_number": "registrationNumber",
    "tax_number": "taxNumber",
}
"""Identifier kind → property; every other number is an `idNumber`."""
_WORDS = {
    "LegalEntity": ("法律主体", "legal entity"),
    "Company": ("企业", "company"),
    "Organization": ("其他组织", "other organisation"),
    "Person": ("自然人", "person"),
    "PublicBody": ("机关", "public body"),
    "name": ("名称", "name"),
    "alias": ("其他名称", "other name"),
    "previousName": ("曾用名", "former name"),
    "weakAlias": ("简称", "short name"),
    "abbreviation": ("缩写", "abbreviation"),
    "firstName": ("名", "first name"),
    "lastName": ("姓", "last name"),
    "uscCode": ("统一社会信用代码", "credit code"),
    "registrationNumber": ("注册号", "registration number"),
    "idNumber": ("证件号码", "number"),
    "taxNumber": ("税务登记号", "tax number"),
    "birthDate": ("出生日期", "birth date"),
    "incorporationDate": ("成立日期", "date of foundation"),
    "gender": ("性别", "sex"),
    "address": ("地址", "address"),
    "phone": ("电话", "telephone"),
    "email": ("电子邮件", "e-mail"),
    "schema": ("主体类型", "kind"),
    "status": ("登记状态", "status"),
    "industry": ("行业", "industry"),
}


def schema_of(kind: str) -> str:
    """The schema of an entity of a kind; one that may be anybody's where the kind is not known."""
    return SCHEMA_OF_KIND[EntityKind(kind)] if kind else "LegalEntity"


def named(word: str, lang: Language) -> dict[str, str]:
    """A type or property with its name."""
    zh, en = _WORDS.get(word, (word, word))
    return {"id": word, "name": zh if lang == "zh" else en}
