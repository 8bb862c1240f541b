# The part of waitress that bowerbird_bridge.server builds on; the package itself carries no types.
