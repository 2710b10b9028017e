"""The named columns of every frame that passes from one room to another.

Frames are pandas frames. Texts are stored NFC as the source wrote them; a blank is a missing value, never ``""``;
dates are ``datetime.date`` in object columns or ``datetime64`` where said; counts are nullable ``Int64``.
"""

from __future__ import annotations

# Where a row stands: travels from the reader to the page.
PROVENANCE = ("source_id", "file_sha256", "sheet", "row")

# A place as a source wrote it. Any may be missing; ``address_text`` holds a whole address in one cell, and
# ``village_code_text`` a code that counts only where it is one of the register's own.
PLACE = ("village_text", "commune_text", "commune_code_text", "district_text", "address_text", "village_code_text")

# Record kinds: what a source parses to. Each frame also has PROVENANCE and ``published_on`` (date or missing);
# all but ``villages`` also have PLACE.
RECORDS: dict[str, tuple[str, ...]] = {
    # register/: one row a village (PLACE is not used: a register names its villages, it does not look them up)
    "villages": (
        "village_code",
        "village_name",
        "village_kind",  # Thôn, Khu, Tổ dân phố ... as written
        "commune_name",
        "commune_code",
        "district_name",
        "household_count_register",
        "office_count_register",
        "organization_count_register",
        "heritage_site_count_register",
        "other_names",  # joined by ";" as written
        "valid_from",
        "valid_to",
        "decision_number",
    ),
    # succession/: one row an old village and what it, or a part of it, became (PLACE stays blank)
    "successions": (
        "old_code",
        "old_name",
        "old_commune",
        "new_code",
        "new_name",
        "new_commune",
        "extent",  # doisoat.model.Extent; missing where not said
        "effective_on",
        "decision_number",
    ),
    # claims/
    "assessments": ("criteria", "year", *(f"claim_{n}" for n in range(1, 7))),  # claim_n: doisoat.model.ClaimCell
    "wifi_claims": ("venue", "operator_text", "contract_number", "has_password"),  # has_password: Answer or missing
    # ``…_from`` and ``…_to`` are the first and the last day that the cell may mean (equal where it names a day, missing
    # where it cannot be read), ``…_text`` is what was written.
    "teams": ("decision_number", "decision_from", "decision_to", "decision_text", "issuer"),
    # No name, phone or number leaves the parser: only whether each is there and well-formed, and keyed digests
    # (missing where no key is set) for the signal "the same person in two communes".
    "members": ("name_given", "address_given", "phone_valid", "id_number_valid", "phone_mac", "id_number_mac"),
    "activities": ("activity_from", "activity_to", "activity_text", "is_held", "platform", "people_count"),
    "models": (
        "model_name",
        "field",
        *("started_from", "started_to", "started_text"),
        *("ended_from", "ended_to", "ended_text"),  # no text: no end ("đang hoạt động" too)
        "missing_items",  # names of the report items left blank, joined by ";" (missing: report complete)
        "report_text",  # what the report says of effects and growth; compared with other reports, never shown or stored
    ),
    "products": ("product_name", "supplier", "stars", "channel", "channel_text", "url"),
    "address_claims": ("address_kind", "total_count", "plated_count", "signature_count"),
    "village_channels": ("platform", "group_url", "member_count", "received_count", "handled_count"),
    "service_claims": ("year", "procedures_pct", "dossiers_pct", "claim"),
    # operators/<id>/: one row a village, operator and service
    # service: fibre, 2g, 3g, 4g, 5g; subject: "station" where the row is about a station or cabinet, else missing
    # question: number of the question that an unclear answer waits for, else missing
    "coverage": ("operator", "service", "answer", "answer_text", "subject", "question"),
    "wifi_contracts": ("operator", "venue", "contract_number", "status", "status_text", "ends_on", "has_password"),
    # vpostcode/: one row an address point; the holder's name is never read
    "addresses": (
        *("address_code", "address_kind", "plate", "plated_on", "latitude", "longitude"),
        "notified",  # Answer or missing: whether its holder was told of the plate
        "list_digest",  # SHA-256 of all the file's rows in no order, equal for files of the same rows
    ),
    # dichvucong/: one row a unit and period
    "service_statistics": (
        "unit_text",
        "period_from",
        "period_to",
        "procedure_count",
        "eligible_count",
        "offered_count",
        "dossier_count",
        "dossier_count_online",
        "dossier_count_fully_online",
    ),
    # ocop/: one row a product; state: one of RECOGNITIONS; question: number of the question that an unclear one waits
    # for, else missing
    "ocop_products": (
        *("product_name", "producer", "stars", "decision_number", "recognised_on", "valid_until"),
        *("state", "question"),
    ),
    # aliases/: one row a question about a name, as it came back (gazetteer.review says what an answer means)
    "name_answers": (
        "village",
        "commune",
        "district",
        *(f"suggestion_{n}" for n in range(1, 6)),
        "right",
        "wrong",
    ),
    # trang/: one row a question about a shop page, as it came back (connectors.page_answers says what it means)
    "page_answers": ("question", "answer"),
    # layouts/: one row a question about a table, as it came back (connectors.table_answers says what it means)
    "layout_answers": ("question", "about", "choices", "answer"),
    # answers/: one row of a letter's workbook that says anything, with the cells in which it stands
    # (connectors.finding_answers says what it means)
    "finding_answers": (
        "sent_to",  # code of the unit the workbook was made for, by its hidden sheet; "" where that is gone
        *("reference", "reference_cell", "ground", "ground_cell", "recipient", "recipient_cell"),
        *("answer", "answer_cell", "explanation", "explanation_cell", "changed_on", "changed_on_cell"),
        "day",  # ``changed_on`` as a date; missing where it cannot be read
        "formula_cell",  # the cell of the row that holds a formula without a result
    ),
    # filled by the listings connector: one row a fetched link
    "listings": (
        "url",
        "product_name",
        "channel",
        "outcome",
        "match",
        "fetched_on",
        "detail",
        "page_title",  # the product's name as the page writes it; missing where the page is none of a product
        "stock",  # connectors.pages.page_facts.Stock
        "stars_stated",  # OCOP stars the page claims: the registry alone knows them
        "picture_hash",  # how the product's picture looks (connectors.pages.picture); missing where there is none
        # where the person's answer stands that decided ``match``; missing where nobody was asked
        "answer_file_sha256",
        "answer_sheet",
        "answer_row",
    ),
}

