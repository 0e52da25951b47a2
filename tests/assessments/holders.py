"""One who answers, in a browser of her own."""

from django.urls import reverse

from assessments import services
from assessments.models import Participation
from assessments.pages import pages_of
from tests.factories import assessments as make


class Holder:
    """One who has opened her link in a browser of her own."""

    def __init__(self, client, round_, index=0):
        self.client = client
        self.round = round_
        self.participation, self.token = make.people(round_)[index]
        client.get(f"/s/{self.token}")

    def url(self, name, *args):
        return reverse(name, args=[self.round.pk, *args])

    def get(self, name, *args, query=""):
        return self.client.get(self.url(name, *args) + query)

    def post(self, name, *args, **data):
        return self.client.post(self.url(name, *args), data)

    @property
    def row(self):
        return Participation.objects.get(pk=self.participation.pk)

    @property
    def sheet(self):
        return services.load_sheet(services.open_link(self.token), self.token)


def keys_on(holder, number):
    return [item.key for item in pages_of(services.load_version(holder.round.instrument_id), "tre")[number - 1].items]


def answer_something(holder):
    holder.post("answer_page", 1, **dict.fromkeys(keys_on(holder, 1), 5))
