"""What became of every message: mailboxes, sink, notices and queue against what was sent."""
import os, re, time

from world import BOXES

TOKEN = re.compile(rb"^X-Token: (\S+)", re.M)
QUEUES = ("maildrop", "incoming", "active", "deferred", "hold")


def files(folder):
    found = []
    for where, _, names in os.walk(folder):
        found += [os.path.join(where, n) for n in names]
    return found


def queued(world):
    """Queue files that somebody was promised: half-written ones are not."""
    found = []
    for queue in QUEUES:
        for path in files(os.path.join(world.spool, queue)):
            try:
                if queue not in ("maildrop", "incoming") or os.stat(path).st_mode & 0o100:
                    found.append(path)
            except FileNotFoundError:
                pass
    return found


def drain(world, seconds=180):
    """Waits until the queue is empty; true when it became so."""
    until, flush = time.monotonic() + seconds, 0.0
    while queued(world):
        if time.monotonic() > until:
            return False
        if time.monotonic() > flush:
            world.command("postqueue", "-f")
            flush = time.monotonic() + 3
        time.sleep(0.1)
    return True


def read(path):
    try:
        with open(path, "rb") as f:
            return f.read()
    except OSError:
        return b""


def mbox(text):
    """The messages of an mbox, without its quoting."""
    parts = re.split(rb"(?m)(?:\A|(?<=\n\n))From [^\n]*\n", text)
    return [re.sub(rb"(?m)^>From ", b"From ", p[:-1] if p.endswith(b"\n\n") else p) for p in parts if p.strip()]


def arrivals(world):
    """All that was delivered, as (recipient, text)."""
    for box in BOXES:
        for d in ("new", "cur"):
            for path in files(os.path.join(world.mail, "virtual", box, d)):
                yield box + "@virtual.example", read(path)
    for d in ("new", "cur"):
        for path in files(os.path.join(world.mail, "dir", world.user, d)):
            yield world.user + "@dir.example", read(path)
    for message in mbox(read(os.path.join(world.mail, "box", world.user))):
        yield world.user + "@box.example", message
    with world.sink.lock:
        taken = list(world.sink.taken)
    for rcpts, text in taken:
        for to in rcpts:
            yield to, text.replace(b"\r\n", b"\n")


def notices(world):
    """Reports to the sender, as (action, token, recipients)."""
    for d in ("new", "cur"):
        for path in files(os.path.join(world.mail, "virtual/sender", d)):
            text = read(path)
            token = TOKEN.search(text)
            status = re.split(rb"(?m)^Content-Type: message/(?:global-)?delivery-status", text)
            if not token or len(status) < 2:
                yield "unreadable", path, []
                continue
            for block in status[1].split(b"\n\n"):
                to, action = re.search(rb"(?m)^Final-Recipient: [^;]+; *(\S+)", block), re.search(rb"(?m)^Action: (\S+)", block)
                if to and action:
                    yield action.group(1).decode(), token.group(1).decode(), [to.group(1).decode()]


class Account:
    """The sums. Good is true when nothing was lost, changed or invented."""

    def __init__(self, world):
        world.stop()   # a queue that is not drained moves: what is on its way from one directory to the next would be lost here
        self.faults = []
        whole, torn, failed, self.ghosts, self.corrupt, self.torn, self.unreadable = {}, {}, {}, 0, 0, 0, 0
        bodies = {}
        for to, text in arrivals(world):
            token = TOKEN.search(text)
            mail = world.mails.get(token.group(1).decode()) if token else None
            if mail is None:
                if token is None and to.endswith("@box.example") and len(text) < 2000:
                    self.torn += 1   # cut off in its headers, and it has come again
                else:
                    self.ghosts += 1
                    self.faults.append(f"ghost: in {to}: {text[:300]!r}")
                continue
            if to not in mail.recipients or mail.state == "refused":
                self.ghosts += 1
                self.faults.append(f"ghost: {mail.token} ({mail.state}) in {to}")
                continue
            body = text.split(b"\n\n", 1)[1] if b"\n\n" in text else b""
            expected = bodies.setdefault(mail.token, mail.body.encode())
            key = (mail.token, to)
            if body == expected:
                whole[key] = whole.get(key, 0) + 1
            else:
                torn.setdefault(key, []).append((body, expected))
        for key, parts in torn.items():
            for body, expected in parts:
                # A killed append leaves a beginning in an mbox (there is no way back for it), and after a power failure blocks of NUL that had a place
                # and no content yet; its message comes again, whole.
                if key[1].endswith("@box.example") and key in whole and expected.startswith(body.rstrip(b"\n").rstrip(b"\0")):
                    self.torn += 1
                else:
                    self.corrupt += 1
                    at = next((i for i, (a, b) in enumerate(zip(body, expected)) if a != b), min(len(body), len(expected)))
                    self.faults.append(f"corrupt: {key[0]} to {key[1]}: {len(body)} of {len(expected)} bytes, differs at {at}: {body[at:at+60]!r} for {expected[at:at+60]!r}")
        for action, token, rcpts in notices(world):
            if action == "unreadable":
                self.unreadable += 1
                self.faults.append(f"a notice cannot be read: {token}")
            elif action == "failed":
                for to in rcpts:
                    failed[(token, to)] = failed.get((token, to), 0) + 1
        waiting = set()
        for path in queued(world):
            waiting.update(m.decode() for m in re.findall(rb"X-Token: (t\d+n\d+)", read(path)))
        self.queued = len(queued(world))
        # A file that power failed under, marked complete and not: it is set aside. Its sender was told nothing, so it counts for nobody.
        self.aside = len(files(os.path.join(world.spool, "corrupt")))
        mails = list(world.mails.values())
        self.sent = len(mails)
        self.accepted, self.doubt, self.refused = (sum(m.state == s for m in mails) for s in ("accepted", "doubt", "refused"))
        self.delivered = self.bounced = self.lost = self.duplicates = self.most = self.wrong = 0
        for mail in mails:
            for to, ends in mail.recipients.items():
                key = (mail.token, to)
                copies, notes = whole.get(key, 0), failed.get(key, 0)
                self.delivered += copies > 0
                self.bounced += notes > 0
                self.duplicates += max(0, copies - 1) + max(0, notes - 1)
                self.most = max(self.most, copies, notes)
                if notes and ends == "delivered":
                    self.wrong += 1
                    self.faults.append(f"returned for a local reason: {mail.token} to {to}")
                if mail.state == "accepted" and not copies and not notes and mail.token not in waiting:
                    self.lost += 1
                    self.faults.append(f"LOST: {mail.token} to {to}")
        self.good = self.lost == self.corrupt == self.ghosts == self.wrong == self.unreadable == 0

    def __str__(self):
        return (f"sent {self.sent}: accepted {self.accepted}, in doubt {self.doubt}, refused {self.refused}\n"
                f"delivered {self.delivered}, bounced {self.bounced}, queued {self.queued}, lost {self.lost}, duplicates {self.duplicates} (at most {self.most} copies of one), "
                f"corrupt {self.corrupt}, ghosts {self.ghosts}, returned without reason {self.wrong}, torn and come again {self.torn}, "
                f"set aside {self.aside}")

    def report(self):
        """Prints it; the exit status."""
        print(self)
        for fault in self.faults[:40]:
            print("  " + fault)
        print("good" if self.good else "BAD", flush=True)
        return 0 if self.good else 1
