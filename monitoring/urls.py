"""Pages of the monitoring app."""

from django.urls import URLPattern, path

from monitoring.views.customers import CustomerDetail, CustomerList

app_name = "monitoring"
urlpatterns: list[URLPattern] = [
    path("customers/", CustomerList.as_view(), name="customer_list"),
    path("customers/<int:pk>/", CustomerDetail.as_view(), name="customer_detail"),
]
