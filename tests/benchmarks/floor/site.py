"""Bare Django, as little as can ask 72 statements and 3 texts: the floor that the portal is measured against.

One file, one table, one plain template loop a page, one upsert a page, post/redirect/get, CSRF. No anonymity, no
encryption, no accessibility, no style sheet, no checks worth the name. ``gunicorn tests.benchmarks.floor.site``.
"""

import json
import os

import django
import environ
from django.conf import settings

settings.configure(
    SECRET_KEY="floor-" * 10,
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            **environ.Env.db_url_config(os.environ["DATABASE_URL"]),
            "CONN_MAX_AGE": 60,
        }
    },
    MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [os.path.dirname(__file__)],
            "OPTIONS": {"context_processors": ["django.template.context_processors.csrf"]},
        }
    ],
    USE_I18N=False,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import Http404  # noqa: E402
from django.shortcuts import redirect, render  # noqa: E402
from django.urls import path  # noqa: E402

PAGES = [
    [(f"p{page}_{item}", f"Påstand {item} på side {page}, om gruppen") for item in range(1, size + 1)]
    for page, size in enumerate((9, 6, 12, 12, 12, 12, 9), 1)
]
QUESTIONS = ["works_well", "could_be_better", "results"]
SCALE = range(1, 8)

TABLES = """
CREATE TABLE invitation (token text PRIMARY KEY, sent boolean NOT NULL DEFAULT false);
CREATE TABLE answer (token text, page int, body text NOT NULL, PRIMARY KEY (token, page))
"""
UPSERT = """
INSERT INTO answer VALUES (%s, %s, %s) ON CONFLICT (token, page) DO UPDATE SET body = EXCLUDED.body
"""


def query(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone() if cursor.description else None


def holder(request) -> str:
    token = request.COOKIES.get("svar", "")
    if query("SELECT 1 FROM invitation WHERE token = %s", token) is None:
        raise Http404
    return token


def link(request, token):
    if query("SELECT 1 FROM invitation WHERE token = %s", token) is None:
        raise Http404
    response = redirect("/svar/")
    response.set_cookie("svar", token, httponly=True)
    return response


def intro(request):
    holder(request)
    return render(request, "intro.html")


def answer_page(request, number):
    token = holder(request)
    names = [name for name, _ in PAGES[number - 1]] if number <= len(PAGES) else QUESTIONS
    if request.method == "POST":
        query(UPSERT, token, number, json.dumps({name: request.POST.get(name, "") for name in names}))
        return redirect(f"/svar/side/{number + 1}/" if number <= len(PAGES) else "/svar/se-over/")
    stored = query("SELECT body FROM answer WHERE token = %s AND page = %s", token, number)
    chosen = json.loads(stored[0]) if stored else {}
    if number > len(PAGES):
        return render(request, "texts.html", {"texts": [(name, chosen.get(name, "")) for name in QUESTIONS]})
    items = [(name, text, chosen.get(name)) for name, text in PAGES[number - 1]]
    return render(request, "page.html", {"number": number, "items": items, "scale": [str(value) for value in SCALE]})


def review(request):
    token = holder(request)
    if request.method == "POST":
        query("UPDATE invitation SET sent = true WHERE token = %s", token)
        return redirect("/svar/sendt/")
    pages = query("SELECT count(*) FROM answer WHERE token = %s", token)
    return render(request, "review.html", {"pages": pages[0]})


def done(request):
    holder(request)
    return render(request, "done.html")


urlpatterns = [
    path("s/<str:token>", link),
    path("svar/", intro),
    path("svar/side/<int:number>/", answer_page),
    path("svar/se-over/", review),
    path("svar/sendt/", done),
]
application = get_wsgi_application()
