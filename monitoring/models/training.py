"""Courses: what staff must know, who has shown that they do, and until when."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from monitoring.models.emergency import PERSON, in_language
from riskcrm.accounts.models import User

VIEW_TRAINING = "monitoring.view_completion"


def codes(label: Any, length: int = 100) -> Any:
    return ArrayField(
        models.CharField(max_length=length), verbose_name=label, blank=True, default=list,
        db_default=models.Value("{}"),
    )  # fmt: skip


class Course(models.Model):
    """A course under its lasting name: for whom, how long it holds, and which rights it guards.

    A right is guarded only once the head of risk has switched that on.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    audience = codes(_("audience"), 40)
    guarded = codes(_("guarded rights"))
    validity_months = models.PositiveSmallIntegerField(_("valid for months"), default=12)
    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"), default=30,
        help_text=_("how long somebody newly asked has, before a guarded right is suspended"),
    )  # fmt: skip
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark, %"), default=100, help_text=_("share of the self-test that must be right")
    )
    required_from = models.DateField(
        _("required from"), null=True, blank=True, help_text=_("empty = offered, not required")
    )
    guards_since = models.DateTimeField(_("guards rights since"), null=True)
    guards_by = models.ForeignKey(User, verbose_name=_("switched on by"), **PERSON)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        permissions = [("guard_course", "Can switch on that a course guards rights")]
        constraints = [
            models.CheckConstraint(
                condition=Q(validity_months__gte=1), name="course_valid_for_a_while"
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__lte=100), name="course_pass_mark_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(guards_since__isnull=True, guards_by__isnull=True)
                | Q(
                    guards_since__isnull=False, guards_by__isnull=False,
                    required_from__isnull=False,
                ),
                name="course_guards_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code


class CourseVersionQuerySet(models.QuerySet["CourseVersion"]):
    def latest_ones(self) -> Self:
        """The newest version of each course."""
        newest = CourseVersion.objects.order_by("course_id", "-number").distinct("course_id")
        return self.filter(pk__in=newest.values("pk"))


class CourseVersion(models.Model):
    """What a course teaches and what one says at its end. A trigger keeps rows as they are."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title_en = models.CharField(_("title in English"), max_length=160)
    title_zh = models.CharField(_("title in Chinese"), max_length=160)
    text_en = models.TextField(_("text in English"))
    text_zh = models.TextField(_("text in Chinese"))
    attestation_en = models.TextField(_("what one confirms, in English"))
    attestation_zh = models.TextField(_("what one confirms, in Chinese"))
    asks_again = models.BooleanField(
        _("everybody completes it anew"), default=False,
        help_text=_("who completed an earlier version has the days of grace to do so"),
    )  # fmt: skip
    published_by = models.ForeignKey(
        User, verbose_name=_("published by"), help_text="null = came with the product", **PERSON
    )
    published_at = models.DateTimeField(_("published at"))

    objects = CourseVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a course")
        verbose_name_plural = _("versions of courses")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"], name="one_course_version_per_number"
            ),
            models.CheckConstraint(
                condition=~Q(title_en="") & ~Q(title_zh="") & ~Q(text_en="") & ~Q(text_zh="")
                & ~Q(attestation_en="") & ~Q(attestation_zh=""),
                name="course_in_both_languages",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title_en} ({self.number})"

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def text(self) -> str:
        return in_language(self, "text")

    @property
    def attestation(self) -> str:
        return in_language(self, "attestation")


class CourseStatement(models.Model):
    """A sentence of the self-test, right or wrong. Kept with its version."""

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="statements")
    position = models.PositiveSmallIntegerField()
    text_en = models.CharField(_("statement in English"), max_length=300)
    text_zh = models.CharField(_("statement in Chinese"), max_length=300)
    is_true = models.BooleanField(_("is right"))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_statement_per_place"),
            models.CheckConstraint(
                condition=~Q(text_en="") & ~Q(text_zh=""), name="statement_in_both_languages"
            ),
        ]

    def __str__(self) -> str:
        return self.text_en

    @property
    def text(self) -> str:
        return in_language(self, "text")


class CourseMaterial(models.Model):
    """A file that belongs to a course: the handbook, risk notes. Its file goes once removed."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="materials")
    name = models.CharField(_("file"), max_length=200)
    content_type = models.CharField(_("type of file"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"), help_text="bytes")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="materials/", max_length=100)
    uploaded_by = models.ForeignKey(
        User, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(_("removed at"), null=True)
    removed_by = models.ForeignKey(User, verbose_name=_("removed by"), **PERSON)

    class Meta:
        verbose_name = _("material of a course")
        verbose_name_plural = _("materials of courses")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "sha256"], condition=Q(removed_at__isnull=True),
                name="one_material_per_content",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="material_removed_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody's with the right to watch training, else one's own."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_perm(VIEW_TRAINING) else self.filter(person=user.pk)

    def current(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def due_for(self, user: User, *, by: dt.datetime) -> Self:
        """Courses of this person that lapse by a moment, or have."""
        return self.current().filter(person=user, until__lte=by)


class Enrolment(models.Model):
    """A person has to know a course. `until` is when that lapses: the end of the days of grace, and
    with a completion the end of its validity."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="enrolments"
    )
    required_at = models.DateTimeField(_("required since"))
    until = models.DateTimeField(_("good until"))
    ended_at = models.DateTimeField(_("no longer required since"), null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("required course")
        verbose_name_plural = _("required courses")
        constraints = [
            models.UniqueConstraint(fields=["course", "person"], name="one_enrolment_per_course"),
        ]
        indexes = [models.Index(fields=["until", "id"], name="enrolment_by_end")]

    def __str__(self) -> str:
        return f"course {self.course_id} of {self.person_id}"
