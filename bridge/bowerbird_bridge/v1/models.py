"""Models: which are here, which can be had, which one searches; installing, choosing and removing them."""

from __future__ import annotations

from typing import Final

from bowerbird_bridge.access.clients import Scope
from bowerbird_bridge.schemas.jobs import Job, job_form
from bowerbird_bridge.schemas.models import (
    InstalledModel,
    InstallRequest,
    KnownModel,
    ModelList,
    RemovedModel,
    UseRequest,
)
from bowerbird_bridge.v1.discretion import legible
from bowerbird_bridge.v1.routing import Call, Route, route
from bowerbird_engine import KnownPack, PackInfo

_UNTOLD = "The model that was chosen cannot be used now; the hub's page says why."


@route("GET", "/v1/models", scope=Scope.SEARCH)
def list_models(call: Call) -> ModelList:
    """List the models that are here and those that can be had, and tell which one searches."""
    engine = call.hub.engine
    choice = engine.choice()
    # What is wrong with a model may name the place of its files.
    trouble = legible(choice.trouble) if call.may(Scope.ADMIN) else _UNTOLD
    return ModelList(
        answers=choice.answers or None,
        chosen=choice.chosen,
        under_way=choice.under_way,
        learned=choice.learned,
        contents=choice.contents,
        trouble=trouble if choice.trouble else None,
        installed=[_installed(info) for info in engine.packs()],
        known=[_known(pack) for pack in engine.shelf.known()],
    )


@route(
    "POST",
    "/v1/models/{model_id}/install",
    scope=Scope.ADMIN,
    status=202,
    problems=("unknown_pack", "bad_pack"),
)
def install_model(call: Call, model_id: str, body: InstallRequest) -> Job:
    """Download a model and try it. This opens a connection; nothing else does."""
    return job_form(call.hub.jobs.start_install(model_id, body.precision))


@route(
    "POST", "/v1/models/{model_id}/use", scope=Scope.ADMIN, status=202, problems=("unknown_pack", "bad_pack")
)
def use_model(call: Call, model_id: str, body: UseRequest) -> Job:
    """Choose the model that searches. The one before goes on until the new one has learned the library."""
    return job_form(call.hub.jobs.start_use_model(model_id, now=body.now))


@route(
    "DELETE",
    "/v1/models/{model_id}",
    scope=Scope.ADMIN,
    problems=("unknown_pack", "bad_pack", "pack_in_use", "library_busy"),
)
def remove_model(call: Call, model_id: str) -> RemovedModel:
    """Remove a model and what it has learned. Pictures, and what other models know of them, stay."""
    removed = call.hub.jobs.exclusively(lambda: call.hub.engine.remove_pack(model_id))
    return RemovedModel(removed.bytes_freed, removed.vectors)


def _installed(info: PackInfo) -> InstalledModel:
    described = info.pack.description
    return InstalledModel(
        id=info.pack.id,
        title=legible(described.title),
        dimension=described.dimension,
        precision=described.precision,
        languages=list(described.languages),
        licence=described.licence,
        calibrated=described.curves is not None,
        builtin=info.builtin,
        answers=info.answers,
        chosen=info.chosen,
        learned=info.learned,
    )


def _known(pack: KnownPack) -> KnownModel:
    return KnownModel(
        id=pack.id,
        title=pack.title,
        for_whom=pack.for_whom,
        licence=pack.licence,
        languages=list(pack.languages),
        cost=pack.cost,
        bytes={offered.precision: offered.bytes for offered in pack.precisions},
    )


ROUTES: Final[tuple[Route, ...]] = (list_models, install_model, use_model, remove_model)
