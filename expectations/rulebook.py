"""The closed list of rules. A criteria file may name these and no others; each rule's file says what it means."""

from __future__ import annotations

from expectations.rule import Rule
from expectations.rules import (
    activity_in_year,
    address_points_reach_register,
    all_ocop_on_exchange,
    any_operator_yes,
    channel_answers,
    contract_listed,
    decision_by_commune,
    member_list_complete,
    model_running,
    product_on_sale,
    share_reaches,
)

RULES: dict[str, Rule] = {
    module.RULE.id: module.RULE
    for module in (
        activity_in_year,
        address_points_reach_register,
        all_ocop_on_exchange,
        any_operator_yes,
        channel_answers,
        contract_listed,
        decision_by_commune,
        member_list_complete,
        model_running,
        product_on_sale,
        share_reaches,
    )
}
