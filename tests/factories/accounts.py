"""People for tests."""

import factory
from factory.django import DjangoModelFactory

from portal.accounts.models import User
from portal.accounts.services import grant_role


class UserFactory(DjangoModelFactory):
    """A person who gets in by e-mail code. ``roles=("office",)`` gives roles, which makes her staff."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Test Testesen {n}")
    email = factory.Sequence(lambda n: f"person{n}@kommunen.example")

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return model_class.objects.create_user(*args, **fields)

    @factory.post_generation
    def roles(self, create, extracted, **_kwargs):
        for role in extracted or ():
            grant_role(self, role, by=None)
