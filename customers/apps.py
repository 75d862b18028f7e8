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
        "post_invoices": _("%(actor)s posted invoices"),
        "post_payments": _("%(actor)s posted payments"),
        "check_item": _("%(actor)s checked %(object)s"),
        "request_admission": _("%(actor)s asked for the admission of %(object)s"),
        "admit_customer": _("%(actor)s admitted %(object)s"),
        "return_admission": _("%(actor)s returned the admission of %(object)s"),
        "save_onboarding_item": _("%(actor)s worded the onboarding item %(object)s"),
        "archive_onboarding_item": _("%(actor)s archived the onboarding item %(object)s"),
        "post_records": _("%(actor)s posted records of %(object)s"),
        "void_record": _("%(actor)s voided %(object)s"),
        "upload_import": _("%(actor)s uploaded %(object)s"),
        "check_import": _("%(actor)s had %(object)s checked"),
        "confirm_import": _("%(actor)s had %(object)s imported"),
        "fail_import": _("%(actor)s gave up importing %(object)s"),
        "import_customers": _("%(actor)s imported customers from %(object)s"),
        "import_invoices": _("%(actor)s imported invoices from %(object)s"),
        "import_risk-table": _("%(actor)s imported the risk-customer table %(object)s"),
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
        "make_book": _("%(actor)s made a book of invented customers"),
    }
    audit_fields = {
        "customers": _("customers"),
        "tasks": _("open tasks"),
        "plans": _("plans under way"),
        "collection_steps": _("planned collection steps"),
        "fields": _("fields changed"),
    }

    def find_customer_ids(self, number: str) -> list[int]:
        """For apps below, which know customers by id alone: who has this number."""
        from customers.models import Customer

        return list(Customer.objects.filter(number=number).values_list("pk", flat=True))

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from customers import metrics
        from customers.checklist import make_checklist
        from customers.services import handing_over, handing_over_facts

        metrics.register()
        handing_over.register_part()
        handing_over_facts.register_parts()
        post_migrate.connect(make_checklist, sender=self)
