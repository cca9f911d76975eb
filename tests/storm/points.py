"""A stop at every system call that changes something: of acceptance (smtpd, pickup, sendmail), qmgr, local, virtual, smtp, bounce."""
import os, random, re, subprocess, time

from account import Account, drain, queued
from world import World, kill, state

# What another process or the disk can notice; the point before call N+1 is the point after call N.
CALLS = ("openat,write,writev,pwrite64,pwritev,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,fchmod,chmod,fchown,ftruncate,"
         "utimensat,futimesat,mkdir,close,sendto,sendmsg,sendmmsg")
# What is stopped (a program, and its line of master.cf), and by which mail it comes to work.
SCENES = [
    ("smtpd", "smtpd", None, "virtual", "smtp"), ("pickup", "pickup", None, "virtual", "sendmail"), ("qmgr", "qmgr", None, "virtual", "smtp"),
    ("qmgr later", "qmgr", None, "later", "smtp"), ("qmgr bounce", "qmgr", None, "unknown", "smtp"), ("local mbox", "local", "local", "box", "smtp"),
    ("local Maildir", "local", "localdir", "dir", "smtp"), ("virtual", "virtual", None, "virtual", "smtp"), ("smtp", "smtp", "relay", "relay", "smtp"),
    ("smtp refused", "smtp", "relay", "refused", "smtp"), ("smtp later", "smtp", "relay", "later", "smtp"), ("bounce", "bounce", "bounce", "unknown", "smtp"),
    ("defer", "bounce", "defer", "later", "smtp"), ("success notice", "bounce", "trace", "virtual", "success"), ("cleanup", "cleanup", None, "unknown", "smtp"),
    ("sendmail", "", None, "virtual", "sendmail"),
]
MOST = 100   # calls of a kind; an end comes long before


def threads(pid):
    try:
        return sorted(int(t) for t in os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return []


class Tracer:
    """strace on one thread, or on all; inject is strace's: CALLS:signal=KILL:when=N."""

    def __init__(self, pid, out, inject="", everything=True):
        args = ["strace", "-o", out] + (["-f"] if everything else []) + ["-e", f"trace={CALLS}"] + (["-e", f"inject={inject}"] if inject else []) + ["-p", str(pid)]
        self.out = out
        self.process = subprocess.Popen(args, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.attached = "attached" in self.process.stderr.readline()

    def done(self):
        return self.process.poll() is not None

    def stop(self):
        if not self.done():
            self.process.terminate()
        self.process.wait()
        self.process.stderr.close()


class Scene:
    def __init__(self, world, name, program, service, target, how):
        self.world, self.name, self.program, self.service, self.target, self.how = world, name, program, service, target, how
        self.random = random.Random(name)

    def mail(self):
        mail = self.world.new_mail(self.random, self.target, dsn=False, size=self.random.choice([600, 6000]))
        if self.how == "success":
            mail.dsn = "SUCCESS"
        return mail

    def give(self, mail):
        try:
            self.world.submit(mail) if self.how == "sendmail" else self.world.send(mail)
        except OSError:
            pass

    def victims(self):
        """Processes of the program; a first mail brings them up."""
        for _ in range(50):
            pids = [pid for pid, _ in self.world.children(self.program, self.service)]
            if pids:
                return pids
            self.settle(self.mail())
        raise SystemExit(f"{self.name}: no {self.program} runs\n{self.world.tail()}")

    def settle(self, mail, seconds=30):
        self.give(mail)
        drain(self.world, seconds)

    def measure(self):
        """How often each call was made by each thread (its place in the list) in one undisturbed mail."""
        counts = {}
        pids = self.victims()
        tracers = [(pid, Tracer(pid, os.path.join(self.world.base, f"trace.{pid}"))) for pid in pids]
        known = {pid: threads(pid) for pid in pids}
        self.settle(self.mail())
        time.sleep(0.2)
        for pid, tracer in tracers:
            tracer.stop()
            for line in open(tracer.out):
                call = re.match(r"(\d+) +(\w+)\(", line)
                if call and int(call.group(1)) in known[pid]:
                    key = (known[pid].index(int(call.group(1))), call.group(2))
                    counts[key] = counts.get(key, 0) + 1
        return counts

    def stops(self, place, call, n):
        """One mail with a stop at the Nth call of a kind in a thread; false when there was no such call."""
        pids = self.victims()
        tracers = []
        for pid in pids:
            tasks = threads(pid)
            if place < len(tasks):
                tracers.append(Tracer(tasks[place], os.path.join(self.world.base, f"inject.{pid}"), f"{call}:signal=KILL:when={n}", everything=False))
        mail = self.mail()
        self.give(mail)
        until, stopped = time.monotonic() + 8, False
        while time.monotonic() < until:
            stopped = any(t.done() for t in tracers)
            if stopped or not queued(self.world):
                break
            time.sleep(0.01)
        if not stopped:
            time.sleep(0.02)
            stopped = any(t.done() for t in tracers)
        if stopped:
            self.at_once()
        for t in tracers:
            t.stop()
        for pid in pids:
            if state(pid) in ("t", "T"):
                kill(pid)
        return stopped

    def run(self):
        total = 0
        if not self.program:
            return self.sendmail()
        counts = self.measure()
        for place, call in sorted(counts):
            # strace counts each kind of call for itself.
            for n in range(1, counts[place, call] + 1):
                if not self.stops(place, call, n):
                    break
                total += 1
                self.after()
                drain(self.world, 60)
        return total

    def at_once(self):
        """What else happens in the moment of the stop."""

    def after(self):
        """What a stop is followed by; the suite goes on by itself."""

    def sendmail(self):
        out, total = os.path.join(self.world.base, "inject.sendmail"), 0
        strace = ["strace", "-f", "-o", out, "-e", f"trace={CALLS}"]
        self.world.submit(self.mail(), strace)
        for call in sorted(set(re.findall(r"(?m)^\d+ +(\w+)\(", open(out).read()))):
            for n in range(1, MOST):
                self.world.submit(self.mail(), strace + ["-e", f"inject={call}:signal=KILL:when={n}"])
                if "killed by SIGKILL" not in open(out).read():
                    break
                total += 1
        return total


def run(base, only, seed):
    world = World(base, single=True)
    world.start()
    total = 0
    try:
        for scene in SCENES:
            if only and scene[0] not in only.split(","):
                continue
            t = time.monotonic()
            n = Scene(world, *scene).run()
            total += n
            print(f"{scene[0]}: stopped at {n} points ({time.monotonic() - t:.0f} s)", flush=True)
        drained = drain(world, 120)
        print(f"{total} points" + ("" if drained else ", NOT drained after 120 s"))
        return Account(world).report() | (not drained)
    finally:
        world.stop()
