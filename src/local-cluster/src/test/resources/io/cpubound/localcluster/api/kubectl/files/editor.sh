#!/bin/sh
# An EDITOR: turns the colour.
sed -i 's/colour: blue/colour: grey/' "$1"
