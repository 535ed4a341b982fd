# Devices of the one machine we build: Kconfig selects pull in the rest.
CONFIG_RSS_TC=y
