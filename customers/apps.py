from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "customers"
    audit_verbs = {
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
        "add_member": _("%(actor)s added a customer to the group %(object)s"),
        "end_membership": _("%(actor)s took a customer out of the group %(object)s"),
        "post_parties": _("%(actor)s posted related parties"),
        "verify_party": _("%(actor)s verified related party %(object)s"),
        "import_parties": _("%(actor)s imported related parties from %(object)s"),
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
        "post_invoices": _("%(actor)s posted invoices"),
        "post_payments": _("%(actor)s posted payments"),
        "upload_import": _("%(actor)s uploaded %(object)s"),
        "check_import": _("%(actor)s had %(object)s checked"),
        "confirm_import": _("%(actor)s had %(object)s imported"),
        "fail_import": _("%(actor)s gave up importing %(object)s"),
        "import_customers": _("%(actor)s imported customers from %(object)s"),
        "import_invoices": _("%(actor)s imported invoices from %(object)s"),
        "import_rates": _("%(actor)s imported exchange rates from %(object)s"),
        "purge_uploads": _("%(actor)s deleted old uploaded files"),
        "make_book": _("%(actor)s made a book of invented customers"),
    }

    run_kinds = {"find_duplicates": _("Search for duplicates")}
    run_words = {"pairs": _("pairs found"), "gone": _("pairs that are none any more")}
    # of a merged customer: its history, what follows from it, and terms that the survivor's replace
    merge_stays = (
        "customerrevision",
        "customerchange",
        "customvalue",
        "creditterms",
        "duplicatepair",
        "customermerge",
    )

    def find_customer_ids(self, number: str) -> list[int]:
        """For apps below, which know customers by id alone: who has this number."""
        from customers.models import Customer

        return list(Customer.objects.filter(number=number).values_list("pk", flat=True))

    def ready(self) -> None:
        from customers import metrics

        metrics.register()
