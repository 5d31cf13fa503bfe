"""What a client's suite has called of `sluice local`: no operation that it offers may be forgotten."""
from collections import defaultdict

called = defaultdict(set)    # by service: the operations that a client of this script has called
refusals = defaultdict(set)  # by service: the codes of the errors that came as they should
offered = {}                 # by service, as /_sluice/health lists them


def require_all_called(*services, lacking=()):
    """For tearDownModule: an operation that is offered and was not called fails the script; so do
    fewer than two kinds of refusal of a service. No services: all. `lacking` names what the client
    does not have, as pairs of service and operation."""
    services = services or tuple(offered)
    missed = {service: sorted(set(offered[service]) - called[service] -
                              {name for its, name in lacking if its == service})
              for service in services}
    missed = {service: names for service, names in missed.items() if names}
    assert not missed, f"no test calls {missed}"
    few = {service: refusals[service] for service in services if len(refusals[service]) < 2}
    assert not few, f"fewer than two kinds of refusal: {few}"
