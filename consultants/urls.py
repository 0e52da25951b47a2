"""The leader's case page and the consultant's pages."""

urlpatterns: list = []
staff: list = []
