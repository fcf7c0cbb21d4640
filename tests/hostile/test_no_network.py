"""Nothing is sent, nothing is fetched, nothing strange is run: told by the interpreter's own audit events."""

import json
import socket
import subprocess
import sys

import pytest

from softskills.resources import resource

WATCHED = """
import json, sys
seen = []
HEARD = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "pickle.find_class",
         "os.system", "os.exec", "os.posix_spawn", "subprocess.Popen")
def hear(event, arguments):
    if event in HEARD:
        seen.append((event, repr(arguments)[:200]))
sys.addaudithook(hear)
from softskills.cli import main
codes = [main(command) for command in json.loads(sys.argv[1])]
print("SEEN", json.dumps([codes, seen, "torch" in sys.modules]))
"""


def test_the_block_holds():
    from conftest import NetworkBlocked, attempts

    with pytest.raises(NetworkBlocked):
        socket.create_connection(("192.0.2.1", 80), timeout=0.1)
    with pytest.raises(NetworkBlocked):
        socket.getaddrinfo("example.org", 443)
    del attempts[-2:]


def test_mapping_a_file_opens_no_connection_reads_no_pickle_and_starts_no_program(tmp_path):
    (tmp_path / "in.csv").write_text("narrative_id,text,language\na,Jeg skrev lister over hvem som skulle hvor.,nb\n")
    commands = [
        ["map", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.xlsx")],
        ["framework", "check", str(resource("framework"))],
        ["model", "card"],
    ]
    done = subprocess.run([sys.executable, "-c", WATCHED, json.dumps(commands)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    codes, seen, torch = json.loads(done.stdout.split("SEEN ")[1])
    assert codes == [0, 0, 0]
    assert seen == [] and not torch