# Kinds of which a nation has tens of millions: many rows of them are held compactly (``doisoat.frames``).
LARGE_KINDS = ("addresses",)

COVERAGE_SERVICES = ("fibre", "2g", "3g", "4g", "5g")
# ``term``: the list has no word for the state and gives the term, which has begun.
# ``unread``: a word stands there that nobody knows, or one that a remark takes back; a term that is over ends nothing.
WIFI_STATUSES = ("active", "ended", "term", "unclear", "unread")
RECOGNITIONS = ("recognised", "expired", "unclear")

# What the resolver adds to each distinct place text.
RESOLUTION = (
    "match",  # doisoat.model.Match
    "village_code",  # set for matched only
    "commune_code",  # register's commune code; also set where only the commune could be told
    "district_code",
    "score",  # 0..100
    "method",  # how it was decided: exact, numeral, graded, alias, merged, part ...
    "candidates",  # village codes joined by "|", best first (for several and part: the villages meant)
    "reason",  # one Vietnamese sentence
    # Where the village was merged: which of its former villages the text names (keys joined by "|"; of a matched
    # village the one whose name it kept), and how many of them are the whole (0: cannot be told). Not stored.
    "former_names",
    "former_count",
)

SET_ASIDE = ("sheet", "row", "reason", "detail")

# What judging produces, and the warehouse stores; ``run_id`` is added at load.
CHECK_RESULTS = (
    "criteria",
    "level",
    "unit_code",
    "indicator",
    "check_id",
    "outcome",
    "basis",
    "reason",
    "sentence",
    "mover",  # doisoat.model.Mover: whose move it is
    "fix",  # what to do, one sentence
    "reading_dependent",
    "changed_since",
)
# What is missing: needs that together would make an indicator met, and for each the facts of which one is enough.
MISSING = (
    "criteria",
    "level",
    "unit_code",
    "indicator",
    "check_id",  # empty: what the claimant declares, or a unit below
    "need",  # number of the need within the indicator, from 0; all are needed
    "option",  # number of the fact within the need, from 0, the nearest first; one is enough
    "fact",  # code of the fact in its rule
    "kind",  # doisoat.model.FactKind
    "mover",  # doisoat.model.Mover: whose move it is
    "publisher",  # source id, where it is one publisher's move
    "who",  # whose move it is, in words
    "act",  # what is done, the same words for all the units it serves
    "subject",  # what it is about: a contract, a kind of points ...; may be empty
    "count",  # how many
    "sentence",  # what this unit lacks, in Vietnamese
)
# Verdicts that would be others if a letter were read in another way, or the other set of its time applied.
OTHER_READINGS = (
    "criteria",
    "level",
    "unit_code",
    "indicator",
    "switch",  # id of the reading, or "rulebook"
    "reading",  # its other value, or the id of the other set
    "verdict",  # what the verdict would be
    "check_ids",  # the checks that make the difference, joined by ";"
)
EVIDENCE = (
    "criteria",
    "level",
    "unit_code",
    "indicator",
    "check_id",
    "role",  # for, against, open (could speak either way), context, later (published after the as-of date)
    *PROVENANCE,
    "published_on",
    "sentence",
    # Where a row stands for many of its sheet that say the same: all their numbers (``doisoat.row_runs``), and how many
    # there are; missing for a single one.
    *("row_runs", "row_count"),
)
VERDICTS = (
    "criteria",
    "level",
    "unit_code",
    "unit",
    "commune_code",
    "commune",
    "district_code",
    "district",
    "indicator",
    "claim",
    "verdict",
    "basis",
    "reasons",
    "standing",  # doisoat.standing.Standing
)
# What stands beside a verdict, no part of it nor of its hash: where something is counted, of how many are sure and
# may be; and what other readings of the letters would give (``switch=reading:verdict``, joined by ``;``).
BESIDE_VERDICTS = ("sure", "possible", "of", "other_reading")
# What stands beside a verdict in the warehouse: what the evidence says where somebody decided otherwise, and the short
# number of that evidence (``expectations.ground``).
GROUNDS = ("evidence_verdict", "ground")
VERDICTS_CSV = (
    "run_id",
    "as_of",
    "criteria",
    "level",
    "unit_code",
    "unit",
    "commune_code",
    "commune",
    "district_code",
    "district",
    "indicator",
    "claim",
    "verdict",
    "basis",
    "reasons",
    *BESIDE_VERDICTS,
    "standing",
)
