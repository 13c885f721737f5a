"""The mappings that ship with the package, one YAML file each (`docs/mappings.md`)."""
