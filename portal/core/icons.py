"""The handful of icons the pages use: own drawings on a 24-unit grid, square ends, drawn with ``currentColor``.

Each value is the inside of an ``<svg viewBox="0 0 24 24">``; the strokes are set by the style sheet.
"""

ICONS = {
    "archive": '<path d="M3 5h18v4H3zM5 9v11h14V9M10 13h4"/>',
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3v5M16 3v5"/><path class="icon-fill" d="M14 14h3v3h-3z"/>',
    "check": '<path class="icon-heavy" d="M5 12.5l4.5 4.5L19 7.5"/>',
    "choice": '<circle cx="12" cy="12" r="9"/><path d="M8 12.2l2.8 2.8L16 9.5"/>',
    "chevron": '<path d="M6 9l6 6 6-6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v6h4.5"/>',
    "copy": '<path d="M4 16V4h12"/><path class="icon-fill" d="M8 8h12v12H8z"/>',
    "document": '<path d="M5 3h10l4 4v14H5zM15 3v4h4M8.5 12h7M8.5 16h7"/>',
    "done": '<path d="M4 4h16v16H4zM8 12.2l3 3 5.5-6"/>',
    "dots": '<path d="M5 12h2M11 12h2M17 12h2"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M4 20h16"/>',
    "error": '<path d="M8 4h8l5 8-5 8H8l-5-8zM9.5 9.5l5 5M14.5 9.5l-5 5"/>',
    "eye": '<path d="M2.5 12C5 8 8.5 6.5 12 6.5S19 8 21.5 12C19 16 15.5 17.5 12 17.5S5 16 2.5 12z"/>'
    '<circle cx="12" cy="12" r="2.5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7v1.5"/>',
    "link": '<path d="M13 5h6v6M19 5l-9 9M10 5H5v14h14v-5"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3M12 15v2.5"/>',
    "mail": '<path d="M3 5h18v14H3zM3 6l9 7 9-7"/>',
    "menu": '<path d="M3 6h18M3 12h18M3 18h18"/>',
    "minus": '<path d="M7 12h10"/>',
    "people": '<circle cx="12" cy="8" r="2.5"/><circle cx="5.5" cy="10" r="2"/><circle cx="18.5" cy="10" r="2"/>'
    '<path d="M8 19v-3a4 4 0 0 1 8 0v3zM3 17v-1.5a2.5 2.5 0 0 1 4-2M21 17v-1.5a2.5 2.5 0 0 0-4-2"/>',
    "phone": '<path d="M7 2.5h10v19H7zM11 18h2"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "trash": '<path d="M4 6h16M9 6V3.5h6V6M6 6l1 15h10l1-15M10 10v7M14 10v7"/>',
    "warning": '<path d="M12 4l9.5 16h-19zM12 10v5M12 16.5V18"/>',
}
