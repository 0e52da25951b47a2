"""Programme, application and the office's queue."""

urlpatterns: list = []
staff: list = []
