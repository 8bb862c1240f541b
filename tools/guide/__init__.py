"""Make the guide of the hub's page from docs/guide.md.

    python -m tools.guide [--check]

The page may run no markup that comes as text, and works without a network: so the guide travels as a module of plain
blocks, `web/guide_text.js`, which `web/guide_view.js` makes into elements.
"""
