"""The one door to Procrastinate: `@task` makes a function a job, `@periodic` runs it by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

task = app.task
periodic = app.periodic
