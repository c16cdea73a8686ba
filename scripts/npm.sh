#!/bin/sh
# Fetch the packages of package-lock.json: with the machine's npm, or where there is none (or Node is older than 18) with
# the one of requirements-node.txt, installed into the virtual environment named first.
set -eu
environment=$1
node_major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/' || true)
if [ "${node_major:-0}" -lt 18 ] || ! command -v npm >/dev/null 2>&1; then
    "$environment/bin/python" -m pip --disable-pip-version-check --retries 8 install --quiet --require-hashes -r requirements-node.txt
    PATH="$PWD/$environment/bin:$PATH"
fi
for attempt in 1 2 3; do
    if npm ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error; then exit 0; fi
    sleep $((attempt * 3))
done
echo "The packages of package-lock.json could not be fetched. Check the way to the npm registry and try again." >&2
exit 1
