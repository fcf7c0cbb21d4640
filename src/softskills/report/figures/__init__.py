"""Figures (matplotlib). Each returns an Axes, takes ``ax=`` and ``language=``, and never calls ``show``."""
