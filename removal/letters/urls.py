"""Pages of letters, their deliveries and templates."""

from django.urls import path

from removal.views import letter_deliveries, letter_templates, letters

urlpatterns = [
    path("cases/<int:case_id>/letters/", letters.letter_panel, name="letter_panel"),
    path("cases/<int:case_id>/letters/new/", letters.letter_draft, name="letter_draft"),
    path("letters/", letters.LetterList.as_view(), name="letter_list"),
    path("letters/<int:letter_id>/", letters.letter_detail, name="letter_detail"),
    path("letters/<int:letter_id>/edit/", letters.letter_edit, name="letter_edit"),
    path("letters/<int:letter_id>/preview/", letters.letter_preview, name="letter_preview"),
    path("letters/<int:letter_id>/pdf/", letters.letter_pdf, name="letter_pdf"),
    path("letters/<int:letter_id>/submit/", letters.letter_submit, name="letter_submit"),
    path("letters/<int:letter_id>/release/", letters.letter_release, name="letter_release"),
    path("letters/<int:letter_id>/send-back/", letters.letter_send_back, name="letter_send_back"),
    path("letters/<int:letter_id>/cancel/", letters.letter_cancel, name="letter_cancel"),
    path("letters/<int:letter_id>/mail/", letter_deliveries.letter_mail, name="letter_mail"),
    path("letters/<int:letter_id>/post/", letter_deliveries.letter_post, name="letter_post"),
    path("letters/<int:letter_id>/answer/", letter_deliveries.letter_answer, name="letter_answer"),
    path(
        "letter-deliveries/<int:delivery_id>/arrive/",
        letter_deliveries.delivery_arrive,
        name="delivery_arrive",
    ),
    path(
        "letter-deliveries/<int:delivery_id>/return/",
        letter_deliveries.delivery_return,
        name="delivery_return",
    ),
    path(
        "letter-deliveries/<int:delivery_id>/again/",
        letter_deliveries.delivery_again,
        name="delivery_again",
    ),
    path(
        "letter-deliveries/<int:delivery_id>/receipt/",
        letter_deliveries.delivery_receipt,
        name="delivery_receipt",
    ),
    path("letter-answers/<int:answer_id>/file/", letter_deliveries.answer_file, name="answer_file"),
    path(
        "settings/letter-templates/",
        letter_templates.LetterTemplateList.as_view(),
        name="letter_template_list",
    ),
    *(
        path(
            f"settings/letter-templates/<int:template_id>/{address}",
            getattr(letter_templates, f"letter_template_{name}"),
            name=f"letter_template_{name}",
        )
        for name, address in {
            "detail": "",
            "draft": "draft/",
            "change": "change/",
            "submit": "submit/",
            "return": "return/",
            "publish": "publish/",
            "pdf": "pdf/",
        }.items()
    ),
]
