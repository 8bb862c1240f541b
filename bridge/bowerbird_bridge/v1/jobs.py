"""Long work of the hub, as jobs that can be followed and cancelled."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.jobs import Job, JobList, JobRequest, job_form
from bowerbird_bridge.v1.routing import Call, Nothing, Route, route


@route("GET", "/v1/jobs", scope=Scope.ADMIN)
def list_jobs(call: Call) -> JobList:
    """List the jobs that are remembered, the newest first."""
    return JobList([job_form(job) for job in call.hub.jobs.all()])


@route("POST", "/v1/jobs", scope=Scope.ADMIN, status=202)
def start_job(call: Call, body: JobRequest) -> Job:
    """Bring the library up to date. A job for that which waits already is given as it is."""
    letters = call.hub.engine.preferences().letters if body.letters is None else body.letters
    return job_form(call.hub.jobs.start_index(letters=letters))


@route("GET", "/v1/jobs/{job_id}", scope=Scope.ADMIN, problems=("unknown_job",))
def show_job(call: Call, job_id: str) -> Job:
    """Tell how a job stands."""
    return job_form(call.hub.jobs.get(job_id))


@route("POST", "/v1/jobs/{job_id}/cancel", scope=Scope.ADMIN, problems=("unknown_job",))
def cancel_job(call: Call, job_id: str, body: Nothing) -> Job:  # noqa: ARG001  its emptiness is checked
    """Ask a job to stop, which it does soon; what it has done is kept. One that is over stays as it is."""
    return job_form(call.hub.jobs.cancel(job_id))


ROUTES: Final[tuple[Route, ...]] = (list_jobs, start_job, show_job, cancel_job)
