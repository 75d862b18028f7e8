from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from riskcrm.web.palette_pages import PalettePage


class CustomersConfig(AppConfig):
    name = "customers"
    audit_verbs = {
        "add_system_key": _("%(actor)s let an id of another system mean a customer: %(object)s"),
        "remove_system_key": _("%(actor)s removed an id of another system: %(object)s"),
        "create_customer": _("%(actor)s added customer %(object)s"),
        "change_customer": _("%(actor)s changed customer %(object)s"),
        "change_status": _("%(actor)s changed the status of %(object)s"),
        "set_credit_terms": _("%(actor)s set credit terms: %(object)s"),
        "create_contact": _("%(actor)s added contact %(object)s"),
        "change_contact": _("%(actor)s changed contact %(object)s"),
        "end_contact": _("%(actor)s ended contact %(object)s"),
        "reopen_contact": _("%(actor)s took up contact %(object)s again"),
        "verify_contact": _("%(actor)s verified contact %(object)s"),
        "verify_contact_change": _("%(actor)s verified a change of contact details"),
        "create_group": _("%(actor)s made the group %(object)s"),
        "change_group": _("%(actor)s changed the group %(object)s"),
        "end_group": _("%(actor)s ended the group %(object)s"),
        "add_member": _("%(actor)s added a customer to the group %(object)s"),
        "end_membership": _("%(actor)s took a customer out of the group %(object)s"),
        "post_parties": _("%(actor)s posted related parties"),
        "verify_party": _("%(actor)s verified related party %(object)s"),
        "import_related_parties": _("%(actor)s imported related parties from %(object)s"),
        "add_attachment": _("%(actor)s added document %(object)s"),
        "read_attachment": _("%(actor)s downloaded document %(object)s"),
        "remove_attachment": _("%(actor)s removed document %(object)s"),
        "purge_attachments": _("%(actor)s deleted files that no document has"),
        "create_custom_field": _("%(actor)s added the custom field %(object)s"),
        "change_custom_field": _("%(actor)s changed the custom field %(object)s"),
        "archive_custom_field": _("%(actor)s archived the custom field %(object)s"),
        "restore_custom_field": _("%(actor)s took the custom field %(object)s into use again"),
        "dismiss_duplicate": _("%(actor)s said that %(object)s is no duplicate"),
        "reopen_duplicate": _("%(actor)s took back that %(object)s is no duplicate"),
        "merge_customers": _("%(actor)s merged customers: %(object)s"),
        "undo_merge": _("%(actor)s undid a merge: %(object)s"),
        "post_customers": _("%(actor)s posted customers"),
        "post_contacts": _("%(actor)s posted contacts"),
        "post_invoices": _("%(actor)s posted invoices"),
        "post_payments": _("%(actor)s posted payments"),
        "check_item": _("%(actor)s checked %(object)s"),
        "request_admission": _("%(actor)s asked for the admission of %(object)s"),
        "admit_customer": _("%(actor)s admitted %(object)s"),
        "return_admission": _("%(actor)s returned the admission of %(object)s"),
        "withdraw_admission": _("%(actor)s withdrew the request for the admission of %(object)s"),
        "decline_prospect": _("%(actor)s turned the prospect %(object)s down"),
        "save_onboarding_item": _("%(actor)s worded the onboarding item %(object)s"),
        "archive_onboarding_item": _("%(actor)s archived the onboarding item %(object)s"),
        "allocate": _("%(actor)s allocated payments and credits to invoices"),
        "take_back_allocation": _("%(actor)s took an allocation back"),
        "post_records": _("%(actor)s posted records of %(object)s"),
        "reinstate_invoice": _("%(actor)s reinstated %(object)s"),
        "reinstate_payment": _("%(actor)s reinstated %(object)s"),
        "void_invoice": _("%(actor)s voided %(object)s"),
        "void_payment": _("%(actor)s voided %(object)s"),
        "void_record": _("%(actor)s voided %(object)s"),
        "pin_interaction": _("%(actor)s pinned note %(object)s"),
        "unpin_interaction": _("%(actor)s took the pin off note %(object)s"),
        "finish_task": _("%(actor)s finished task %(object)s"),
        "drop_task": _("%(actor)s dropped task %(object)s"),
        "postpone_task": _("%(actor)s put off task %(object)s"),
        "reassign_task": _("%(actor)s gave task %(object)s to somebody else"),
        "reopen_task": _("%(actor)s took up task %(object)s again"),
        "end_plan": _("%(actor)s ended plan %(object)s"),
        "drop_plan": _("%(actor)s dropped plan %(object)s"),
        "confirm_event": _("%(actor)s confirmed market event %(object)s"),
        "dismiss_event": _("%(actor)s dismissed market event %(object)s"),
        "join_events": _("%(actor)s joined market event %(object)s to others"),
        "fulfil_obligation": _("%(actor)s noted that obligation %(object)s was fulfilled"),
        "break_obligation": _("%(actor)s noted that obligation %(object)s was broken"),
        "waive_obligation": _("%(actor)s waived obligation %(object)s"),
        "cure_breach": _("%(actor)s noted that breach %(object)s was cured"),
        "renew_contract": _("%(actor)s renewed contract %(object)s"),
        "expire_contract": _("%(actor)s noted the end of contract %(object)s"),
        "end_contract": _("%(actor)s terminated contract %(object)s"),
        "remind_of_contracts": _("%(actor)s made tasks of contracts whose days come near"),
        "warn_customer": _("%(actor)s warned the customer about violation %(object)s"),
        "settle_violation": _("%(actor)s settled violation %(object)s"),
        "tell_of_dishonours": _("%(actor)s made tasks of payments that the bank gave back"),
        "judge_promise": _("%(actor)s found whether %(object)s was kept"),
        "withdraw_promise": _("%(actor)s withdrew promise %(object)s"),
        "save_service_kind": _("%(actor)s saved the kind of service %(object)s"),
        "save_steptemplate": _("%(actor)s saved the collection template %(object)s"),
        "change_collectionsettings": _("%(actor)s changed what is tolerated in collecting"),
        "save_reminderlevel": _("%(actor)s saved the letters of %(object)s"),
        "start_reminder_run": _("%(actor)s had reminders made"),
        "make_reminders": _("%(actor)s made reminders"),
        "send_reminders": _("%(actor)s marked as sent: %(object)s"),
        "drop_reminders": _("%(actor)s dropped: %(object)s"),
        "upload_import": _("%(actor)s uploaded %(object)s"),
        "check_import": _("%(actor)s had %(object)s checked"),
        "confirm_import": _("%(actor)s had %(object)s imported"),
        "fail_import": _("%(actor)s gave up importing %(object)s"),
        "import_customers": _("%(actor)s imported customers from %(object)s"),
        "import_invoices": _("%(actor)s imported invoices from %(object)s"),
        "import_groups": _("%(actor)s imported customer groups from %(object)s"),
        "import_credit_terms": _("%(actor)s imported credit terms from %(object)s"),
        "import_authority_requests": _("%(actor)s imported requests of authorities"),
        "import_risk_table": _("%(actor)s imported the risk-customer table %(object)s"),
        "import_payments": _("%(actor)s imported payments from %(object)s"),
        "import_allocations": _("%(actor)s imported allocations from %(object)s"),
        "import_order_lines": _("%(actor)s imported order lines from %(object)s"),
        "import_records": _("%(actor)s imported records from %(object)s"),
        "import_rates": _("%(actor)s imported exchange rates from %(object)s"),
        "read_import": _("%(actor)s had %(object)s read in another way"),
        "import_contacts": _("%(actor)s imported contacts from %(object)s"),
        "stop_import": _("%(actor)s stopped the work on %(object)s"),
        "request_undo": _("%(actor)s had the import of %(object)s undone"),
        "undo_import": _("%(actor)s undid the import of %(object)s"),
        "save_mapping": _("%(actor)s kept how files are read: %(object)s"),
        "delete_mapping": _("%(actor)s deleted how files were read: %(object)s"),
        "purge_uploads": _("%(actor)s deleted old uploaded files"),
        "register_request": _("%(actor)s entered %(object)s"),
        "change_request": _("%(actor)s changed %(object)s"),
        "answer_request": _("%(actor)s closed %(object)s with an answer"),
        "refuse_request": _("%(actor)s closed %(object)s without an answer"),
        "post_rates": _("%(actor)s posted exchange rates of %(object)s"),
        "create_screening_list": _("%(actor)s made the list %(object)s"),
        "change_screening_list": _("%(actor)s changed the list %(object)s"),
        "upload_list_version": _("%(actor)s uploaded %(object)s, a file of a list"),
        "confirm_list_version": _("%(actor)s had %(object)s taken in"),
        "apply_list_version": _("%(actor)s took in %(object)s, a file of a list"),
        "fail_list_version": _("%(actor)s gave up reading %(object)s"),
        "put_list_entries": _("%(actor)s wrote entries of the list %(object)s"),
        "find_hits": _("%(actor)s found names on lists"),
        "outdate_hits": _("%(actor)s closed hits that are outdated"),
        "confirm_hit": _("%(actor)s confirmed the hit %(object)s"),
        "dismiss_hit": _("%(actor)s dismissed the hit %(object)s"),
        "screen_name": _("%(actor)s screened the name %(object)s"),
        "make_book": _("%(actor)s made a book of invented customers"),
    }
    audit_fields = {
        "customers": _("customers"),
        "tasks": _("open tasks"),
        "plans": _("plans under way"),
        "collection_steps": _("planned collection steps"),
        "admissions": _("admissions asked for"),
        "reminder_runs": _("reminder runs with drafts"),
        "mentions": _("unread mentions"),
        "fields": _("fields changed"),
        "merged": _("merged customer"),
        "survivor": _("survivor"),
        "shared": _("what both share"),
        "moved": _("moved"),
        "renamed": _("numbers changed"),
        "kept": _("not put back"),
    }

    palette_pages = (
        PalettePage(
            _("New customer"), "customers:customer_create", "customers.add_customer", "plus"
        ),
        PalettePage(
            _("Import a file"), "customers:import_create", "customers.add_importfile", "upload"
        ),
        PalettePage(
            _("Invoices"), "customers:invoice_list", "customers.view_invoice", "file-invoice"
        ),
        PalettePage(
            _("Open credits"), "customers:opencredit_list", "customers.view_payment", "coins"
        ),
        PalettePage(_("Reminders"), "customers:reminder_list", "customers.view_reminder", "send"),
        PalettePage(
            _("Possible duplicates"),
            "customers:duplicate_list",
            "customers.view_duplicatepair",
            "copy",
        ),
        PalettePage(
            _("Merges"), "customers:merge_list", "customers.view_customermerge", "git-merge"
        ),
        PalettePage(_("Credit terms"), "customers:creditterms_list", "customers.view_customer"),
        PalettePage(
            _("Members of groups"),
            "customers:groupmembership_list",
            "customers.view_customergroup",
        ),
        PalettePage(
            _("Tolerances and templates"),
            "customers:collection_settings",
            "customers.change_collectionsettings",
            "adjustments",
        ),
    )

    run_kinds = {
        "match_exact": _("Allocation of exact matches"),
        "reminders": _("Reminders"),
        "find_duplicates": _("Search for duplicates"),
    }
    run_words = {
        "person": _("for person"),
        "allocated": _("allocations made"),
        "reminders": _("reminders made"),
        "left_out": _("left out"),
        "pairs": _("pairs found"),
        "gone": _("pairs that are none any more"),
    }

    # that an authority asks is a secret too
    secret_models = ("authorityrequest",)
    secret_lists = ("customers:request_list",)

    # of a merged customer: its history, what follows from it, and terms that the survivor's replace
    merge_stays = (
        "customerrevision",
        "customerchange",
        "customvalue",
        "creditterms",
        "duplicatepair",
        "customermerge",
        "openitem",
        "arrears",
        "customerkeys",
        "screeningdue",
    )

    def refuse_merge(self, survivor: Any, merged: Any) -> None:
        from customers.services.merge_following import refuse_waiting_admission

        refuse_waiting_admission(survivor, merged)

    def after_merge(self, survivor: Any, merged: Any, at: dt.datetime) -> None:
        from customers.services.merge_following import follow_merge

        follow_merge(survivor, merged, at)

    def after_undo(self, survivor: Any, merged: Any, at: dt.datetime) -> None:
        from customers.services.merge_following import follow_undo

        follow_undo(survivor, merged, at)

    def find_customer_ids(self, number: str) -> list[int]:
        """For apps below, which know customers by id alone: who has this number."""
        from customers.models import Customer

        return list(Customer.objects.filter(number=number).values_list("pk", flat=True))

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from customers import metrics, palette, waiting
        from customers.collection.letters import make_first_words
        from customers.merging.parts import audit_labels
        from customers.onboarding.checklist import make_checklist
        from customers.services import handing_over, handing_over_facts, handing_over_rest
        from customers.timeline import book

        self.audit_labels = audit_labels()
        metrics.register()
        book.register_sources()
        handing_over.register_part()
        handing_over_facts.register_parts()
        handing_over_rest.register_parts()
        palette.register_sources()
        waiting.register_sources()
        post_migrate.connect(make_first_words, sender=self)
        post_migrate.connect(make_checklist, sender=self)
