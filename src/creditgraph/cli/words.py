"""The closed word lists in the two languages of the people who read them: Chinese and English."""

from creditgraph.model.request import Language

_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "entity": {
        "enterprise": ("企业", "enterprise"),
        "non_enterprise_legal_person": ("非企业法人", "legal person, no enterprise"),
        "unincorporated": ("非法人组织", "unincorporated"),
        "branch": ("分支机构", "branch"),
        "individual_business": ("个体工商户", "individual business"),
        "natural_person": ("自然人", "natural person"),
    },
    "name": {
        "registered": ("登记名称", "registered name"),
        "former": ("曾用名", "former name"),
        "short": ("简称", "short name"),
        "english": ("英文名", "English name"),
    },
    "identifier": {
        "credit_code": ("统一社会信用代码", "credit code"),
        "org_code": ("组织机构代码", "organisation code"),
        "registration_number": ("工商注册号", "registration number"),
        "tax_number": ("税务登记号", "tax number"),
        "certificate_number": ("登记证号", "certificate number"),
        "stock_code": ("证券代码", "stock code"),
        "citizen_id": ("公民身份号码", "citizen number"),
        "person_document": ("证件号码", "document number"),
    },
    "detail": {
        "sex": ("性别", "sex"),
        "birth_year": ("出生年份", "year of birth"),
        "division": ("登记区划", "registering division"),
        "founded_on": ("成立日期", "founded on"),
        "status": ("状态", "status"),
        "industry": ("行业", "industry"),
        "address": ("住所", "address"),
        "phone": ("电话", "telephone"),
        "email": ("电子邮箱", "e-mail"),
        "control_stated_absent": ("声明无实际控制人", "states that nobody controls it"),
    },
    "bulk_stage": {
        "normalise": ("规范化", "normalise"),
        "block": ("分块", "block"),
        "score": ("比较", "score"),
    },
    "graph_state": {
        "published": ("已全部发布", "published"),
        "behind": ("落后于档案", "behind the archive"),
        "publishing": ("正在发布", "being published"),
        "not_published": ("尚未发布", "not published yet"),
        "graph_down": ("无法连接", "not to be reached"),
        "graph_of_another_archive": ("属于另一档案", "another archive's"),
    },
    "link": {
        "LEGAL_REP_OF": ("法定代表人", "legal representative of"),
        "PRINCIPAL_OF": ("负责人", "principal of"),
        "OFFICER_OF": ("任职", "officer of"),
        "HOLDS": ("持股", "holds"),
        "CONTROLS": ("控制", "controls"),
        "BRANCH_OF": ("分支机构属于", "branch of"),
        "ORGANISED_BY": ("由其举办", "organised by"),
        "SUPERVISED_BY": ("由其主管", "supervised by"),
        "ACTS_IN_CONCERT": ("一致行动", "acts in concert with"),
        "KIN": ("亲属", "kin of"),
        "SUCCEEDED_BY": ("由其承继", "succeeded by"),
        "GUARANTEES": ("担保", "guarantees"),
        "PRACTISES_AT": ("执业于", "practises at"),
        "SHARES_CONTACT": ("共用联系方式", "shares a contact with"),
        "POSSIBLE_SAME_PERSON": ("疑似同一人", "possibly the same person as"),
    },
    "record": {
        "licence": ("行政许可", "licences"),
        "penalty": ("行政处罚", "penalties"),
        "inspection": ("监督检查", "inspections"),
        "honour": ("荣誉表彰", "honours"),
        "list_entry": ("名单信息", "list entries"),
        "abnormal_operation": ("经营异常", "abnormal operation"),
        "commitment": ("信用承诺", "commitments"),
        "rating": ("信用评价", "ratings"),
        "court_entry": ("司法执行", "court entries"),
    },
    "field": {
        "doc_no": ("文号", "document"),
        "decision_no": ("决定书文号", "decision"),
        "certificate_no": ("证书编号", "certificate"),
        "authority": ("机关", "by"),
        "source_unit": ("来源单位", "from"),
        "violation_type": ("违法行为", "violation"),
        "penalty_content": ("处罚内容", "penalty"),
        "result": ("结果", "result"),
        "ground": ("依据", "ground"),
        "content": ("内容", "content"),
        "project": ("项目", "project"),
        "doc_name": ("文书", "document"),
    },
    "pair": {
        "same": ("同一主体", "same"),
        "review": ("待复核", "review"),
        "different": ("不同主体", "different"),
    },
    "certainty": {
        "certain": ("确定", "certain"),
        "probable": ("大致确定", "probable"),
        "suspected": ("疑似", "suspected"),
    },
    "subject": {
        "confirmed": ("身份已确认", "identity confirmed"),
        "probable": ("仅按名称推定", "by its name alone"),
        "ambiguous": ("对应多个主体", "fits several"),
        "unknown": ("档案中没有", "not in the archive"),
        "invalid": ("无效", "invalid"),
    },
    "paths": {
        "found": ("已找到关联路径", "linked"),
        "complete": ("所查范围内完整", "complete within bounds"),
        "none_within_bounds": (
            "在所查范围内未发现关联（不等于无关联）",
            "no link within bounds (not: unlinked)",
        ),
        "truncated": ("超出查询规模，结果不完整", "cut short by its budget: incomplete"),
        "timed_out": ("查询超时，结果不完整", "out of time: incomplete"),
    },
    "skipped": {
        "hub": ("关联方过多", "too many links"),
        "state_body": ("国家机关", "state body"),
        "avoided": ("要求避开", "to be avoided"),
        "budget": ("超出展示数量", "no room for more"),
    },
    "verdict": {
        "same": ("同一主体", "same"),
        "different": ("不同主体", "different"),
        "unsure": ("存疑", "unsure"),
    },
    "review": {
        "similar": ("疑似同一主体", "likely one"),
        "evidence changed": ("判定依据已变", "evidence changed"),
        "source gone": ("判定的来源已撤", "source gone"),
        "ambiguous key": ("同一依据对应多个主体", "ambiguous key"),
        "values": ("代码不同而未归并", "two codes"),
        "different": ("已判不同而未归并", "judged different"),
    },
    "review_state": {
        "open": ("待判定", "open"),
        "settled": ("已判定", "settled"),
        "closed": ("已关闭", "closed"),
    },
    "reason": {
        "steward": ("人工判定", "a steward's judgement"),
        "identifier": ("代码相同", "equal code"),
        "bridge": ("号码相互对应", "codes that contain each other"),
        "name_history": ("更名记录", "dated former name"),
        "name_in_context": ("名称与登记地或法定代表人相同", "equal name with division or representative"),
        "state_body": ("同名国家机关", "state body of one name"),
        "same_organisation": ("同一单位内同名", "equal name in one organisation"),
        "unique_name": ("全称相同，且无第二个代码使用该名称", "equal full name that no second code bears"),
        "like_name": ("简称所指", "meant by a short name"),
    },
    "import": {
        "imported": ("已导入", "imported"),
        "unchanged": ("此前已导入，未变", "imported before, unchanged"),
        "resumed": ("已续导", "resumed and imported"),
        "refused": ("拒绝导入", "refused"),
        "failed": ("失败", "failed"),
        "dry_run": ("试运行，未写入", "dry run, nothing stored"),
    },
    "use": {
        "mapped": ("采用", "mapped"),
        "ignored": ("未采用", "ignored"),
        "refused": ("不得归集", "refused"),
    },
    "reversal": {
        "reversed": ("已撤销", "reversed"),
        "already_reversed": ("此前已撤销", "reversed before"),
        "superseded": ("已被新数据取代，无需撤销", "superseded by newer evidence: nothing to reverse"),
    },
    "stage": {
        "intent": ("开始", "begun"),
    },
    "outcome": {
        "done": ("完成", "done"),
        "failed": ("失败", "failed"),
    },
    "verified": {
        "unaltered": ("未被改动", "unaltered"),
        "altered": ("与签出时不一致", "not what was answered"),
    },
}


def word(group: str, key: str, lang: Language) -> str:
    """A value of a word list as it is read; the value itself where the list does not have it."""
    zh, en = _WORDS[group].get(key, (key, key))
    return zh if lang == "zh" else en


def words(group: str, lang: Language) -> dict[str, str]:
    """All values of a word list, as they are read."""
    return {key: word(group, key, lang) for key in _WORDS[group]}
