"""Draws the sample scans: books and other printed things on tables, photographed badly."""
