import pytest
from customers.models import Customer
@pytest.mark.django_db
def test_x():
    from django.db import connection
    with connection.cursor() as c:
        c.execute("select current_user"); print(c.fetchone())
    assert Customer.objects.count() == 0
