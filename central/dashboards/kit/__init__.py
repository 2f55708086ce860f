"""What all pages are made of: layout, components, charts, who may open a page, and what every answer carries.

For the rooms of `central.dashboards`; it knows none of them. `/kit/` shows every component in every state.
"""
