"""The chapters of the framework report: pure functions from :class:`Facts` to blocks of a document.

::

    facts            what all chapters are told, and how they say it
    front            first page: what it is, synthetic or not, what was not protected
    purpose · sample · framework · competences · groups · organisations · coverage · trust · sharing · limits ·
    reproducibility  one file each, in this order
    reading, accuracy   what trust is made of
    sheets           the same tables for the workbook
"""
