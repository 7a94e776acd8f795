"""Full tickets as older generations of the API send them, made of the example of the newest."""

from __future__ import annotations

from typing import Any

from support.samples import full


def of_client_notes() -> dict[str, Any]:
    body = {**full(), "status": "waitingOnCustomer", "aiSupportLevel": "agentAssist", "autoExecuteAt": None}
    body["tags"] = [{**tag, "visibility": "visible"} for tag in body["tags"]]
    return body


def of_generation_2() -> dict[str, Any]:
    body = {**full(), "subject": None}
    del body["spamStatus"]
    for tag in body["tags"]:
        del tag["routingRelevance"]
    for intent in body["intents"]:
        del intent["status"]
        intent["tags"] = "prePopulated"
        for info in intent["infos"]:
            del info["code"]
    return body


def of_generation_1() -> dict[str, Any]:
    """A ticket whose ids are numbers."""
    body = {
        **of_generation_2(),
        "status": "waitingOnThirdParty",
        "interface": "webhook",
        "autoExecuteAt": None,
    }
    for name in ("direction", "bccEmails", "replyRecipients", "externalTicketId"):
        del body[name]
    body |= {"customerId": "4711", "contractId": "746839"}
    body["customer"]["id"] = 4711
    for supply_contract in body["customer"]["contracts"]:
        supply_contract |= {"id": 746839, "customerId": 4711}
    for intent in body["intents"]:
        intent["contractId"] = 746839
        if intent.get("outcome"):
            del intent["outcome"]["aiAgentId"]
            intent["outcome"] |= {"executedAt": 1670900000, "responseCode": 200}
    for tag in body["tags"]:
        tag["properties"] = {}
    for agent in (*body["assignedAgents"], *body["workedOnBy"], *([body["agent"]] if body["agent"] else [])):
        agent["isSsoOnly"] = False
    return body
