"""The closed word lists: kinds of entity, name, identifier, link and record.

The values are what the archive stores and what every interface prints.
"""

from enum import IntEnum, StrEnum


class EntityKind(StrEnum):
    """What an entity is (`domain.md` 1: 企业法人, 非企业法人, 非法人组织, 分支机构, 个体工商户, 自然人)."""

    ENTERPRISE = "enterprise"
    NON_ENTERPRISE_LEGAL_PERSON = "non_enterprise_legal_person"
    UNINCORPORATED = "unincorporated"
    BRANCH = "branch"
    INDIVIDUAL_BUSINESS = "individual_business"
    NATURAL_PERSON = "natural_person"


class NameKind(StrEnum):
    """How an entity bears a name."""

    REGISTERED = "registered"
    FORMER = "former"
    SHORT = "short"
    ENGLISH = "english"


class IdentifierKind(StrEnum):
    """Numbers that name one subject. Values are stored normalised; an identity number only as its keyed hash."""

    CREDIT_CODE = "credit_code"
    """统一社会信用代码, GB 32100."""
    ORG_CODE = "org_code"
    """组织机构代码, GB 11714."""
    REGISTRATION_NUMBER = "registration_number"
    """工商注册号."""
    TAX_NUMBER = "tax_number"
    """税务登记号."""
    CERTIFICATE_NUMBER = "certificate_number"
    """事业单位证书号, 社会组织登记证号."""
    STOCK_CODE = "stock_code"
    """证券代码."""
    CITIZEN_ID = "citizen_id"
    """公民身份号码, GB 11643."""
    PERSON_DOCUMENT = "person_document"
    """Passport and other documents of a person: kind and number hashed together."""


class DetailKind(StrEnum):
    """What else a row says of a subject."""

    SEX = "sex"
    BIRTH_YEAR = "birth_year"
    DIVISION = "division"
    """Division code of the registering office (登记机关行政区划), six digits."""
    FOUNDED_ON = "founded_on"
    STATUS = "status"
    INDUSTRY = "industry"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    CONTROL_STATED_ABSENT = "control_stated_absent"
    """The source states that there is no actual controller (无实际控制人): an absence, not an entity."""


class LinkType(StrEnum):
    """Relationships between two subjects, read from → to."""

    LEGAL_REP_OF = "LEGAL_REP_OF"
    PRINCIPAL_OF = "PRINCIPAL_OF"
    OFFICER_OF = "OFFICER_OF"
    HOLDS = "HOLDS"
    CONTROLS = "CONTROLS"
    BRANCH_OF = "BRANCH_OF"
    ORGANISED_BY = "ORGANISED_BY"
    SUPERVISED_BY = "SUPERVISED_BY"
    ACTS_IN_CONCERT = "ACTS_IN_CONCERT"
    KIN = "KIN"
    SUCCEEDED_BY = "SUCCEEDED_BY"
    GUARANTEES = "GUARANTEES"
    PRACTISES_AT = "PRACTISES_AT"
    SHARES_CONTACT = "SHARES_CONTACT"
    POSSIBLE_SAME_PERSON = "POSSIBLE_SAME_PERSON"
    """Derived (疑似同一人): walked only on request."""


DERIVED_LINKS = frozenset({LinkType.SHARES_CONTACT, LinkType.POSSIBLE_SAME_PERSON})
"""What the archive concludes, and no file may state."""


class RecordType(StrEnum):
    """Kinds of record on a subject, in the order in which an archive page shows them (`domain.md` 7.3)."""

    LICENCE = "licence"
    PENALTY = "penalty"
    INSPECTION = "inspection"
    HONOUR = "honour"
    LIST_ENTRY = "list_entry"
    ABNORMAL_OPERATION = "abnormal_operation"
    COMMITMENT = "commitment"
    RATING = "rating"
    COURT_ENTRY = "court_entry"


class Certainty(IntEnum):
    """How sure an identity or a link is; a chain is as sure as its weakest part."""

    SUSPECTED = 1
    PROBABLE = 2
    CERTAIN = 3

    @property
    def word(self) -> str:
        """`certain`, `probable` or `suspected`."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Certainty":
        """The certainty named by a word; ValueError if there is none."""
        try:
            return cls[word.upper()]
        except KeyError:
            raise ValueError(f"certainty must be certain, probable or suspected, not {word!r}") from None


CERTAINTY_OF = {int(one): one for one in Certainty}
"""The certainty of a number: every link that is read has one, and a call of the enumeration costs ten look-ups."""


class Verdict(StrEnum):
    """What a judgement says of two sources."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class Delivery(StrEnum):
    """How a file relates to what its dataset said before (architecture 1.4)."""

    APPEND = "append"
    UPSERT = "upsert"
    SNAPSHOT = "snapshot"


class Absence(StrEnum):
    """What it means when a snapshot no longer states a row."""

    ENDED = "ended"
    """It was true and ended: the facts end at the snapshot's date."""
    WITHDRAWN = "withdrawn"
    """It should not have been stated: the facts are no longer believed."""
