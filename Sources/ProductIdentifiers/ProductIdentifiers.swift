// ProductIdentifiers
