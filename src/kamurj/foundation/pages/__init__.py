"""Pages: how everything that people read in a browser looks and behaves; knows nothing about what is shown.

Holds always: pages work without a script and by keyboard alone; no page needs an inline script or style;
colours keep the contrast of WCAG 2.2 AA in light and dark. How to use it stands in README.md beside this file.
"""
