import sys, time, re
sys.path.insert(0,'/work/main/Tests/Daemon')
import os
import test_attacks_measured as m
import pytest
@pytest.mark.skipif(False, reason="")
def test_x(start):
    daemon = start(unlimited=False)
    for _ in range(50): m.scan_from(daemon,"127.0.0.2")
    m.p99(daemon)
    def say(w):
        s=open(f"/proc/{daemon.process.pid}/status").read()
        print(w, daemon.memory()/2**20, re.findall(r"(Rss\w+|VmRSS):\s+(\d+) kB", s), flush=True)
    say("before")
    with m.elsewhere(m.covers_sent, daemon):
        print(m.p99(daemon))
        say("end")
    for i in range(2):
        time.sleep(5); say(i)
    os.system(f"awk '/^[0-9a-f]+-/ {{n=$0}} /^Rss:/ {{if ($2>1500) print $2, n}}' /proc/{daemon.process.pid}/smaps | sort -rn | head -20")
    daemon.kill()
